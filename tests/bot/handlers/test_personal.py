"""/privacy, /export and /delete_me: what is kept about a person or a group, as a file, and erased."""

import json

import pytest

from bot.taps.personal import Erase, Export
from storage import counters, personal, tastes
from storage.personal import ERASED

QUAY = (
    "The harbour council voted on Monday to rebuild the old quay. "
    "Work begins in May and will cost nine million crowns. "
    "Fishing boats move to the northern basin until the autumn."
)


def kept(world, telegram_id: int, user_id: int | None) -> dict:
    with world.database.read() as session:
        return personal.export_chat(session, telegram_id=telegram_id, user_id=user_id)


@pytest.fixture
async def reader(world, sam):
    """Sam follows a topic, and saved and voted for a story of a digest."""
    (harbour,) = world.add_topics("Harbour")
    await sam.ask("/sub harbour")
    world.publish(harbour, "Council votes for a new quay", QUAY)
    digest = await sam.ask("/latest")
    await sam.press(await sam.press(digest, "🔖 Save"), "👍")
    await world.all_sent()
    return sam


@pytest.fixture
async def crew(world, robin, reader):
    """A group of Robin's that follows the topic, with Sam as a member who voted there."""
    group = await robin.create_group("Crew", "supergroup", members=[reader.id])
    await robin.next_message()
    await robin.ask("/sub harbour", group)
    await reader.press(await robin.ask("/latest", group), "👍")
    await world.all_sent()
    return group


async def test_privacy_says_what_is_kept_and_leads_to_the_rest(sam):
    card = await sam.ask("/privacy")
    assert card.text.startswith("What I keep about you")
    assert "/export" in card.text
    assert card.buttons == ["⬇️ All of it as a file", "🗑 Erase it"]
    assert (await sam.press(card, "🗑 Erase it")).text.startswith("Shall I erase all that I keep about you?")


async def test_privacy_in_a_group_is_about_the_group(crew, reader):
    card = await reader.ask("/privacy", crew)
    assert card.text.startswith("What I keep about this chat")
    await reader.follow(card.button("Our private chat")["url"])
    assert (await reader.next_message()).text.startswith("What I keep about you")


async def test_the_file_holds_everything(world, reader):
    file = await reader.ask("/export")
    assert file.raw["document"]["file_name"] == "newsdigest-2031-03-03.json"
    found = json.loads(await reader.download(file))
    assert found.pop("exported_at") == "2031-03-03T12:00:00+00:00"
    assert found == kept(world, reader.id, reader.id)
    assert {"chats", "subscriptions", "schedules", "saved_stories", "votes", "digests", "deliveries"} <= found.keys()


async def test_who_is_unknown_hears_that_nothing_is_kept(sam):
    assert (await sam.ask("/export")).text == "There is nothing that I keep about you."


async def test_an_admin_gets_a_groups_file_in_private(world, robin, crew, reader):
    await robin.ask("/start")
    await robin.send("/export", crew)
    file = await robin.wait_for(lambda message: "document" in message.raw)
    assert (file.chat, file.text) == (robin.id, "All that I keep about Crew.")
    found = json.loads(await robin.download(file))
    assert [topic["topic"] for topic in found["subscriptions"]] == ["Harbour"]
    assert "votes" not in found, "what members think is theirs"
    assert str(reader.id) not in json.dumps(found)
    assert (await robin.next_message(chat=crew)).text.startswith("I sent it to you in our private chat")


async def test_where_the_file_cant_go_it_is_said_how(robin, crew):
    await robin.block()
    assert "I can't write to you there" in (await robin.ask("/export", crew)).text


async def test_a_channel_has_nobody_to_send_a_file_to(world, robin):
    channel = await robin.create_channel("Harbour news")
    assert "I don't know who of the admins asks" in (await robin.ask("/export", channel)).text


async def test_a_member_gets_nothing_of_the_groups(world, robin, crew, reader):
    for command in ("/export", "/delete_me"):
        answer = await reader.ask(command, crew)
        assert answer.text.startswith("What I keep about this chat is for its admins.")
    question = await robin.ask("/delete_me", crew)
    for tap in (Erase(True), Export()):
        assert await reader.forge(question, tap) == "Only this group's admins may change that."
    assert world.followed(crew) == ["Harbour"]


async def test_erasing_asks_and_can_be_left(world, reader):
    question = await reader.ask("/delete_me")
    assert question.buttons == ["⬇️ All of it as a file", "No, keep it", "🗑 Yes, erase it all"]
    assert "help to run" not in question.text
    assert (await reader.press(question, "No, keep it")).text == "All right, everything stays as it is."
    assert world.followed(reader.id) == ["Harbour"]


async def test_a_person_is_erased_with_what_they_did_in_groups(world, crew, reader):
    with world.database.read() as session:
        assert tastes.tastes_of(session, world.chat(crew).id)
    question = await reader.ask("/delete_me")
    assert (await reader.press(question, "🗑 Yes, erase it all")).text.startswith("Erased.")
    assert kept(world, reader.id, reader.id) == {}
    assert world.followed(crew) == ["Harbour"]
    with world.database.read() as session:
        assert not tastes.tastes_of(session, world.chat(crew).id)
        assert counters.count(session, ERASED) == 1
    await reader.forge(question, Erase(True))
    with world.database.read() as session:
        assert counters.count(session, ERASED) == 1, "a second tap erases nobody"
    assert "What interests you?" in (await reader.ask("/start")).text


async def test_old_buttons_stay_harmless_after_that(world, reader):
    digest = (await reader.messages())[-1]
    await reader.press(await reader.ask("/delete_me"), "🗑 Yes, erase it all")
    assert await reader.toast(digest, "📖 More") == "This story is forgotten by now."
    assert kept(world, reader.id, reader.id) == {}


async def test_an_owner_is_told_that_they_go_on(robin):
    assert "You go on running this bot" in (await robin.ask("/delete_me")).text


async def test_a_group_is_erased_by_its_admins_and_its_people_stay(world, robin, crew, reader):
    question = await robin.ask("/delete_me", crew)
    assert question.text.startswith("Shall I erase all that I keep about this chat?")
    assert (await robin.press(question, "🗑 Yes, erase it all")).text.startswith("Erased.\nNothing comes here any more.")
    assert world.chat(crew) is None
    assert kept(world, crew, None) == {}
    assert world.followed(reader.id) == ["Harbour"]


async def test_a_forum_is_erased_as_a_whole(world, robin, reader):
    forum = await robin.create_forum("Club")
    await robin.next_message()
    thread = await robin.open_topic(forum, "News")
    await robin.ask("/sub harbour", forum, thread=thread)
    question = await robin.ask("/delete_me", forum, thread=thread)
    assert "in all its forum topics" in question.text
    await robin.press(question, "🗑 Yes, erase it all")
    assert (world.chat(forum), world.chat(forum, thread)) == (None, None)


async def test_a_channel_is_erased_by_what_is_posted_there(world, robin, reader):
    channel = await robin.create_channel("Harbour news")
    await robin.ask("/sub harbour", channel)
    question = await robin.ask("/delete_me", channel)
    assert (await robin.press(question, "🗑 Yes, erase it all")).text.startswith("Erased.")
    assert world.chat(channel) is None
