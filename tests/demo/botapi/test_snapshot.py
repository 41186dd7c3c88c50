"""Saved conversations: the second start shows the first one's."""

from pathlib import Path
from typing import Any

import pytest

from demo.botapi import snapshot
from demo.botapi.arguments import Upload
from demo.botapi.client import User
from demo.botapi.files import keep_document
from demo.botapi.server import LocalBotApi
from demo.botapi.snapshot import MAX_MESSAGES, SnapshotError


async def test_everything_comes_back(bot: Any, reader: User, kim: User, tmp_path: Path) -> None:
    keyboard = {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}
    sent = await bot.say("<b>news</b>", parse_mode="HTML", reply_markup=keyboard)
    await bot("pinChatMessage", chat_id=reader.id, message_id=sent["message_id"])
    await reader.react(await reader.next_message(), "🔥")
    await bot("setMyCommands", commands=[{"command": "start", "description": "Begin"}])
    await bot("setMyDescription", description="News")
    document = await reader.send_document("feeds.opml", b"<opml/>")
    forum = await reader.create_group("Vale", "supergroup", forum=True, members=[kim.id])
    await reader.open_topic(forum, "Harbour")
    before = [await reader.state(), await reader.state(forum), await kim.state(forum)]
    bot.api.save(tmp_path / "deep" / "chat.json")

    again = LocalBotApi()
    again.load(tmp_path / "deep" / "chat.json")
    await again.start()
    async with User(again.base_url) as robin, User(again.base_url, kim.id) as kim_again:
        assert [await robin.state(), await robin.state(forum), await kim_again.state(forum)] == before
        assert await robin.download(document) == b"<opml/>"
    await again.stop()


async def test_updates_go_on_where_they_were(bot: Any, reader: User, make_bot: Any, tmp_path: Path) -> None:
    await reader.send("unanswered")
    bot.api.save(tmp_path / "chat.json")
    again = LocalBotApi()
    again.load(tmp_path / "chat.json")
    await again.start()
    second = make_bot(again)
    (update,) = await second.updates()
    assert update["message"]["text"] == "unanswered"
    async with User(again.base_url) as robin:
        newer = await robin.send("more")
    assert newer.id > update["message"]["message_id"]
    (next_update,) = await second.updates()
    assert next_update["update_id"] == update["update_id"] + 1
    await again.stop()


async def test_a_stream_from_before_the_restart_goes_on(bot: Any, reader: User, tmp_path: Path) -> None:
    seen = (await reader.state())["events"]
    bot.api.save(tmp_path / "chat.json")
    again = LocalBotApi()
    again.load(tmp_path / "chat.json")
    assert again.state.events.since(seen, reader.id) == []


async def test_what_is_saved_is_bounded(bot: Any, reader: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(MAX_MESSAGES + 5):
        await reader.send(str(number))
    old, new = (keep_document(bot.api.state, Upload(f"{n}.bin", "x/y", bytes(60))) for n in range(2))
    monkeypatch.setattr(snapshot, "MAX_FILES", 100)
    saved = snapshot.dump(bot.api.state)
    (chat,) = saved["chats"]
    assert len(chat["messages"]) == MAX_MESSAGES
    assert chat["messages"][-1]["body"]["text"] == str(MAX_MESSAGES + 4)
    assert [file["id"] for file in saved["files"]] == [new.id]
    assert old.id != new.id


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '{"version": 1}', '{"version": 99}', '{"version": 1, "people": 3}']
)
def test_a_damaged_file_names_itself_and_changes_nothing(content: str, tmp_path: Path) -> None:
    path = tmp_path / "chat.json"
    path.write_text(content)
    api = LocalBotApi()
    people = dict(api.state.people)
    with pytest.raises(SnapshotError, match=r"chat\.json .*delete it to start over"):
        api.load(path)
    assert api.state.people == people


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        LocalBotApi().load(tmp_path / "none.json")
