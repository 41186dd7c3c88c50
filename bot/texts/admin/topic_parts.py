"""A topic's cards: its words, how it is told, who gets it, the hours that chats begin with."""

from markupsafe import Markup

from bot.i18n.languages import NAMES
from bot.i18n.phrases import days, hours
from bot.i18n.texts import Texts, lines
from bot.topic_values import METHOD_NAMES, Field
from jobs.schedule import EVERY_DAY
from storage.topics import Topic, Visibility
from summaries.types import Method

WIDELY = 5
"""From so many outlets on a story is called widely reported."""

OFFERED = (Visibility.LISTED, Visibility.HIDDEN, Visibility.PRIVATE)


def words_card(t: Texts, topic: Topic) -> Markup:
    return lines(
        Markup("<b>{}</b>").format(topic.name),
        topic.description or t("No description yet."),
        "",
        keywords_line(t, topic),
        t("Language: {language}", language=language_name(t, topic.language) if topic.language else t("any")),
        "",
        t("Keywords narrow the topic to articles that contain one of them, the language to those written in it."),
    )


def telling_card(t: Texts, topic: Topic) -> Markup:
    return lines(
        t("<b>{topic}</b>: how it is told", topic=topic.name),
        told_line(t, topic),
        weight_line(t, topic),
        t("Pictures: {state}", state=t("on") if topic.pictures else t("off")),
        "",
        t("A tap takes the next choice. A chat's own length goes over this one; pictures come where a chat wants any."),
    )


def readers_card(t: Texts, topic: Topic, *, chats: int, link: str | None, place: int, of: int) -> Markup:
    """`place` is where the topic stands among so many."""
    return lines(
        t("<b>{topic}</b>: who gets it", topic=topic.name),
        followed_line(t, chats),
        t("At place {place} of {count} in the list.", place=place, count=of),
        "",
        *(_meaning(t, each, now=topic.visibility is each) for each in OFFERED),
        "",
        link_line(t, link),
    )


def confirm_renewal(t: Texts, topic: Topic) -> Markup:
    return lines(
        t("<b>{topic}</b>: a new link?", topic=topic.name),
        t("The old one leads nowhere from then on. Who follows the topic already keeps it."),
    )


def hours_card(t: Texts, topic: Topic) -> Markup:
    return lines(
        t("<b>{topic}</b>: its first hours", topic=topic.name),
        t("A chat whose first topic this is begins with them, in its own time zone, and can change them."),
        "",
        t("Now: {hours}", hours=first_hours(t, topic) or t("as usual")),
        t(
            "Another minute? {example}",
            example=Markup("<code>/admin hours {}: 07:30 mon-fri</code>").format(topic.name),
        ),
    )


def language_card(t: Texts, topic: Topic) -> Markup:
    return lines(
        t("<b>{topic}</b>: in which language?", topic=topic.name),
        t("Articles in other languages are left out. Which one an article is in is told by its text."),
    )


def keywords_line(t: Texts, topic: Topic) -> Markup:
    if not topic.keywords:
        return t("Keywords: none, it tells everything")
    return t("Keywords: {words}", words=t.list(topic.keywords[:20], "or"))


def told_line(t: Texts, topic: Topic) -> Markup:
    return t.many(
        "Told in {count} sentence a story, chosen by {method}",
        "Told in {count} sentences a story, chosen by {method}",
        topic.sentences,
        method=METHOD_NAMES[Method(topic.method)],
    )


def weight_line(t: Texts, topic: Topic) -> Markup:
    least = int(topic.weight_floor)
    if least <= 1:
        return t("Stories: all of them")
    return t.many(
        "Stories: those that {count} outlet or more report",
        "Stories: those that {count} outlets or more report",
        least,
    )


def followed_line(t: Texts, chats: int) -> Markup:
    return t.many("Followed by {count} chat", "Followed by {count} chats", chats)


def link_line(t: Texts, link: str | None) -> Markup | None:
    return t("Link to share: {link}", link=link) if link else None


def first_hours(t: Texts, topic: Topic) -> str | None:
    """`every day: 08:00 and 18:00`; None where the topic leaves them to the settings."""
    if topic.times is None and topic.weekdays is None:
        return None
    named = days(t, topic.weekdays or EVERY_DAY)
    if topic.times is None:
        return t.plain("{days}, at the usual hours", days=named)
    return t.plain("{days}: {hours}", days=named, hours=hours(t, topic.times))


def language_name(t: Texts, code: str) -> str:
    """In the reader's language, else in its own."""
    return str(t.locale.languages.get(code) or NAMES.get(code) or code)


def visibility_name(t: Texts, visibility: Visibility) -> str:
    match visibility:
        case Visibility.HIDDEN:
            return t.plain("Hidden")
        case Visibility.PRIVATE:
            return t.plain("Private")
        case _:
            return t.plain("Listed")


def length_button(t: Texts, sentences: int) -> str:
    return t.plain.many("Length: {count} sentence", "Length: {count} sentences", sentences)


def method_button(t: Texts, method: str) -> str:
    return t.plain("Chosen by: {method}", method=METHOD_NAMES[Method(method)])


def weight_button(t: Texts, weight: float) -> str:
    least = int(weight)
    if least <= 1:
        return t.plain("Stories: all")
    if least >= WIDELY:
        return t.plain.many("Widely reported: {count}+", "Widely reported: {count}+", least)
    return t.plain.many("From {count} outlet on", "From {count} outlets on", least)


def pictures_button(t: Texts, *, on: bool) -> str:
    return t.plain("Pictures: on") if on else t.plain("Pictures: off")


def rename_button(t: Texts) -> str:
    return t.plain("Rename")


def describe_button(t: Texts) -> str:
    return t.plain("Description")


def keywords_button(t: Texts) -> str:
    return t.plain("Keywords")


def language_button(t: Texts) -> str:
    return t.plain("Language")


def any_language_button(t: Texts) -> str:
    return t.plain("Any")


def other_language_button(t: Texts) -> str:
    return t.plain("Another …")


def renew_button(t: Texts) -> str:
    return t.plain("🔗 New link")


def yes_renew(t: Texts) -> str:
    return t.plain("Yes, a new link")


def editors_button(t: Texts, count: int) -> str:
    return t.plain("✍️ Editors ({count})", count=count)


def usual_hours_button(t: Texts) -> str:
    return t.plain("↺ As usual")


def private_toast(t: Texts) -> str:
    return t.plain("Only the link leads to it now. Who follows it keeps it.")


def problem(t: Texts, field: Field) -> Markup:
    """What a field takes, after something else was written."""
    match field:
        case Field.NAME:
            return t("A name needs at least one letter or digit. Please write another.")
        case Field.DESCRIPTION:
            return t("A description is a line of text. Please write another.")
        case Field.KEYWORDS:
            return t("Keywords are words with commas between. Please write them again, or {none} for none.", none=_NONE)
        case Field.LANGUAGE:
            return t("I don't know this language. Write its name or code, such as {example}.", example=_code("nl"))
        case Field.LENGTH:
            return t("A story is told in 1 to 5 sentences. Write a number: {example}", example=_code("3"))
        case Field.METHOD:
            return t(
                "The methods are {methods}. Please write one of them.", methods=t.list(METHOD_NAMES.values(), "or")
            )
        case Field.WEIGHT:
            return t(
                "How many outlets have to report a story? Write a number from 0 to 50: {example}", example=_code("2")
            )
        case Field.PICTURES:
            return t("Pictures are {on} or {off}.", on=_code("on"), off=_code("off"))
        case Field.VISIBILITY:
            return t("A topic is {choices}.", choices=t.list([_code(each.value) for each in OFFERED], "or"))
        case Field.HOURS:
            return t("Write hours and days without a place, such as {example}.", example=_code("07:30 18:00 mon-fri"))


def _meaning(t: Texts, visibility: Visibility, *, now: bool) -> Markup:
    match visibility:
        case Visibility.HIDDEN:
            said = t("<b>Hidden</b>: in no list, but who has the link may follow it.")
        case Visibility.PRIVATE:
            said = t("<b>Private</b>: by invitation only; a new link makes the old void.")
        case _:
            said = t("<b>Listed</b>: everybody sees it among the topics.")
    return Markup("{} {}").format("✓" if now else "◦", said)


def _code(text: str) -> Markup:
    return Markup("<code>{}</code>").format(text)


_NONE = _code("-")
