"""Which stories a chat wants, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate

from markupsafe import Markup

from bot.i18n.texts import Texts, lines
from jobs.filters.language import write_term
from jobs.filters.terms import Filter, Kind, Term
from storage.topics import Topic

ROOM = 3000
"""Characters in a message for filters that were."""

WORDS, SOURCE, TOPIC = (
    Markup("<code>/filter ferry -football</code>"),
    Markup('<code>/filter source:"Harbour Post"</code>'),
    Markup("<code>/filter science: comet -moon</code>"),
)


def filters_card(t: Texts, everything: Filter, by_topic: int) -> Markup:
    held = (
        [*described(t, everything)]
        if everything
        else [t("There is none for everything you follow.") if by_topic else t("There are none: everything comes.")]
    )
    return lines(
        t("<b>Filters</b>"),
        *held,
        t.many("{count} topic has a filter of its own.", "{count} topics have a filter of their own.", by_topic)
        if by_topic
        else None,
        "",
        t("Tap one to change it, or write it:"),
        t("{example} – about ferries, without football", example=WORDS),
        t("{example} – what this source tells", example=SOURCE),
        t("{example} – for one topic", example=TOPIC),
    )


def filter_card(t: Texts, topic: Topic | None, wanted: Filter, everything: Filter) -> Markup:
    """`everything` is the filter that holds for this topic too."""
    free = (
        t("There is none: all that {topic} carries comes.", topic=topic.name)
        if topic
        else t("There is none: everything comes.")
    )
    also = topic and everything
    return lines(
        heading(t, topic),
        *(described(t, wanted) if wanted else (free,)),
        t("What holds for everything holds here too.") if also else None,
        "",
        t("Tap ✕ to take a term off.") if wanted else None,
        t("Or write it: {example}", example=_example(topic)),
    )


def heading(t: Texts, topic: Topic | None) -> Markup:
    return t("<b>Filter for {topic}</b>", topic=topic.name) if topic else t("<b>Filter for everything</b>")


def described(t: Texts, wanted: Filter) -> Sequence[Markup]:
    """A line for each group of terms, which says what their signs say in a filter."""
    words = wanted.asked(Kind.WORDS, Kind.TITLE)
    sources, languages = wanted.asked(Kind.SOURCE), wanted.asked(Kind.LANGUAGE)
    out = [replace(term, excluded=False) for term in wanted.excluded(*Kind)]
    groups = (
        (words, t("With: {terms}", terms=_codes(t, map(write_term, words)))),
        (sources, t("From: {terms}", terms=_codes(t, (term.text for term in sources)))),
        (languages, t("In: {terms}", terms=t.list([_language(t, term) for term in languages], "or"))),
        (out, t("Without: {terms}", terms=_codes(t, map(write_term, out)))),
    )
    return [line for terms, line in groups if terms]


def term_button(t: Texts, term: Term) -> str:
    return t.plain("✕ {term}", term=write_term(term))


def sources_card(t: Texts, topic: Topic | None, *, some: bool) -> Markup:
    told = t("Who told your stories lately, the busiest first. Tap to mute, tap again to hear them.")
    return lines(
        t("<b>Sources of {topic}</b>", topic=topic.name) if topic else t("<b>Sources</b>"),
        told if some else t("Nobody told anything lately."),
    )


def ask_words(t: Texts, topic: Topic | None, *, private: bool) -> Markup:
    return lines(
        heading(t, topic),
        t("Which words do you want, which not? You see what that does before it holds.")
        if private
        else t("Answer this message with the words that you want or not. You see what that does before it holds."),
        "",
        t("For example: {example}", example=Markup('<code>ferry "night train" -football</code>')),
    )


def ask_anew(t: Texts, topic: Topic | None, text: str, *, private: bool) -> Markup:
    return lines(
        heading(t, topic),
        t("Write it anew.") if private else t("Answer this message with the filter as it shall be."),
        t("It was: {filter}", filter=Markup("<code>{}</code>").format(text)),
    )


def taken_off(t: Texts, topic: Topic | None, text: str) -> Markup:
    """With what it was, so that it can be written again."""
    if not text:
        return lines(heading(t, topic), t("There was none."))
    return lines(
        heading(t, topic),
        t("It is off: everything comes."),
        t("It was: {filter}", filter=Markup("<code>{}</code>").format(text)),
    )


def all_taken_off(t: Texts, texts: Sequence[tuple[Topic | None, str]]) -> Markup:
    """With what they were, as far as there is room."""
    if not texts:
        return t("There was no filter: everything comes.")
    lengths = accumulate(len(text) + len(topic.name if topic else "") for topic, text in texts)
    named = sum(length <= ROOM for length in lengths)
    was = [
        t("{topic}: {filter}", topic=topic.name, filter=Markup("<code>{}</code>").format(text))
        if topic
        else Markup("<code>{}</code>").format(text)
        for topic, text in texts[:named]
    ]
    rest = len(texts) - named
    return lines(
        t("<b>All filters are off: everything comes.</b>"),
        t("They were:"),
        *was,
        t.many("… and {count} more", "… and {count} more", rest) if rest else None,
    )


def saved_toast(t: Texts) -> str:
    return t.plain("It holds from now on.")


def topic_gone_toast(t: Texts) -> str:
    return t.plain("You don't follow this topic any more.")


def over_toast(t: Texts) -> str:
    return t.plain("This preview is over. Here is the filter as it is.")


def changed_toast(t: Texts) -> str:
    return t.plain("The filter was changed meanwhile. Please look again.")


def full_toast(t: Texts) -> str:
    return t.plain("This filter is full. Take something off first.")


def everything_button(t: Texts, count: int) -> str:
    return t.plain("Everything: {count}", count=count) if count else t.plain("Everything")


def topic_row(t: Texts, topic: Topic, count: int) -> str:
    return t.plain("{topic}: {count}", topic=topic.name, count=count) if count else topic.name


def write_button(t: Texts) -> str:
    return t.plain("✏️ Add words")


def sources_button(t: Texts) -> str:
    return t.plain("🔕 Sources")


def off_button(t: Texts) -> str:
    return t.plain("Take it off")


def filters_button(t: Texts) -> str:
    return t.plain("🔎 Filters")


def save_button(t: Texts) -> str:
    return t.plain("Save")


def instead_button(t: Texts) -> str:
    return t.plain("Save instead")


def add_button(t: Texts) -> str:
    return t.plain("Add to what holds")


def change_button(t: Texts) -> str:
    return t.plain("Change")


def muted_button(name: str, *, on: bool) -> str:
    return f"🔕 {name}" if on else name


def _example(topic: Topic | None) -> Markup:
    if topic is None:
        return WORDS
    return Markup("<code>/filter {}: comet -moon</code>").format(topic.name)


def _codes(t: Texts, words: Iterable[str]) -> Markup:
    return t.list([Markup("<code>{}</code>").format(word) for word in words], "or")


def _language(t: Texts, term: Term) -> str:
    return str(t.locale.languages.get(term.text, term.text))
