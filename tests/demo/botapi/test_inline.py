"""Inline mode: questions from any chat, answers by pages, results that become messages."""

import asyncio
from typing import Any

import pytest

from demo.botapi.client import RefusedError, User
from demo.botapi.methods.answers import TOO_OLD
from demo.botapi.seen import InlineAnswer


def article(number: int = 1, title: str = "Harbour", **more: object) -> dict[str, object]:
    content = {"message_text": f"<b>{title}</b>", "parse_mode": "HTML"}
    return {"type": "article", "id": str(number), "title": title, "input_message_content": content, **more}


async def offered(bot: Any, user: User, *results: object, chat: int | None = None, **how: object) -> InlineAnswer:
    """What the user sees after asking for "harbour" and the bot's answer."""
    asking = asyncio.create_task(user.inline("harbour", chat=chat))
    query = (await bot.update())["inline_query"]
    await bot("answerInlineQuery", inline_query_id=query["id"], results=list(results), **how)
    return await asking


async def test_a_query_waits_for_its_results(bot: Any, robin: User) -> None:
    asking = asyncio.create_task(robin.inline("harbour"))
    query = (await bot.update())["inline_query"]
    assert (query["query"], query["offset"], query["from"]["id"]) == ("harbour", "", robin.id)
    assert query["chat_type"] == "sender"
    results = [article(1, description="A port", thumbnail_url="http://127.0.0.1:9/x.png"), article(2, "Mountains")]
    await bot("answerInlineQuery", inline_query_id=query["id"], results=results, next_offset="10")
    answer = await asking
    assert (answer.titles, answer.next_offset) == (["Harbour", "Mountains"], "10")
    assert (answer.results[0].description, answer.results[0].text) == ("A port", "Harbour")
    assert await bot.refused("answerInlineQuery", inline_query_id=query["id"], results=[]) == f"Bad Request: {TOO_OLD}"


async def test_a_chosen_result_is_the_users_message_via_the_bot(bot: Any, robin: User, kim: User) -> None:
    group = await robin.create_group("Vale", members=[kim.id])
    await bot.updates()
    answer = await offered(bot, kim, article(), chat=group)
    sent = await kim.choose(answer, "harbour")
    told, chosen = await bot.updates()
    message = told["message"]
    assert (message["text"], message["from"]["id"], message["via_bot"]["id"]) == ("Harbour", kim.id, bot.id)
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 7}]
    choice = chosen["chosen_inline_result"]
    assert (choice["result_id"], choice["query"], choice["from"]["id"]) == ("1", "harbour", kim.id)
    assert "inline_message_id" not in choice
    answer = await bot.refused("editMessageText", chat_id=group, message_id=sent.id, text="x")
    assert answer == "Bad Request: message can't be edited"


async def test_results_go_into_chats_that_the_bot_is_not_in(bot: Any, robin: User) -> None:
    group = await robin.create_group("Vale", "supergroup", with_bot=False)
    answer = await offered(bot, robin, article(), chat=group)
    await robin.choose(answer, "Harbour")
    assert list(await bot.update()) == ["chosen_inline_result"]
    assert [message.text for message in await robin.messages(group)] == ["Harbour"]


async def test_a_result_with_buttons_is_edited_by_its_inline_id(bot: Any, robin: User) -> None:
    group = await robin.create_group("Vale", with_bot=False)
    keyboard = {"inline_keyboard": [[{"text": "More", "callback_data": "more"}]]}
    answer = await offered(bot, robin, article(reply_markup=keyboard), chat=group)
    sent = await robin.choose(answer, "Harbour")
    identifier = (await bot.update())["chosen_inline_result"]["inline_message_id"]
    await robin.tap(sent, "More")
    query = (await bot.update())["callback_query"]
    assert query["inline_message_id"] == identifier
    assert "message" not in query
    assert await bot("editMessageText", inline_message_id=identifier, text="longer", reply_markup=keyboard) is True
    assert [message.text for message in await robin.messages(group)] == ["longer"]
    answer = await bot.refused("editMessageText", inline_message_id="inline-0", text="x")
    assert answer == "Bad Request: MESSAGE_ID_INVALID"


async def test_pages_are_asked_for_by_offset(bot: Any, robin: User) -> None:
    first = await offered(bot, robin, article(), next_offset="50")
    asking = asyncio.create_task(robin.inline("harbour", first.next_offset))
    query = (await bot.update())["inline_query"]
    assert query["offset"] == "50"
    await bot("answerInlineQuery", inline_query_id=query["id"], results=[])
    assert (await asking).next_offset == ""


async def test_an_answer_is_kept_for_everybody_who_asks_the_same(bot: Any, robin: User, kim: User, clock: Any) -> None:
    await offered(bot, robin, article())
    again = await kim.inline("harbour")
    assert again.titles == ["Harbour"]
    await kim.choose(again, "Harbour")
    assert [next(iter(set(update) - {"update_id"})) for update in await bot.updates()] == [
        "message",
        "chosen_inline_result",
    ]
    clock.move(seconds=301)
    await offered(bot, kim, article(2, "Newer"))


async def test_a_personal_answer_is_kept_for_who_asked(bot: Any, robin: User, kim: User) -> None:
    await offered(bot, robin, article(), is_personal=True)
    assert (await robin.inline("harbour")).titles == ["Harbour"]
    assert (await offered(bot, kim, article(2, "Kim's"), is_personal=True)).titles == ["Kim's"]


async def test_an_answer_that_may_not_be_kept_is_asked_for_again(bot: Any, robin: User) -> None:
    for title in ("first", "second"):
        answer = await offered(bot, robin, article(title=title), cache_time=0)
        assert answer.titles == [title]


async def test_a_button_leads_to_the_bot(bot: Any, robin: User) -> None:
    answer = await offered(bot, robin, button={"text": "Pick topics first", "start_parameter": "inline"})
    assert answer.button == {"text": "Pick topics first", "start_parameter": "inline"}


async def test_sent_files_are_results_too(bot: Any, reader: User) -> None:
    document = await reader.send_document("feeds.opml", b"<opml/>")
    await bot.updates(allowed_updates=["inline_query"])
    await bot.updates()
    result = {
        "type": "document",
        "id": "1",
        "title": "Feeds",
        "document_file_id": document.raw["document"]["file_id"],
        "caption": "<i>all</i>",
        "parse_mode": "HTML",
    }
    answer = await offered(bot, reader, result)
    sent = await reader.choose(answer, "Feeds")
    assert (sent.text, sent.raw["document"]["file_name"]) == ("all", "feeds.opml")
    photo = {"type": "photo", "id": "1", "photo_file_id": document.raw["document"]["file_id"]}
    asking = asyncio.create_task(reader.inline("x"))
    query = (await bot.update())["inline_query"]
    answer = await bot.refused("answerInlineQuery", inline_query_id=query["id"], results=[photo])
    assert answer == "Bad Request: wrong file identifier/HTTP URL specified"
    await bot("answerInlineQuery", inline_query_id=query["id"], results=[])
    await asking


TEXT = {"message_text": "x"}
CANT_PARSE = "can't parse inline query result: "


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"results": [article(1), article(1)]}, "RESULT_ID_DUPLICATE"),
        ({"results": [{"type": "article", "title": "a", "input_message_content": TEXT}]}, "RESULT_ID_INVALID"),
        ({"results": [article(1) | {"id": "x" * 65}]}, "RESULT_ID_INVALID"),
        ({"results": [article(1, "")]}, "message text is empty"),
        ({"results": [article(1) | {"title": ""}]}, "ARTICLE_TITLE_EMPTY"),
        ({"results": [{"type": "article", "id": "1"}]}, CANT_PARSE + 'Can\'t find field "title"'),
        ({"results": [{"type": "article", "id": "1", "title": "a"}]}, CANT_PARSE + 'Can\'t find field "message_text"'),
        ({"results": [article(number) for number in range(51)]}, "RESULTS_TOO_MUCH"),
        ({"results": None}, "can't parse results JSON object"),
        ({"results": [], "next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
        ({"results": [], "button": {"text": "x", "start_parameter": "a b"}}, "START_PARAM_INVALID"),
        ({"results": [], "button": {"text": "x"}}, "START_PARAM_EMPTY"),
    ],
)
async def test_answers_that_are_refused(bot: Any, robin: User, answer: dict[str, object], reason: str) -> None:
    asking = asyncio.create_task(robin.inline("x"))
    query = (await bot.update())["inline_query"]
    refusal = await bot.refused("answerInlineQuery", inline_query_id=query["id"], **answer)
    assert refusal == f"Bad Request: {reason}"
    await bot("answerInlineQuery", inline_query_id=query["id"], results=[])
    assert (await asking).results == []


async def test_what_cannot_be_chosen(bot: Any, robin: User, kim: User) -> None:
    answer = await offered(bot, robin, article())
    with pytest.raises(LookupError, match="there are"):
        await robin.choose(answer, "Mountains")
    with pytest.raises(RefusedError, match="no such answered query"):
        await kim.choose(answer, "Harbour")
