"""Broadcasts: written, seen as they arrive, addressed, confirmed, told of while they go out."""

import asyncio

import pytest

from bot.broadcast_cards import ProgressMessages
from bot.connecting import make_bot
from bot.taps.admin.broadcast import DiscardBroadcast, SendBroadcast, SetAudience, StopBroadcast
from bot.ticks import jobs_of
from storage import audit, broadcasts, chats, roles
from storage.broadcasts import BroadcastState, Progress
from storage.roles import Role


@pytest.fixture
async def push(world):
    """What the engine does every few seconds."""
    async with make_bot(world.deps.settings) as bot:
        yield jobs_of(world.deps, ProgressMessages(bot, world.database))["broadcasts"].go_round


def all_broadcasts(world):
    with world.database.read() as session:
        return broadcasts.list_broadcasts(session, limit=9)


def progress(world, broadcast_id=1):
    with world.database.read() as session:
        return broadcasts.progress(session, broadcast_id)


async def delivered(world):
    """Wait until the outbox has done with all of it."""
    async with asyncio.timeout(30):
        while progress(world).pending:  # noqa: ASYNC110 - the database is all there is to wait on
            await asyncio.sleep(0.01)


async def written(robin, text="The bot moves on <b>Friday</b>"):
    """The draft's card, below the message as it arrives."""
    await robin.ask("/start")
    card = await robin.press(await robin.ask("/admin broadcast"), "Write one")
    assert card.text.startswith("What shall they read?")
    await robin.send_formatted(text)
    return await robin.wait_for(lambda message: "just as it arrives" in message.text)


async def confirmed(robin, draft):
    asked = await robin.press(draft, "Send to")
    return await robin.press(asked, "Yes, send it")


async def test_a_message_goes_to_everybody_as_it_was_written_after_a_yes(world, robin, sam, push):
    await sam.ask("/start")
    await robin.ask("/start")
    asked = await robin.ask("/admin broadcast")
    assert "There was none yet." in asked.text
    await robin.press(asked, "Write one")
    await robin.send_formatted('The bot moves on <b>Friday</b>, <a href="https://example.org/x">see</a> &lt;b&gt;')
    shown = await robin.wait_for(lambda message: "Friday" in message.text)
    draft = await robin.wait_for(lambda message: "just as it arrives" in message.text)
    assert "It reaches 2 chats: 2 private chats." in draft.text
    asked = await robin.press(draft, "▶️ Send to 2 chats")
    assert "Send this to 2 chats?" in asked.text
    assert progress(world) == Progress()
    report = await robin.press(asked, "Yes, send it")
    assert "0 of 2 are sent" in report.text
    await push()
    arrived = await sam.wait_for(lambda message: "Friday" in message.text)
    for message in (shown, arrived):
        assert message.text == "The bot moves on Friday, see <b>"
        assert [(entity["type"], entity["offset"], entity["length"]) for entity in message.entities] == [
            ("bold", 17, 6),
            ("text_link", 25, 3),
        ]
    await delivered(world)
    await push()
    report = await robin.wait_for(lambda message: message.text.startswith("Broadcast, sent"))
    assert report.text.splitlines()[-1] == "2 of 2 are sent."
    assert report.buttons == ["‹ Back"]
    assert all_broadcasts(world)[0].state == BroadcastState.DONE
    with world.database.read() as session:
        (change,) = audit.last_changes(session)
    assert (change.action, change.details["chats"]) == ("broadcast.send", 2)


async def test_it_goes_to_those_who_follow_a_topic_and_read_a_language(world, robin, sam, push):
    world.add_topics("Sea", "World")
    await sam.switch_language("de")
    await sam.send("/sub sea")
    await sam.next_message()
    await robin.send("/sub sea")
    await robin.next_message()
    draft = await robin.press(await written(robin), "Topic: any")
    draft = await robin.press(draft, "World")
    assert "Nobody is among them" in draft.text
    assert not any("Send to" in label for label in draft.buttons)
    draft = await robin.press(await robin.press(draft, "Topic: World"), "Sea")
    assert "It reaches 2 chats" in draft.text
    draft = await robin.press(await robin.press(draft, "Language: any"), "Deutsch")
    assert "For those who follow Sea and read Deutsch." in draft.text
    report = await confirmed(robin, draft)
    assert "0 of 1 are sent." in report.text
    await push()
    assert "Friday" in (await sam.wait_for(lambda message: "Friday" in message.text)).text
    await delivered(world)
    await push()
    report = await robin.wait_for(lambda message: message.text.startswith("Broadcast, sent"))
    assert "1 of 1 are sent." in report.text


async def test_two_yes_send_it_once(world, robin, sam, push):
    await sam.ask("/start")
    draft = await written(robin)
    asked = await robin.press(draft, "Send to")
    assert await robin.toast(asked, "Yes, send it") == "It goes out now."
    assert await robin.forge(asked, SendBroadcast(1, True)) == "This one was sent already."
    await push()
    await push()
    await sam.wait_for(lambda message: "Friday" in message.text)
    await sam.silence()
    assert progress(world).total == 2


async def test_it_is_stopped_on_its_way(world, robin, sam, push):
    await sam.ask("/start")
    report = await confirmed(robin, await written(robin))
    stopped = await robin.press(report, "Send no more")
    assert stopped.text.startswith("Broadcast, stopped on the way")
    await push()
    await sam.silence()
    assert await robin.forge(stopped, StopBroadcast(1)) == "It isn't being sent any more."


async def test_who_blocked_the_bot_is_counted_and_a_restart_goes_on(world, robin, sam, push):
    await sam.ask("/start")
    with world.database.write() as session:
        chats.meet_chat(
            session, telegram_id=sam.id + 99, thread_id=0, kind="private", title="", language="en", now=world.clock()
        )
    await confirmed(robin, await written(robin))
    with world.database.write() as session:
        # what a process did before it was killed
        broadcasts.enqueue_chunk(session, 1, limit=1, now=world.clock())
    await push()
    await sam.wait_for(lambda message: "Friday" in message.text)
    await delivered(world)
    await push()
    report = await robin.wait_for(lambda message: message.text.startswith("Broadcast, sent"))
    found = progress(world)
    assert (found.total, found.sent) == (3, 2)
    assert "2 of 3 are sent." in report.text
    await sam.silence()


async def test_how_far_it_came_is_told_later_where_telegram_asks_to_wait(world, robin, push):
    await confirmed(robin, await written(robin))
    await push()
    await delivered(world)
    world.api.faults.flood(9, method="editMessageText")
    await push()
    assert all_broadcasts(world)[0].state == BroadcastState.DONE
    world.api.faults.clear()
    await push()
    report = await robin.wait_for(lambda message: message.text.startswith("Broadcast, sent"))
    assert "1 of 1 are sent." in report.text


async def test_a_report_that_its_admin_deleted_holds_nothing_up(world, robin, sam, push):
    await sam.ask("/start")
    report = await confirmed(robin, await written(robin))
    await robin.delete(report)
    await push()
    await sam.wait_for(lambda message: "Friday" in message.text)
    await delivered(world)
    await push()
    assert all_broadcasts(world)[0].state == BroadcastState.DONE
    assert "✓" in (await robin.ask("/admin broadcast")).buttons[0]


async def test_what_was_written_anew_is_sent_and_its_old_card_sends_nothing(world, robin, push):
    old = await written(robin)
    await robin.press(old, "Write it anew")
    await robin.send("All is well")
    new = await robin.wait_for(lambda message: "just as it arrives" in message.text)
    assert await robin.forge(old, SendBroadcast(1, True)) == "That is no longer there."
    await robin.next_edit()
    await confirmed(robin, new)
    await push()
    assert (await robin.wait_for(lambda message: message.text == "All is well")).text
    assert [each.html for each in all_broadcasts(world)] == ["All is well"]


async def test_a_draft_is_found_again_with_its_message_and_discarded(world, robin):
    await written(robin)
    overview = await robin.ask("/admin broadcast")
    await robin.tap(overview, "The bot moves on")
    shown = await robin.wait_for(lambda message: "Friday" in message.text)
    assert shown.text == "The bot moves on Friday"
    draft = await robin.wait_for(lambda message: "just as it arrives" in message.text)
    assert await robin.toast(draft, "Discard") == "The draft is gone."
    assert all_broadcasts(world) == []
    assert await robin.forge(draft, DiscardBroadcast(1)) == "That is no longer there."


@pytest.mark.parametrize(
    "text", ["<b>&\u202e evil", "x" * 4096, "&" * 4000, "👍" * 2048, "\u2067مرحبا\u2069 & <i>", "a\u200bb"]
)
async def test_whatever_is_written_arrives_as_it_is(world, robin, text, push):
    await robin.ask("/start")
    await robin.press(await robin.ask("/admin broadcast"), "Write one")
    sent = await robin.send(text)
    shown = await robin.next_message()
    assert shown.text == sent.text
    draft = await robin.wait_for(lambda message: "just as it arrives" in message.text)
    await confirmed(robin, draft)
    await push()
    assert (await robin.wait_for(lambda message: message.text == sent.text)).entities == shown.entities


async def test_a_link_too_many_is_said_before_anything_is_kept(world, robin):
    await robin.press(await robin.ask("/admin broadcast"), "Write one")
    link = f'<a href="https://example.org/{"x" * 1900}">see</a> '
    await robin.send_formatted(link * 15 + "'\"" * 500)
    assert "more than one message holds" in (await robin.next_message()).text
    assert all_broadcasts(world) == []


async def test_a_language_that_is_none_and_a_topic_that_went_change_nothing(world, robin):
    draft = await written(robin)
    assert await robin.forge(draft, SetAudience(1, 77, "all")) == "This one was sent already."
    await robin.forge(draft, SetAudience(1, 0, "xx"))
    (kept,) = all_broadcasts(world)
    assert (kept.topic_id, kept.language) == (None, None)


async def test_editors_and_subscribers_are_refused(world, robin, sam):
    (sea,) = world.add_topics("Sea")
    card = await sam.ask("/topics")
    await written(robin)
    for _ in range(2):
        assert "Sorry" in await sam.forge(card, SendBroadcast(1, True))
        assert "Sorry" in (await sam.ask("/admin broadcast")).text
        with world.database.write() as session:
            roles.let_edit(session, sam.id, sea.id, now=world.clock())
    with world.database.write() as session:
        roles.grant(session, sam.id, Role.ADMIN, now=world.clock())
    assert "Broadcast" in (await sam.ask("/admin broadcast")).text
