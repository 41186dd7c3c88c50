"""People in numbers; and single chats by their number: looked up, banned, limited. No name is ever shown."""

import re

from telegram import Message, MessageOriginChannel, MessageOriginChat, MessageOriginUser

from bot.context import Handler
from bot.dialogs import Step, ask, leave_question
from bot.handlers.admin.forms import Form, form
from bot.handlers.admin.recorded import note
from bot.handlers.doors import on_tap
from bot.handlers.rights import Right
from bot.i18n.texts import lines
from bot.keyboards.admin import people as keys
from bot.keyboards.buttons import page_of
from bot.taps.admin.people import USUAL, AskChat, SetBan, SetLimit, ShowBans, ShowChat, ShowPeople
from bot.texts.admin import home as home_texts
from bot.texts.admin import people as texts
from bot.topic_names import clean_line
from bot.visit import Card, Visit
from storage import bans, people, topics
from storage.audit import person
from storage.chats import Dialog
from storage.database import Session
from storage.roles import rights_of

NUMBER = re.compile(r"-?[1-9]\d{0,15}", re.ASCII)
LONGEST_REASON = 200
MOST_OWN_FEEDS = 1000


def handlers() -> list[Handler]:
    return [
        on_tap(ShowPeople, show_by_tap, may=Right.ADMIN),
        on_tap(AskChat, ask_chat, may=Right.ADMIN),
        on_tap(ShowChat, show_chat_by_tap, may=Right.ADMIN),
        on_tap(SetBan, set_ban, may=Right.ADMIN),
        on_tap(SetLimit, set_limit, may=Right.ADMIN),
        on_tap(ShowBans, show_bans_by_tap, may=Right.ADMIN),
    ]


def forms() -> list[Form]:
    return [
        form("people", lambda visit, _: show(visit), example="/admin people"),
        form(r"chat(?:\s+(?P<number>\S+))?", chat_typed, example="/admin chat 123456789"),
        form(r"ban(?:\s+(?P<words>.+))?", ban_typed, example="/admin ban 123456789 spam"),
        form(r"unban\s+(?P<number>\S+)", unban_typed, example="/admin unban 123456789"),
        form("bans", lambda visit, _: show_bans(visit), example="/admin bans"),
        form(r"limit\s+(?P<number>\S+)\s+(?P<most>\S+)", limit_typed, example="/admin limit 123456789 50"),
    ]


async def show(visit: Visit) -> None:
    zone = visit.deps.settings.default_zone

    def work(session: Session) -> texts.Counts:
        days = people.growth(session, days=30, zone=zone, now=visit.now)
        followers = people.followers_by_topic(session)
        named = [(topic.name, followers[topic.id]) for topic in topics.list_topics(session) if topic.id in followers]
        return texts.Counts(
            by_kind=people.chats_by_kind(session),
            subscribers=people.count_subscribers(session),
            own_feeds=people.count_own_feed_holders(session),
            week=sum(day.new for day in days[-7:]),
            month=sum(day.new for day in days),
            topics=sorted(named, key=lambda each: -each[1]),
            bans=bans.count_bans(session),
        )

    found = await visit.read(work)
    await visit.show(Card(texts.counts(visit.t, found), keys.people(visit.t, bans=found.bans)))


async def show_by_tap(visit: Visit, _: ShowPeople) -> None:
    await leave_question(visit)
    await show(visit)


async def ask_chat(visit: Visit, _: AskChat) -> None:
    await ask_for_number(visit)


async def ask_for_number(visit: Visit) -> None:
    await visit.write(lambda session: ask(session, visit, Step.PERSON, {}))
    await visit.show(Card(texts.ask_chat(visit.t), keys.ask_chat(visit.t)))


async def number_given(visit: Visit, _: Dialog) -> None:
    """A number, or a forwarded message, until it is one."""
    assert visit.message is not None
    if visit.message.forward_origin is not None:
        number = forwarded_from(visit.message)
        if number is None:
            await visit.say(Card(texts.hidden(visit.t), keys.ask_chat(visit.t)))
            return
    else:
        number = _number(visit.words)
    if number is None:
        await visit.say(Card(texts.no_number(visit.t), keys.ask_chat(visit.t)))
        return
    await leave_question(visit)
    await show_chat(visit, number)


def forwarded_from(message: Message) -> int | None:
    """The number of the person or chat whose message this was; None where they hide it."""
    match message.forward_origin:
        case MessageOriginUser(sender_user=sender):
            return sender.id
        case MessageOriginChat(sender_chat=chat) | MessageOriginChannel(chat=chat):
            return chat.id
        case _:
            return None


async def show_chat(visit: Visit, number: int) -> None:
    await visit.show(await visit.read(lambda session: _card(session, visit, number)))


async def show_chat_by_tap(visit: Visit, tap: ShowChat) -> str | None:
    number = _number(tap.number)
    if number is None:
        return home_texts.gone_toast(visit.t)
    await show_chat(visit, number)
    return None


async def chat_typed(visit: Visit, words: re.Match[str]) -> None:
    """By number, or by answering a message that was forwarded; else it is asked."""
    number = _number(words["number"] or "") if words["number"] else _answered(visit)
    if number is None and words["number"]:
        await visit.say(Card(texts.no_number(visit.t)))
    elif number is None:
        await ask_for_number(visit)
    else:
        await show_chat(visit, number)


async def ban_typed(visit: Visit, words: re.Match[str]) -> None:
    """`123 spam`; or `spam` in answer to a message that was forwarded."""
    first, _, rest = (words["words"] or "").partition(" ")
    number, reason = _number(first), rest
    if number is None:
        number, reason = _answered(visit), words["words"] or ""
    if number is None and words["words"]:
        await visit.say(Card(texts.no_number(visit.t)))
    elif number is None:
        await ask_for_number(visit)
    elif await visit.write(lambda session: _ban(session, visit, number, reason)):
        await show_chat(visit, number)
    else:
        await visit.say(Card(texts.has_role(visit.t)))


async def unban_typed(visit: Visit, words: re.Match[str]) -> None:
    number = _number(words["number"])
    if number is None:
        await visit.say(Card(texts.no_number(visit.t)))
    elif await visit.write(lambda session: _unban(session, visit, number)):
        await show_chat(visit, number)
    else:
        await visit.say(Card(texts.not_banned(visit.t, number)))


async def set_ban(visit: Visit, tap: SetBan) -> str | None:
    number = _number(tap.number)
    if number is None:
        return home_texts.gone_toast(visit.t)
    if tap.on and not await visit.write(lambda session: _ban(session, visit, number, "")):
        return texts.has_role_toast(visit.t)
    if not tap.on:
        await visit.write(lambda session: _unban(session, visit, number))
    await show_chat(visit, number)
    return texts.banned_toast(visit.t) if tap.on else texts.unbanned_toast(visit.t)


async def limit_typed(visit: Visit, words: re.Match[str]) -> None:
    number, most = _number(words["number"]), _limit(words["most"].casefold())
    if number is None:
        await visit.say(Card(texts.no_number(visit.t)))
    elif most is None:
        await visit.say(Card(texts.no_limit(visit.t, MOST_OWN_FEEDS)))
    else:
        await visit.write(lambda session: _let_have(session, visit, number, most))
        await show_chat(visit, number)


async def set_limit(visit: Visit, tap: SetLimit) -> str | None:
    number, most = _number(tap.number), _limit(tap.most)
    if number is None or most is None:
        return home_texts.gone_toast(visit.t)
    await visit.write(lambda session: _let_have(session, visit, number, most))
    await show_chat(visit, number)
    return texts.limited_toast(visit.t)


async def show_bans(visit: Visit, page: int = 0) -> None:
    def work(session: Session) -> Card:
        count = bans.count_bans(session)
        shown, _ = page_of(count, page, keys.A_PAGE)
        found = bans.list_bans(session, offset=shown * keys.A_PAGE, limit=keys.A_PAGE)
        html = texts.bans(visit.t, found, count=count, now=visit.now)
        return Card(html, keys.bans(visit.t, found, count=count, page=shown))

    await visit.show(await visit.read(work))


async def show_bans_by_tap(visit: Visit, tap: ShowBans) -> None:
    await show_bans(visit, tap.page)


def _card(session: Session, visit: Visit, number: int) -> Card:
    known = people.look_up(session, number)
    ban = bans.bans_of(session, [number]).get(number)
    html = texts.chat_card(visit.t, number, known, ban, usual=visit.deps.settings.own_feeds, now=visit.now)
    most = known.most_own_feeds if known else None
    buttons = keys.chat(visit.t, number, known=known is not None, banned=ban is not None, most=most)
    return Card(lines(html, "", texts.limit_hint(visit.t)) if known else html, buttons)


def _ban(session: Session, visit: Visit, number: int, reason: str) -> bool:
    """Whether they are banned now; who helps to run the bot isn't."""
    if rights_of(session, number).any:
        return False
    said = clean_line(reason, LONGEST_REASON)
    if bans.ban(session, number, reason=said, by=visit.user_id, now=visit.now):
        note(session, visit, "person.ban", person(number), reason=said)
    return True


def _unban(session: Session, visit: Visit, number: int) -> bool:
    lifted = bans.unban(session, number, now=visit.now)
    if lifted:
        note(session, visit, "person.unban", person(number))
    return lifted


def _let_have(session: Session, visit: Visit, number: int, most: int | str) -> None:
    limit = most if isinstance(most, int) else None
    if people.limit_own_feeds(session, number, limit):
        note(session, visit, "person.limit", person(number), own_feeds=most)


def _number(written: str) -> int | None:
    """A Telegram number, however it was copied."""
    tidy = clean_line(written, 40).replace("−", "-").replace("–", "-")
    return int(tidy) if NUMBER.fullmatch(tidy) else None


def _answered(visit: Visit) -> int | None:
    """Whose message was forwarded, where this answers it."""
    answered = visit.message.reply_to_message if visit.message else None
    return forwarded_from(answered) if answered else None


def _limit(written: str) -> int | str | None:
    """A number that a limit may be, or `usual`; None for anything else."""
    if written == USUAL:
        return USUAL
    return int(written) if re.fullmatch(r"\d{1,4}", written, re.ASCII) and int(written) <= MOST_OWN_FEEDS else None
