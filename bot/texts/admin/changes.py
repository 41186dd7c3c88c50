"""What somebody changed, in a line: "Technology → Tech" rather than what the database calls it.

Topics' names stand there as they were at the time; people are numbers.
"""

from collections.abc import Callable, Mapping

from markupsafe import Markup

from bot.i18n.texts import Texts, shorten
from storage.audit import Change

LONGEST = 160
LONGEST_VALUE = 40


def said(t: Texts, change: Change) -> Markup:
    """What was done; what there are no words for is shown as it was written down."""
    known = _FAMILIES.get(change.action.partition(".")[0])
    return (known(t, change) if known else None) or _as_written(change)


def _topic(t: Texts, change: Change) -> Markup | None:
    topic, was, now = (_detail(change, name) for name in ("topic", "was", "now"))
    if not topic:
        return None
    match change.action:
        case "topic.add":
            return t("made the topic {topic}", topic=topic)
        case "topic.remove":
            return t("removed the topic {topic}", topic=topic)
        case "topic.restore":
            return t("brought back the topic {topic}", topic=topic)
        case "topic.rename":
            return t("renamed {was} → {now}", was=was, now=now)
        case "topic.order":
            return t("{topic}: at place {now} of the list", topic=topic, now=now)
        case "topic.invitation":
            return t("{topic}: a new link, the old one is void", topic=topic)
    field = _field(t, change.action)
    none = t("none")
    return field and t("{topic}: {field} {was} → {now}", topic=topic, field=field, was=was or none, now=now or none)


def _field(t: Texts, action: str) -> Markup | None:
    match action:
        case "topic.describe":
            return t("description")
        case "topic.keywords":
            return t("keywords")
        case "topic.language":
            return t("language")
        case "topic.length":
            return t("sentences")
        case "topic.method":
            return t("method")
        case "topic.weight":
            return t("least outlets")
        case "topic.pictures":
            return t("pictures")
        case "topic.visibility":
            return t("visibility")
        case "topic.hours":
            return t("first hours")
        case "topic.days":
            return t("first days")
        case _:
            return None


def _role(t: Texts, change: Change) -> Markup | None:
    who, topic = change.subject.removeprefix("user:") or t("somebody who left"), _detail(change, "topic")
    match change.action:
        case "role.admin":
            return t("{user} is an admin", user=who)
        case "role.editor":
            return t("{user} edits {topic}", user=who, topic=topic)
        case "role.stop":
            return t("{user} no longer edits {topic}", user=who, topic=topic)
        case "role.revoke":
            return t("{user} has no role any more", user=who)
        case _:
            return None


def _setting(t: Texts, change: Change) -> Markup | None:
    match change.action:
        case "setting.change":
            return Markup("{} = {}").format(change.subject, _detail(change, "value"))
        case "setting.reset":
            return t("{setting} as in the file", setting=change.subject)
        case _:
            return None


def _feed(t: Texts, change: Change) -> Markup | None:
    feed, topic = _detail(change, "feed"), _detail(change, "topic")
    match change.action:
        case "feed.add" | "feed.link" if topic:
            return t("{topic}: the feed {feed} is new", topic=topic, feed=feed)
        case "feed.rename":
            title = _detail(change, "title") or t("its own name")
            return t("the feed {was} is called {title}", was=_detail(change, "was"), title=title)
        case "feed.move":
            return t("the feed {feed} is read from {address}", feed=feed, address=_detail(change, "now"))
        case "feed.pause":
            return t("paused the feed {feed}", feed=feed)
        case "feed.resume":
            return t("resumed the feed {feed}", feed=feed)
        case "feed.remove" | "feed.unlink" if topic:
            return t("{topic}: the feed {feed} is removed", topic=topic, feed=feed)
        case "feed.remove":
            return t("removed the feed {feed}", feed=feed)
        case "pack.add":
            return t("added the starter pack {pack}", pack=_detail(change, "pack"))
        case _:
            return None


def _person(t: Texts, change: Change) -> Markup | None:
    who = change.subject.removeprefix("user:") or t("somebody who left")
    match change.action:
        case "person.ban":
            return t("banned {user}: {reason}", user=who, reason=_detail(change, "reason") or t("no reason"))
        case "person.unban":
            return t("{user} is no longer banned", user=who)
        case "person.limit":
            return t("{user}: own feeds at most {count}", user=who, count=_detail(change, "own_feeds") or t("as usual"))
        case _:
            return None


def _broadcast(t: Texts, change: Change) -> Markup | None:
    number = change.subject.removeprefix("broadcast:")
    match change.action:
        case "broadcast.send":
            return t("sent message {number} to chats: {count}", number=number, count=_detail(change, "chats"))
        case "broadcast.stop":
            return t("stopped message {number}", number=number)
        case _:
            return None


def _as_written(change: Change) -> Markup:
    details = ", ".join(f"{name}: {value}" for name, value in change.details.items())
    written = f"{change.action} {change.subject}".strip() + (f" ({details})" if details else "")
    return Markup("{}").format(shorten(written, LONGEST))


def _detail(change: Change, name: str) -> str:
    return shorten(str(change.details.get(name, "")), LONGEST_VALUE)


_FAMILIES: Mapping[str, Callable[[Texts, Change], Markup | None]] = {
    "topic": _topic,
    "role": _role,
    "setting": _setting,
    "feed": _feed,
    "pack": _feed,
    "person": _person,
    "broadcast": _broadcast,
}
