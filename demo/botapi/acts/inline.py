"""People ask the bot from any chat, and send one of its results there. https://core.telegram.org/bots/inline"""

from dataclasses import replace

from demo.botapi.acts.act import Act, check_member
from demo.botapi.acts.writing import Place, send
from demo.botapi.errors import bad_request
from demo.botapi.records import Message, Query
from demo.botapi.state import State

MAX_QUERY = 256


def ask(act: Act, text: str, offset: str = "") -> Query:
    """Type an inline query. What the bot answered to the same question a while ago is answered again without it."""
    check_member(act)
    state, text = act.state, text[:MAX_QUERY]
    number = 5_000_000_000_000_000_000 + state.serial()
    query = Query(id=str(number), user=act.user, date=int(act.now.timestamp()), text=text, offset=offset)
    state.queries[query.id] = query
    if (kept := _kept(state, query)) is not None:
        query.answer = {**kept, "query_id": query.id}
        return query
    content = {
        "id": query.id,
        "from": state.user(act.user).wire(),
        "query": text,
        "offset": offset,
        "chat_type": "sender" if act.chat.type == "private" else act.chat.type,
    }
    state.updates.add("inline_query", content)
    return query


def _kept(state: State, query: Query) -> dict[str, object] | None:
    """https://core.telegram.org/bots/api#answerinlinequery: cache_time, is_personal"""
    for answer in reversed(state.inline_answers):
        if answer.text == query.text and answer.offset == query.offset and answer.user in (None, query.user):
            return answer.answer if query.date < answer.until else None
    return None


def choose(act: Act, query_id: str, result_id: str, place: Place) -> Message:
    """Send a result of an answered query to the chat; the bot learns which one was chosen."""
    state, query = act.state, act.state.queries.get(query_id)
    if query is None or query.answer is None or query.chat is not None or query.user != act.user:
        raise bad_request("there is no such answered query")
    chosen = next((result for result in query.answer["results"] if result["id"] == result_id), None)
    if chosen is None:
        raise bad_request("the answer has no such result")
    sends = query.answer["sends"][result_id]
    message = send(act, dict(sends["body"]), replace(place, as_chat=False), markup=sends["markup"], via_bot=True)
    choice = {"result_id": result_id, "from": state.user(act.user).wire(), "query": query.text}
    if message.inline_id:
        choice["inline_message_id"] = message.inline_id
    state.updates.add("chosen_inline_result", choice)
    return message
