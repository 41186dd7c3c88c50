"""Trying a topic, and in plain words why something isn't told."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.i18n.phrases import moment
from bot.i18n.texts import Texts, lines, link, shorten
from bot.texts.admin.topic_parts import language_name
from jobs.digests.asked.trying import Outcome, Trial
from jobs.digests.content.choosing import LeftOut
from jobs.digests.content.wants import Because
from storage.topic_entries import EntryTitle, TopicEntry
from storage.topics import Topic

LONGEST_TITLE = 100
LONGEST_PROBLEM = 120
LONGEST_SOURCE = 40


def try_again_button(t: Texts) -> str:
    return t.plain("👁 Try again")


def left_out_button(t: Texts, count: int) -> str:
    return t.plain("Why not? ({count})", count=count)


def weight_button(t: Texts) -> str:
    return t.plain("Change the weight")


def keywords_button(t: Texts) -> str:
    return t.plain("Change the keywords")


def language_button(t: Texts) -> str:
    return t.plain("Change the language")


def tried(t: Texts, trial: Trial, *, left_out: int, more: bool) -> Markup:
    """Below the digest: what it was. `more` says that even more is left out than was counted."""
    told = len(trial.digest.stories)
    return lines(
        t("👁 <b>{topic}</b>, as somebody who begins to follow it would get it now.", topic=trial.topic.name),
        t.many("{count} story is told.", "{count} stories are told.", told) if told else t("No story is told."),
        _left_out(t, left_out, more=more),
        t("Nobody else got this, and it counts as told to nobody."),
    )


def left_out_list(
    t: Texts, trial: Trial, shown: Sequence[Outcome], *, first: int, total: int, now: datetime, zone: str
) -> Markup:
    """A page of what isn't told, numbered from `first` on, each with its reason."""
    topic = trial.topic.name
    if not total:
        return t("<b>{topic}</b>: nothing of the hours that a digest covers is left out.", topic=topic)
    items = [
        Markup("{}. {}\n{}").format(number, _named(outcome.entry), reason(t, trial.topic, outcome, now=now, zone=zone))
        for number, outcome in enumerate(shown, start=first)
    ]
    return lines(t("<b>{topic}</b>: what isn't told, and why", topic=topic), "", Markup("\n\n").join(items))


def reason_card(t: Texts, topic: Topic, outcome: Outcome, *, now: datetime, zone: str) -> Markup:
    return lines(
        t("In <b>{topic}</b>:", topic=topic.name),
        _named(outcome.entry),
        "",
        reason(t, topic, outcome, now=now, zone=zone),
    )


def reason(t: Texts, topic: Topic, outcome: Outcome, *, now: datetime, zone: str) -> Markup:
    """Why it isn't told, or that it is."""
    left_out = outcome.left_out
    if left_out is None:
        return t("✓ It is told, as “{headline}”.", headline=shorten(outcome.headline or "", LONGEST_TITLE))
    match left_out.because:
        case Because.UNREAD:
            return t("Its article isn't read yet; that comes within minutes.")
        case Because.UNREADABLE:
            return _unreadable(t, outcome.entry)
        case Because.SKIPPED:
            return t("It is older than what is read of a new feed: of that, only the newest.")
        case Because.LANGUAGE:
            return _language(t, topic, outcome.entry)
        case Because.KEYWORDS:
            return t("None of the topic's keywords is in it: {words}.", words=_shortened(t, topic.keywords))
        case Because.COPY:
            return _copy(t, outcome)
        case _:
            return _of_story(t, left_out, now=now, zone=zone)


def which_entry(t: Texts, words: str) -> Markup:
    return t("Several things fit “{words}”. Which one is it?", words=shorten(words, 60))


def no_entry(t: Texts, words: str) -> Markup:
    return lines(
        t("None of the feeds brought anything like “{words}” lately.", words=shorten(words, 60)),
        t("Write words of its headline, or its whole address: {example}", example=_EXAMPLE),
    )


def entry_button(entry: EntryTitle, topic: Topic | None) -> str:
    """With its topic where there are several."""
    return f"{shorten(topic.name, 12)} · {entry.title}" if topic else entry.title


def _of_story(t: Texts, left_out: LeftOut, *, now: datetime, zone: str) -> Markup:
    """Reasons that concern the whole story."""
    number, least = left_out.number or 0, int(left_out.least or 0)
    at = moment(t, left_out.at, now=now, zone=zone) if left_out.at else ""
    match left_out.because:
        case Because.FLOOR:
            return t.many(
                "{count} outlet reports it in words of its own; the topic asks for {least}.",
                "{count} outlets report it in words of their own; the topic asks for {least}.",
                number,
                least=least,
            )
        case Because.CROWDED:
            return t("It is at place {number}; the digest has room for {least}.", number=number, least=least)
        case Because.WINDOW:
            return t("It came {moment}, before the hours that the digest covers.", moment=at)
        case Because.TOLD:
            return t("It was told {moment}, and nothing new came since.", moment=at)
        case Because.MUTED:
            return t("Its story is muted.")
        case _:
            return t("A filter leaves it out.")


def _shortened(t: Texts, keywords: Sequence[str]) -> str:
    return shorten(t.plain.list(keywords[:12], "or"), LONGEST_PROBLEM)


def _unreadable(t: Texts, entry: TopicEntry) -> Markup:
    if entry.problem:
        return t("No article could be read: {problem}", problem=shorten(entry.problem, LONGEST_PROBLEM))
    return t("No article could be read.")


def _language(t: Texts, topic: Topic, entry: TopicEntry) -> Markup:
    wanted = language_name(t, topic.language or "")
    said = entry.article.language if entry.article else None
    if said is None or said == topic.language:
        return t("It isn't in {wanted}, which the topic wants.", wanted=wanted)
    return t("It is in {language}; the topic wants {wanted}.", language=language_name(t, said), wanted=wanted)


def _copy(t: Texts, outcome: Outcome) -> Markup:
    if outcome.headline:
        headline = shorten(outcome.headline, LONGEST_TITLE)
        return t("It has the words of another report, and that one is told: “{headline}”.", headline=headline)
    return t("It has the words of another report, and that one is told.")


def _named(entry: TopicEntry) -> Markup:
    title = link(entry.url, shorten(entry.title or entry.url, LONGEST_TITLE))
    source = entry.article.source if entry.article else entry.feed_title
    return Markup("<b>{}</b> · {}").format(title, shorten(source, LONGEST_SOURCE))


def _left_out(t: Texts, count: int, *, more: bool) -> Markup:
    if not count:
        return t("Nothing is left out.")
    if more:
        return t("More than {count} reports are left out.", count=count)
    return t.many("{count} report is left out.", "{count} reports are left out.", count)


_EXAMPLE = Markup("<code>/admin why ferry aground</code>")
