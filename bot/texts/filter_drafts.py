"""A filter before it holds: what it would have done, and what in it isn't understood."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.i18n.texts import Texts, lines, link, shorten
from bot.texts.echo import echo
from bot.texts.filters import WORDS, described, heading
from bot.topic_names import clean_line
from jobs.filter_preview import WEEK, Example, Preview
from jobs.filters.judging import Reason, Verdict
from jobs.filters.language import write_term
from jobs.filters.terms import MAX_LENGTH, MAX_TERM, MAX_TERMS, Fault, Filter, FilterNotUnderstood, Kind
from storage.topics import Topic

LONGEST_HEADLINE = 60
LONGEST_SOURCE = 40
MOST_NAMED = 5


def preview_card(t: Texts, topic: Topic | None, wanted: Filter, preview: Preview | None, *, now: datetime) -> Markup:
    """What it would have done; None where the chat follows nothing that it could be tried on."""
    return lines(
        heading(t, topic),
        *described(t, wanted),
        "",
        *(_tried(t, preview, now=now) if preview else (t("You follow no topics yet to try it on."),)),
        "",
        t("<b>Save this filter?</b>"),
    )


def problem(t: Texts, fault: FilterNotUnderstood) -> Markup:
    """Names the word that wasn't understood, and the way out."""
    return lines(_fault(t, fault), t("For example: {example}", example=WORDS))


def no_such_topic(t: Texts, name: str, followed: Sequence[Topic]) -> Markup:
    names = [topic.name for topic in followed[:MOST_NAMED]]
    return lines(
        t("You follow no topic called “{name}”.", name=echo(name)),
        t(
            "Before a colon may stand {topics}; or title, source or lang.",
            topics=t.list(names, "or"),
        )
        if names
        else t("Before a colon may stand title, source or lang."),
        t(
            "To look for the word itself, put it in quotes: {example}",
            example=Markup('<code>"{}: …"</code>').format(echo(name)),
        ),
    )


def _tried(t: Texts, preview: Preview, *, now: datetime) -> Sequence[Markup]:
    total = preview.kept + preview.left_out
    if not total:
        return [t("Your topics told nothing in the last week to try it on.")]
    if now - preview.since >= WEEK:
        opening = t.many(
            "Of {count} story of the last week, it would have kept {kept}.",
            "Of {count} stories of the last week, it would have kept {kept}.",
            total,
            kept=preview.kept,
        )
    else:
        opening = t.many(
            "Of the newest {count} story, it would have kept {kept}.",
            "Of the newest {count} stories, it would have kept {kept}.",
            total,
            kept=preview.kept,
        )
    kept = [Markup(), t("<b>Kept</b>"), *(_example_line(t, example) for example in preview.kept_examples)]
    left_out = [Markup(), t("<b>Left out</b>"), *(_example_line(t, example) for example in preview.left_out_examples)]
    return [
        opening,
        *(kept if preview.kept else [t("⚠️ Nothing would come.")]),
        *(left_out if preview.left_out else [t("Nothing would be left out.")]),
    ]


def _example_line(t: Texts, example: Example) -> Markup:
    headline = shorten(clean_line(example.headline, 2 * LONGEST_HEADLINE), LONGEST_HEADLINE)
    source = shorten(clean_line(example.source, 2 * LONGEST_SOURCE), LONGEST_SOURCE)
    shown, why = link(example.url, headline), _why(t, example.verdict)
    if why is None:
        return t("• {headline} ({source})", headline=shown, source=source)
    return t("• {headline} ({source}): {why}", headline=shown, source=source, why=why)


def _why(t: Texts, verdict: Verdict) -> Markup | None:
    """The term that decided, where one did."""
    if verdict.term is None:
        return None
    if verdict.reason is not Reason.MISSING:
        return Markup("<code>{}</code>").format(write_term(verdict.term))
    match verdict.term.kind:
        case Kind.SOURCE:
            return t("another source")
        case Kind.LANGUAGE:
            return t("another language")
        case _:
            return t("none of the words")


def _fault(t: Texts, problem: FilterNotUnderstood) -> Markup:
    word = echo(problem.word)
    match problem.fault:
        case Fault.TOO_LONG:
            return t("That is too long: a filter has room for {count} characters.", count=MAX_LENGTH)
        case Fault.TOO_MANY:
            return t("That is too much: a filter has room for {count} terms.", count=MAX_TERMS)
        case Fault.TERM_TOO_LONG:
            return t("“{word}” is too long: a term has room for {count} characters.", word=word, count=MAX_TERM)
        case Fault.QUOTE:
            return t("A quotation mark is missing at the end: {word}", word=word)
        case Fault.NOTHING:
            return t("A word is missing after “{word}”.", word=word)
        case Fault.FIELD:
            return t(
                "I don't know “{word}”. Before a colon may stand title, source or lang; in quotes, it is a word.",
                word=word,
            )
        case Fault.LANGUAGE:
            return t(
                "I know no language “{word}”. Write its code or its English name: lang:de, lang:German.", word=word
            )
        case Fault.STAR:
            return t("“{word}”: a star goes to the end of a word, and stands for any ending.", word=word)
        case Fault.CONTRADICTION:
            return t("“{word}” is asked for and left out at once.", word=word)
