"""People in numbers, and single chats by their number: never by a name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from bot.i18n.phrases import ago
from bot.i18n.texts import Texts, lines, shorten
from storage.bans import Ban
from storage.chats import ChatState
from storage.people import Known

MOST_TOPICS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """`by_kind` are chats by (kind, state), `topics` names with how many chats follow them, most first; `week` and
    `month` are new chats in 7 and 30 days with today."""

    by_kind: Mapping[tuple[str, str], int]
    subscribers: int
    own_feeds: int
    week: int
    month: int
    topics: Sequence[tuple[str, int]]
    bans: int


def menu_button(t: Texts) -> str:
    return t.plain("👥 People")


def look_up_button(t: Texts) -> str:
    return t.plain("🔎 Look up a chat")


def bans_button(t: Texts, count: int) -> str:
    return t.plain.many("🚫 {count} ban", "🚫 {count} bans", count)


def ban_button(t: Texts) -> str:
    return t.plain("🚫 Ban")


def unban_button(t: Texts) -> str:
    return t.plain("Lift the ban")


def usual_button(t: Texts) -> str:
    return t.plain("Usual")


def counts(t: Texts, found: Counts) -> Markup:
    more = len(found.topics) - MOST_TOPICS
    return lines(
        t("<b>People</b>"),
        *_kinds(t, found.by_kind),
        "",
        t.many("{count} chat follows a topic.", "{count} chats follow a topic.", found.subscribers),
        t.many("{count} chat has feeds of its own.", "{count} chats have feeds of their own.", found.own_feeds)
        if found.own_feeds
        else None,
        t("New: {week} in 7 days, {month} in 30 days.", week=found.week, month=found.month),
        "",
        t("<b>Followers by topic</b>") if found.topics else None,
        *(Markup("• {}: <b>{}</b>").format(name, t.number(count)) for name, count in found.topics[:MOST_TOPICS]),
        t.many("• and {count} topic more", "• and {count} topics more", more) if more > 0 else None,
    )


def ask_chat(t: Texts) -> Markup:
    return lines(
        t("<b>Which chat?</b>"),
        t("Write its number (people see theirs with /id), or forward me a message of theirs."),
    )


def no_number(t: Texts) -> Markup:
    return t(
        "That is no number. A person's looks like {person}, a group's like {group}.",
        person="123456789",
        group="-1001234567890",
    )


def hidden(t: Texts) -> Markup:
    return t("They don't show who they are when a message of theirs is forwarded. Please write their number.")


def chat_card(t: Texts, number: int, known: Known | None, ban: Ban | None, *, usual: int, now: datetime) -> Markup:
    """`usual` is how many own feeds chats may have that no admin gave a limit."""
    shown = Markup("<code>{}</code>").format(number)
    if known is None:
        facts = [t("I never met it.")]
    else:
        facts = [
            _kind(t, known.kind),
            t("Here since: {ago}", ago=ago(t, known.since, now=now)),
            t("It can be reached.") if known.state == ChatState.ACTIVE else _away(t, known),
            t.many("It follows {count} topic.", "It follows {count} topics.", known.topics),
            _own_feeds(t, known, usual),
        ]
    return lines(t("<b>Chat {number}</b>", number=shown), *facts, _banned(t, ban, now) if ban else None)


def limit_hint(t: Texts) -> Markup:
    return t("The numbers below: how many feeds of its own it may have.")


def bans(t: Texts, found: Sequence[Ban], *, count: int, now: datetime) -> Markup:
    if not count:
        return lines(t("<b>Bans</b>"), t("Nobody is banned."))
    return lines(
        t("<b>Bans</b>"),
        t.many("{count} is not served:", "{count} are not served:", count),
        *(
            Markup("• <code>{}</code> · {}{}").format(
                ban.telegram_id, ago(t, ban.created_at, now=now), f" · {shorten(ban.reason, 80)}" if ban.reason else ""
            )
            for ban in found
        ),
    )


def banned_toast(t: Texts) -> str:
    return t.plain("Banned: they are not served any more.")


def unbanned_toast(t: Texts) -> str:
    return t.plain("The ban is lifted.")


def not_banned(t: Texts, number: int) -> Markup:
    return t("{number} wasn't banned.", number=Markup("<code>{}</code>").format(number))


def has_role(t: Texts) -> Markup:
    return t("They help to run this bot. An owner takes their role first: /admin roles")


def has_role_toast(t: Texts) -> str:
    return t.plain("They help to run this bot; an owner takes their role first.")


def limited_toast(t: Texts) -> str:
    return t.plain("The limit is changed.")


def no_limit(t: Texts, most: int) -> Markup:
    return t("A limit is a number from 0 to {most}, or {usual}.", most=most, usual=Markup("<code>usual</code>"))


def _kinds(t: Texts, by_kind: Mapping[tuple[str, str], int]) -> list[Markup]:
    def of(state: str, *kinds: str) -> int:
        return sum(by_kind.get((kind, state), 0) for kind in kinds)

    here, gone = ChatState.ACTIVE, ChatState.INACTIVE
    return [
        t("Private chats: <b>{here}</b>, {gone} gone", here=of(here, "private"), gone=of(gone, "private")),
        t(
            "Groups: <b>{here}</b>, {gone} gone",
            here=of(here, "group", "supergroup"),
            gone=of(gone, "group", "supergroup"),
        ),
        t("Channels: <b>{here}</b>, {gone} gone", here=of(here, "channel"), gone=of(gone, "channel")),
    ]


def _kind(t: Texts, kind: str) -> Markup:
    match kind:
        case "private":
            return t("A private chat.")
        case "channel":
            return t("A channel.")
        case _:
            return t("A group.")


def _away(t: Texts, known: Known) -> Markup:
    return t("It can't be reached: {reason}.", reason=shorten((known.reason or "?").rstrip("."), 120))


def _own_feeds(t: Texts, known: Known, usual: int) -> Markup:
    most = usual if known.most_own_feeds is None else known.most_own_feeds
    return t.many(
        "It has {count} feed of its own, of {most}.",
        "It has {count} feeds of its own, of {most}.",
        known.own_feeds,
        most=most,
    )


def _banned(t: Texts, ban: Ban, now: datetime) -> Markup:
    since = ago(t, ban.created_at, now=now)
    if not ban.reason:
        return t("🚫 Banned {ago}.", ago=since)
    return t("🚫 Banned {ago}: {reason}", ago=since, reason=shorten(ban.reason, 200))
