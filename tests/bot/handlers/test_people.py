"""People in numbers, and single chats by number: looked up, banned, limited; never a name."""

import asyncio

import pytest

from bot.taps.admin.people import SetBan, SetLimit, ShowChat
from storage import audit, bans, own_topics, people, roles
from storage.preferences import preferences
from storage.roles import Role


def banned(world, number):
    with world.database.read() as session:
        return bans.is_banned(session, number)


@pytest.fixture
async def met(robin, sam):
    """Both have begun a chat with the bot."""
    await robin.ask("/start")
    await sam.ask("/start")


async def test_people_are_counted_by_kind_topic_and_growth(world, robin, sam):
    world.add_topics("Sea")
    await robin.ask("/start")
    await sam.send("/sub sea")
    await sam.next_message()
    group = await sam.create_group("Harbour <b>", "supergroup")
    await sam.wait_for(lambda message: message.chat == group)
    world.clock.forward(days=8)
    await sam.block()
    await robin.ask("/start")
    card = await robin.press(await robin.ask("/admin more"), "👥 People")
    assert "Groups: 1, 0 gone" in card.text
    assert "Private chats: 1, 1 gone" in card.text
    assert "New: 0 in 7 days, 3 in 30 days." in card.text
    assert "Harbour" not in card.text
    assert "Sam" not in card.text
    await sam.unblock()
    await sam.ask("/list")
    assert "• Sea: 1" in (await robin.ask("/admin people")).text


async def test_somebody_is_banned_and_unbanned_by_number(world, robin, sam, met):
    card = await robin.ask(f"/admin ban {sam.id} tells  lies\u202e")
    assert f"Chat {sam.id}" in card.text
    assert "🚫 Banned just now: tells lies" in card.text
    assert banned(world, sam.id)
    await sam.send("/topics")
    listed = await robin.press(await robin.ask("/admin people"), "🚫 1 ban")
    assert f"• {sam.id} · just now · tells lies" in listed.text
    card = await robin.press(listed, str(sam.id))
    assert await robin.toast(card, "Lift the ban") == "The ban is lifted."
    assert not banned(world, sam.id)
    assert (await sam.ask("/privacy")).text
    assert "wasn't banned" in (await robin.ask(f"/admin unban {sam.id}")).text
    with world.database.read() as session:
        assert [change.action for change in audit.last_changes(session)] == ["person.unban", "person.ban"]


async def test_somebody_is_found_by_what_they_wrote(world, robin, sam, met):
    asked = await robin.press(await robin.ask("/admin people"), "Look up a chat")
    await robin.forward("Buy this", sam.id, hidden=True)
    assert "don't show who they are" in (await robin.next_message()).text
    await robin.forward("Buy this", sam.id)
    card = await robin.next_message()
    assert f"Chat {sam.id}" in card.text
    assert "It can be reached." in card.text
    assert asked.text.startswith("Which chat?")
    assert await robin.toast(card, "🚫 Ban") == "Banned: they are not served any more."
    assert banned(world, sam.id)


async def test_answering_a_forwarded_message_bans_who_wrote_it(world, robin, sam, met):
    await robin.send("/privacy")
    await robin.next_message()
    forwarded = await robin.forward("Buy this", sam.id)
    await robin.next_message()
    await robin.reply_to(forwarded, "/admin ban spam and more")
    card = await robin.wait_for(lambda message: "Banned" in message.text)
    assert "spam and more" in card.text
    assert banned(world, sam.id)


async def test_a_group_is_banned_by_its_number(world, robin, sam):
    group = await sam.create_group("Harbour", "supergroup")
    async with asyncio.timeout(20):
        while world.chat(group) is None:  # noqa: ASYNC110 - the bot hears of it by an update of its own
            await asyncio.sleep(0.01)
    await robin.ask(f"/admin ban {group}")
    assert banned(world, group)
    card = await robin.ask(f"/admin chat {group}")
    assert "A group." in card.text


async def test_who_helps_to_run_the_bot_cannot_be_banned(world, robin, sam, met):
    with world.database.write() as session:
        roles.grant(session, sam.id, Role.ADMIN, now=world.clock())
    for number in (robin.id, sam.id):
        assert "help to run this bot" in (await robin.ask(f"/admin ban {number}")).text
        card = await robin.ask(f"/admin chat {number}")
        assert "help to run this bot" in await robin.toast(card, "🚫 Ban")
        assert not banned(world, number)


@pytest.mark.parametrize("written", ["Sam", "0", "--5", "<b>", "1" * 17, "@sam"])
async def test_what_is_no_number_is_said(robin, written):
    for form in ("ban", "unban", "chat"):
        assert "no number" in (await robin.ask(f"/admin {form} {written}")).text


async def test_a_chat_may_have_more_own_feeds_or_none(world, robin, sam, met):
    with world.database.write() as session:
        own_topics.add_own_feed(
            session,
            world.chat(sam.id).id,
            url="https://harbour.example/x.xml",
            title="Harbour",
            language="en",
            most=9,
            topic_name="Own",
            now=world.clock(),
        )

    def most():
        with world.database.read() as session:
            return preferences(session, world.chat(sam.id).id).own_feeds

    card = await robin.ask(f"/admin limit {sam.id} 50")
    assert "It has 1 feed of its own, of 50." in card.text
    assert "Harbour" not in card.text
    assert most() == 50
    assert await robin.toast(card, "10") == "The limit is changed."
    assert most() == 10
    await robin.ask(f"/admin limit {sam.id} usual")
    assert most() is None
    for written in ("-1", "1001", "many", "٣"):
        assert "A limit is a number" in (await robin.ask(f"/admin limit {sam.id} {written}")).text
    assert await robin.forge(card, SetLimit(str(sam.id), "9999")) == "That is no longer there."


async def test_an_unknown_number_can_be_banned_in_advance(world, robin):
    card = await robin.ask("/admin chat 777000111")
    assert "I never met it." in card.text
    await robin.press(card, "🚫 Ban")
    assert banned(world, 777000111)
    with world.database.read() as session:
        assert people.look_up(session, 777000111) is None


async def test_bans_are_paged(world, robin):
    with world.database.write() as session:
        for number in range(1, 20):
            bans.ban(session, 500 + number, reason="", by=robin.id, now=world.clock())
    card = await robin.ask("/admin bans")
    assert "19 are not served" in card.text
    assert "1 / 3" in card.buttons
    assert (await robin.press(card, "›")).text != card.text


async def test_editors_and_subscribers_are_refused(world, robin, sam):
    (sea,) = world.add_topics("Sea")
    card = await sam.ask("/topics")
    for _ in range(2):
        assert "Sorry" in (await sam.ask("/admin ban 123")).text
        for tap in (SetBan("123", True), ShowChat("123"), SetLimit("123", "5")):
            assert "Sorry" in await sam.forge(card, tap)
        with world.database.write() as session:
            roles.let_edit(session, sam.id, sea.id, now=world.clock())
    assert not banned(world, 123)
