"""Lists of feeds for everybody: looked at, taken in, given out."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.i18n.texts import Texts, lines, shorten
from jobs.feeds.lists.opml import BadOutline, OpmlFile

FILE_NAME = "newsdigest.opml"
MOST_TOPICS = 12
MOST_BAD = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a list would bring: `topics` are (name, feeds, whether it is new)."""

    new: int
    known: int
    topics: Sequence[tuple[str, int, bool]]


def menu_button(t: Texts) -> str:
    return t.plain("📄 Feeds as a file")


def take_button(t: Texts) -> str:
    return t.plain("✓ Add all of it")


def preview(t: Texts, name: str, file: OpmlFile, found: Preview) -> Markup:
    more = len(found.topics) - MOST_TOPICS
    return lines(
        Markup("<b>{}</b>").format(shorten(name, 60)),
        t.many("{count} feed is new.", "{count} feeds are new.", found.new),
        t.many("{count} is there already.", "{count} are there already.", found.known) if found.known else None,
        "",
        *(_topic(t, *topic) for topic in found.topics[:MOST_TOPICS]),
        t.many("• and {count} topic more", "• and {count} topics more", more) if more > 0 else None,
        *_bad(t, file.bad),
        "",
        t("Shall I add it, for everybody? What is there stays as it is."),
    )


def nothing_new(t: Texts, name: str, file: OpmlFile) -> Markup:
    return lines(
        Markup("<b>{}</b>").format(shorten(name, 60)),
        t("All of it is there already."),
        *_bad(t, file.bad),
    )


def taking(t: Texts, name: str, done: int, of: int) -> Markup:
    return lines(t("Adding <b>{file}</b> …", file=shorten(name, 60)), t("{done} of {count} feeds", done=done, count=of))


def taken(t: Texts, name: str, *, new: int, known: int, topics: Sequence[str], bad: Sequence[BadOutline]) -> Markup:
    named = [shorten(topic, 40) for topic in topics[:MOST_TOPICS]]
    more = len(topics) - len(named)
    return lines(
        Markup("<b>{}</b>").format(shorten(name, 60)),
        t.many("✓ {count} feed is new.", "✓ {count} feeds are new.", new),
        t.many("{count} was there already.", "{count} were there already.", known) if known else None,
        t("New topics: {topics}.", topics=t.list(named)) if named and more <= 0 else None,
        t.many("{count} topic is new.", "{count} topics are new.", len(topics)) if more > 0 else None,
        *_bad(t, bad),
        t("They are read within a few minutes.") if new else None,
    )


def left(t: Texts) -> Markup:
    return t("All right, nothing was changed.")


def caption(t: Texts, *, topics: int, feeds: int) -> Markup:
    counted = t.list(
        [
            t.many("{count} topic", "{count} topics", topics),
            t.many("{count} feed", "{count} feeds", feeds),
        ]
    )
    return lines(
        Markup("{}").format(counted),
        t("For feed readers, or for another bot of this kind. Logins and headers aren't in it."),
    )


def _topic(t: Texts, name: str, feeds: int, new: bool) -> Markup:
    shown = shorten(name, 50)
    if new:
        return t.many(
            "• <b>{topic}</b> (new): {count} feed", "• <b>{topic}</b> (new): {count} feeds", feeds, topic=shown
        )
    return t.many("• <b>{topic}</b>: {count} feed", "• <b>{topic}</b>: {count} feeds", feeds, topic=shown)


def _bad(t: Texts, bad: Sequence[BadOutline]) -> list[Markup | str]:
    if not bad:
        return []
    rows: list[Markup | str] = [
        "",
        t.many("{count} line of it can't be used:", "{count} lines of it can't be used:", len(bad)),
    ]
    for each in bad[:MOST_BAD]:
        reason = shorten(" ".join(part for part in (each.outline, each.reason) if part), 120)
        rows.append(
            t("• line {line}: {reason}", line=str(each.line), reason=reason)
            if each.line
            else Markup("• {}").format(reason)
        )
    return rows
