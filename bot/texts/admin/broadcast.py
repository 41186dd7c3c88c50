"""Messages to many chats: asked for, shown, addressed, on their way, and what became of them."""

from datetime import datetime

from markupsafe import Markup

from bot.i18n.languages import NAMES
from bot.i18n.phrases import ago
from bot.i18n.texts import Texts, lines, shorten
from storage.audiences import Audience
from storage.broadcasts import Broadcast, BroadcastState, Progress
from storage.topics import Topic
from summaries.markup import plain_text

_MARKS = {
    BroadcastState.DRAFT: "✏️",
    BroadcastState.SENDING: "⏳",
    BroadcastState.CANCELLED: "✕",
    BroadcastState.DONE: "✓",
}
STEPS = 12
"""Of the bar that shows how far it has come."""


def menu_button(t: Texts) -> str:
    return t.plain("📣 Broadcast")


def write_button(t: Texts) -> str:
    return t.plain("✍️ Write one")


def rewrite_button(t: Texts) -> str:
    return t.plain("✍️ Write it anew")


def discard_button(t: Texts) -> str:
    return t.plain("🗑 Discard")


def topic_button(t: Texts, topic: Topic | None) -> str:
    if topic is None:
        return t.plain("Topic: any")
    return t.plain("Topic: {topic}", topic=topic.name)


def language_button(t: Texts, language: str | None) -> str:
    if language is None:
        return t.plain("Language: any")
    return t.plain("Language: {language}", language=NAMES.get(language, language))


def any_topic_button(t: Texts) -> str:
    return t.plain("Any topic")


def any_language_button(t: Texts) -> str:
    return t.plain("Any language")


def send_button(t: Texts, chats: int) -> str:
    return t.plain.many("▶️ Send to {count} chat", "▶️ Send to {count} chats", chats)


def yes_send_button(t: Texts) -> str:
    return t.plain("Yes, send it")


def stop_button(t: Texts) -> str:
    return t.plain("✋ Send no more")


def refresh_button(t: Texts) -> str:
    return t.plain("↻ Refresh")


def broadcast_button(t: Texts, broadcast: Broadcast, *, now: datetime) -> str:
    """Its state, its age, its first words."""
    said = shorten(" ".join(plain_text(broadcast.html).split()), 20)
    return f"{_MARKS[broadcast.state]} {ago(t, broadcast.created_at, now=now)} · {said}"


def overview(t: Texts, *, any_yet: bool) -> Markup:
    return lines(
        t("<b>Broadcast</b>"),
        t("One message to many chats. It goes out behind the digests, and only after you have seen it and said yes."),
        "",
        t("The last ones:") if any_yet else t("There was none yet."),
    )


def ask(t: Texts) -> Markup:
    return lines(
        t("<b>What shall they read?</b>"),
        t("Write the message as it shall arrive. Bold, links and quotes stay; pictures can't be sent."),
        t("Nothing goes out before you have seen it and said yes."),
    )


def no_text(t: Texts) -> Markup:
    return t("There is nothing in it to read. Please write the message.")


def too_much(t: Texts) -> Markup:
    return t("With its formatting and links this is more than one message holds. Please make it shorter.")


def cannot_be_shown(t: Texts, reason: str) -> Markup:
    return lines(
        t("Telegram doesn't take this message:"),
        Markup("<i>{}</i>").format(shorten(reason, 200)),
        t("Please write it in another way."),
    )


def draft(t: Texts, broadcast: Broadcast, topic: Topic | None, audience: Audience) -> Markup:
    """Under the message itself."""
    kinds = _kinds(t, audience)
    reach = (
        t.many("It reaches {count} chat: {kinds}.", "It reaches {count} chats: {kinds}.", audience.total, kinds=kinds)
        if audience.total
        else t("Nobody is among them at the moment.")
    )
    return lines(
        t("<b>Above is the message, just as it arrives.</b>"),
        "",
        _for_whom(t, broadcast, topic),
        reach,
    )


def ask_topic(t: Texts) -> Markup:
    return t("<b>Who gets it?</b> Those who follow:")


def ask_language(t: Texts) -> Markup:
    return lines(
        t("<b>Who gets it?</b> Those who read:"),
        t("Groups and channels that chose no language count as English."),
    )


def confirm(t: Texts, broadcast: Broadcast, topic: Topic | None, audience: Audience) -> Markup:
    return lines(
        t.many(
            "<b>Send this to {count} chat?</b>",
            "<b>Send this to {count} chats?</b>",
            audience.total,
        ),
        _excerpt(broadcast),
        _for_whom(t, broadcast, topic),
        t("What has arrived can't be taken back."),
    )


def report(t: Texts, broadcast: Broadcast, topic: Topic | None, progress: Progress) -> Markup:
    """How far it has come, or what became of it."""
    return lines(
        _heading(t, broadcast),
        _excerpt(broadcast),
        _for_whom(t, broadcast, topic),
        "",
        _bar(progress) if broadcast.state == BroadcastState.SENDING else None,
        t("{count} of {total} are sent.", count=progress.sent, total=progress.total),
        t.many("{count} waits.", "{count} wait.", progress.ahead + progress.pending)
        if progress.ahead + progress.pending
        else None,
        t.many(
            "{count} chat has left or blocked the bot.", "{count} chats have left or blocked the bot.", progress.blocked
        )
        if progress.blocked
        else None,
        t.many("{count} failed.", "{count} failed.", progress.failed) if progress.failed else None,
        t.many(
            "{count} may have arrived; the connection broke off.",
            "{count} may have arrived; the connection broke off.",
            progress.unknown,
        )
        if progress.unknown
        else None,
        t.many("{count} was held back.", "{count} were held back.", progress.withdrawn) if progress.withdrawn else None,
    )


def nobody_toast(t: Texts) -> str:
    return t.plain("Nobody would get it.")


def sent_toast(t: Texts) -> str:
    return t.plain("It goes out now.")


def stopped_toast(t: Texts) -> str:
    return t.plain("No more of it goes out.")


def over_toast(t: Texts) -> str:
    return t.plain("It isn't being sent any more.")


def no_draft_toast(t: Texts) -> str:
    return t.plain("This one was sent already.")


def discarded_toast(t: Texts) -> str:
    return t.plain("The draft is gone.")


def _heading(t: Texts, broadcast: Broadcast) -> Markup:
    match broadcast.state:
        case BroadcastState.SENDING:
            return t("<b>Broadcast on its way</b>")
        case BroadcastState.CANCELLED:
            return t("<b>Broadcast, stopped on the way</b>")
        case _:
            return t("<b>Broadcast, sent</b>")


def _for_whom(t: Texts, broadcast: Broadcast, topic: Topic | None) -> Markup:
    language = NAMES.get(broadcast.language or "", broadcast.language)
    if topic is None and language is None:
        return t("For everybody.")
    if language is None:
        return t("For those who follow <b>{topic}</b>.", topic=topic.name if topic else "")
    if topic is None:
        return t("For those who read {language}.", language=language)
    return t("For those who follow <b>{topic}</b> and read {language}.", topic=topic.name, language=language)


def _kinds(t: Texts, audience: Audience) -> Markup:
    return t.list(
        [
            text
            for count, text in (
                (audience.private, t.many("{count} private chat", "{count} private chats", audience.private)),
                (audience.groups, t.many("{count} group", "{count} groups", audience.groups)),
                (audience.channels, t.many("{count} channel", "{count} channels", audience.channels)),
            )
            if count
        ]
    )


def _bar(progress: Progress) -> Markup:
    share = progress.ended / progress.total if progress.total else 0
    full = round(share * STEPS)
    return Markup("{}{} {:.0%}").format("▰" * full, "▱" * (STEPS - full), share)


def _excerpt(broadcast: Broadcast) -> Markup:
    return Markup("<i>{}</i>").format(shorten(" ".join(plain_text(broadcast.html).split()), 80))
