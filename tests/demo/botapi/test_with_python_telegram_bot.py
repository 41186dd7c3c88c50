"""A small real bot on python-telegram-bot: the library this server exists for."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaDocument, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes, MessageHandler, filters

from demo.botapi.client import User
from demo.botapi.server import LocalBotApi

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("Harbour", callback_data="v1:topic:1")]])


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.effective_message
    await update.effective_message.reply_text("<b>Welcome</b>", parse_mode=ParseMode.HTML, reply_markup=KEYBOARD)


async def tapped(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.callback_query
    await update.callback_query.answer("Subscribed")
    await update.callback_query.edit_message_text("You read Harbour now")


async def imported(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.effective_message
    assert update.effective_message.document
    file = await update.effective_message.document.get_file()
    content = bytes(await file.download_as_bytearray())
    await update.effective_message.reply_document(content[::-1], filename="back.opml", caption="reversed")


@pytest.fixture
async def app(api: LocalBotApi) -> AsyncIterator[Any]:
    builder = Application.builder().token(api.token).base_url(api.bot_url).base_file_url(api.file_url)
    app = builder.concurrent_updates(16).build()
    app.add_handler(CommandHandler("start", start))
    app.add_handler(CallbackQueryHandler(tapped))
    app.add_handler(MessageHandler(filters.Document.ALL, imported))
    async with app:
        await app.start()
        assert app.updater
        await app.updater.start_polling(timeout=10, allowed_updates=Update.ALL_TYPES)
        yield app
        await app.updater.stop()
        await app.stop()


@pytest.fixture
async def ptb(api: LocalBotApi) -> AsyncIterator[Bot]:
    async with Bot(api.token, base_url=api.bot_url, base_file_url=api.file_url) as bot:
        yield bot


async def test_a_conversation(app: Any, robin: User) -> None:
    await robin.send("/start")
    welcome = await robin.next_message()
    assert (welcome.text, welcome.entities[0]["type"]) == ("Welcome", "bold")
    query = await robin.tap(welcome, "Harbour")
    assert (await robin.answer_to(query))["text"] == "Subscribed"
    edited = await robin.wait_for(lambda message: message.text == "You read Harbour now")
    assert edited.id == welcome.id


async def test_documents_both_ways(app: Any, robin: User) -> None:
    await robin.send_document("my feeds.opml", b"abc")
    answer = await robin.next_message()
    assert (answer.text, await robin.download(answer)) == ("reversed", b"cba")


async def test_a_second_poller_ends_the_first_with_a_conflict(ptb: Bot, bot: Any) -> None:
    first = asyncio.create_task(ptb.get_updates(timeout=20))
    await bot.poll_is_waiting()
    await bot("getUpdates")
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first


async def test_errors_arrive_as_the_librarys_own(
    ptb: Bot, api: LocalBotApi, reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    with pytest.raises(BadRequest, match='Can\'t parse entities: unsupported start tag "p" at byte offset 0'):
        await ptb.send_message(reader.id, "<p>x</p>", parse_mode=ParseMode.HTML)
    with pytest.raises(BadRequest, match="Chat not found"):
        await ptb.send_message(5, "x")
    api.faults.flood(9)
    with pytest.raises(RetryAfter) as flood:
        await ptb.send_message(reader.id, "x")
    assert flood.value.retry_after == timedelta(seconds=9)
    api.faults.drop(delivered=True)
    with pytest.raises(NetworkError):
        await ptb.send_message(reader.id, "delivered")
    assert (await reader.next_message()).text == "delivered"
    for status in (500, 502):
        api.faults.break_down(status)
        with pytest.raises(NetworkError):
            await ptb.send_message(reader.id, "x")
    await reader.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await ptb.send_message(reader.id, "x")
    group = await reader.create_group("Vale")
    new = await reader.migrate(group)
    with pytest.raises(ChatMigrated) as moved:
        await ptb.send_message(group, "x")
    assert moved.value.new_chat_id == new


async def test_a_wrong_token_is_told(api: LocalBotApi) -> None:
    bot = Bot("1:wrong", base_url=api.bot_url)
    with pytest.raises(InvalidToken):
        await bot.initialize()
    await bot.shutdown()


async def test_a_whole_set_of_calls(ptb: Bot, api: LocalBotApi, reader: User) -> None:
    sent = await ptb.send_message(reader.id, "x" * 4096)
    await ptb.send_chat_action(reader.id, "typing")
    await ptb.pin_chat_message(reader.id, sent.message_id)
    await ptb.edit_message_reply_markup(reader.id, sent.message_id, reply_markup=KEYBOARD)
    copy = await ptb.copy_message(reader.id, reader.id, sent.message_id)
    assert await ptb.delete_messages(reader.id, [copy.message_id, sent.message_id])
    document = await ptb.send_document(reader.id, b"x", filename="x.txt")
    assert document.document
    again = InputMediaDocument(document.document.file_id)
    album = await ptb.send_media_group(reader.id, [InputMediaDocument(b"a", filename="a.txt"), again])
    assert len(album) == 2
    assert await ptb.set_my_commands([("start", "Begin")])
    assert [command.command for command in await ptb.get_my_commands()] == ["start"]
    assert await ptb.set_message_reaction(reader.id, document.message_id, "👍")
    assert (await ptb.get_chat(reader.id)).first_name == "Robin"
    assert not api.state.violations
