"""Leaving everything at once, and lists of feeds as files."""

from dataclasses import dataclass

from markupsafe import Markup

from bot.i18n.texts import Texts, lines, shorten
from storage.topics import Topic

FILE_NAME = "newsdigest.opml"
MOST_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of a file's feeds: how many are new, were there, found no room; which are of no use; which topics
    that it names are followed, and how many of them can't be."""

    new: int = 0
    known: int = 0
    no_room: int = 0
    unusable: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = ()
    other_topics: int = 0


def leave_all(t: Texts, *, topics: int, feeds: int) -> Markup:
    counted = t.list(
        [
            *([t.many("{count} topic", "{count} topics", topics)] if topics else []),
            *([t.many("{count} feed of your own", "{count} feeds of your own", feeds)] if feeds else []),
        ]
    )
    return lines(
        t("<b>Leave everything?</b>"),
        t("That is {what}.", what=counted),
        t("You get a file first that brings it back."),
    )


def left_all(t: Texts) -> Markup:
    return lines(
        t("<b>You follow nothing any more.</b>"),
        t("Send me the file, and it is as before. Or choose anew: /topics"),
    )


def all_stays(t: Texts) -> Markup:
    return t("All right, everything stays as it is.")


def backup_caption(t: Texts, *, private: int) -> Markup:
    """Under the file with what was followed; `private` topics among it come back by invitation only."""
    said = t("What you followed. Send me this file, and you follow it again.")
    if not private:
        return said
    rest = t.many(
        "{count} topic is private: that one needs a new invitation.",
        "{count} topics are private: those need new invitations.",
        private,
    )
    return lines(said, rest)


def list_caption(t: Texts) -> Markup:
    return t("What you follow, for feed readers and for me: your own feeds, and your topics by name.")


def nothing_to_list(t: Texts) -> Markup:
    return t("You follow nothing yet, so there is nothing to put into a file. Choose some: /topics")


def how_to_import(t: Texts, most: int, *, private: bool) -> Markup:
    """`most` is how many own feeds there may be; `private` whether this is said where files are read."""
    where = (
        t("Send me the list that your feed reader exports, an OPML file (.opml or .xml, 1 MB at most).")
        if private
        else t("In our private chat, send me the list that your feed reader exports, an OPML file.")
    )
    room = t.many("You may have {count} feed of your own.", "You may have {count} feeds of your own.", most)
    return lines(t("<b>Bring your feeds along</b>"), where, room, "", t("And the other way: /opml"))


def for_whom(t: Texts, name: str) -> Markup:
    return t("<b>{file}</b>: a list of feeds. For whom shall I take them?", file=shorten(name, 60))


def reading(t: Texts, name: str) -> Markup:
    return t("Reading <b>{file}</b> …", file=shorten(name, 60))


def taking(t: Texts, name: str, done: int, of: int) -> Markup:
    return lines(reading(t, name), t("{done} of {count} feeds", done=done, count=of))


def imported(t: Texts, name: str, result: Imported, most: int) -> Markup:
    unusable = len(result.unusable)
    named = [f"“{shorten(each, 40)}”" for each in result.unusable if each][:MOST_NAMED]
    said = [
        t.many("✓ {count} feed is new.", "✓ {count} feeds are new.", result.new) if result.new else None,
        t.many("{count} was there already.", "{count} were there already.", result.known) if result.known else None,
        t.many(
            "{count} found no room: you may have {most}.",
            "{count} found no room: you may have {most}.",
            result.no_room,
            most=most,
        )
        if result.no_room
        else None,
        t.many("{count} can't be used.", "{count} can't be used.", unusable) if unusable else None,
        Markup("<i>{}</i>").format(t.list(named)) if named else None,
        t("✓ You follow {topics}.", topics=t.list([topic.name for topic in result.topics])) if result.topics else None,
        t.many(
            "{count} topic of it is not to be had here.",
            "{count} topics of it are not to be had here.",
            result.other_topics,
        )
        if result.other_topics
        else None,
    ]
    rest = t("Their first stories are read in a few minutes.") if result.new else None
    nothing = None if any(said) else t("There was nothing in it to take.")
    return lines(Markup("<b>{}</b>").format(shorten(name, 60)), *said, nothing, rest)


def not_a_list(t: Texts, name: str, reason: str) -> Markup:
    return lines(
        t("I can't read <b>{file}</b> as a list of feeds.", file=shorten(name, 60)),
        Markup("<i>{}</i>").format(shorten(reason, 300)),
    )


def too_large(t: Texts, name: str) -> Markup:
    return t("<b>{file}</b> is larger than 1 MB. Please send it in parts.", file=shorten(name, 60))


def not_loaded(t: Texts, name: str) -> Markup:
    return t("I couldn't load <b>{file}</b> from Telegram. Please send it again.", file=shorten(name, 60))


def expired_toast(t: Texts) -> str:
    return t.plain("That was too long ago. Please send the file again.")


def yes_all(t: Texts) -> str:
    return t.plain("Yes, leave everything")


def no_keep_all(t: Texts) -> str:
    return t.plain("No, keep it all")


def for_me(t: Texts) -> str:
    return t.plain("📡 For me alone")


def for_everybody(t: Texts) -> str:
    return t.plain("👥 For everybody")
