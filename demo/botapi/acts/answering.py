"""People tap buttons and react."""

from collections import Counter

from demo.botapi.acts.act import Act, check_member, find
from demo.botapi.emoji import EMOJI
from demo.botapi.errors import bad_request
from demo.botapi.markup import callback_data
from demo.botapi.people import anonymous
from demo.botapi.records import ADMINS, Message, Query
from demo.botapi.shapes import Json


def tap(act: Act, message_id: int, data: str, *, forged: bool = False) -> str:
    """Tap an inline button; the query's id.

    `forged` data needs no such button and no message any more, as a changed client would send it.
    """
    check_member(act)
    state, message = act.state, act.chat.messages.get(message_id)
    if message is None and not forged:
        raise bad_request("message to tap not found")
    if message and not forged and data not in callback_data(message.markup):
        raise bad_request("the message has no such button")
    query = Query(
        id=str(4_000_000_000_000_000_000 + state.serial()),
        user=act.user,
        date=int(act.now.timestamp()),
        chat=act.chat.id,
    )
    state.queries[query.id] = query
    content = {
        "id": query.id,
        "from": state.user(act.user).wire(),
        "chat_instance": str(7_000_000_000_000 + act.chat.id),
        "data": data,
    }
    state.updates.add("callback_query", content | _tapped(act, message_id, message))
    return query.id


def _tapped(act: Act, message_id: int, message: Message | None) -> Json:
    if message is None:
        # https://core.telegram.org/bots/api#inaccessiblemessage
        return {"message": {"chat": act.state.chat_wire(act.chat), "message_id": message_id, "date": 0}}
    if message.inline_id:
        return {"inline_message_id": message.inline_id}
    return {"message": act.state.wire(message)}


def react(act: Act, message_id: int, emoji: str) -> None:
    """Set or, with "", take back one's reaction; the bot hears of it where it asked and may.

    In a channel nobody is named, only counts are. https://core.telegram.org/bots/api#messagereactionupdated
    """
    check_member(act)
    state, chat, message = act.state, act.chat, find(act, message_id, "react")
    if emoji and emoji not in EMOJI:
        raise bad_request("REACTION_INVALID")
    actor = chat.id if anonymous(chat, act.user) else act.user
    before = message.reactions.pop(actor, "")
    if emoji:
        message.reactions[actor] = emoji
    if before == emoji:
        return
    state.tell_reactions(chat, message)
    if chat.type == "private" or chat.status(state.me.id) in ADMINS:
        what = {"chat": state.chat_wire(chat), "message_id": message_id, "date": int(act.now.timestamp())}
        if chat.type == "channel":
            counts = Counter(message.reactions.values())
            totals = [{"type": _kind(emoji), "total_count": count} for emoji, count in counts.items()]
            state.updates.add("message_reaction_count", what | {"reactions": totals})
            return
        # a private chat has the number of its person, who is no anonymous admin
        as_chat = actor == chat.id and chat.type != "private"
        who = {"actor_chat": state.chat_wire(chat)} if as_chat else {"user": state.user(actor).wire()}
        change = {"old_reaction": [_kind(before)] if before else [], "new_reaction": [_kind(emoji)] if emoji else []}
        state.updates.add("message_reaction", what | who | change)


def _kind(emoji: str) -> Json:
    return {"type": "emoji", "emoji": emoji}
