"""Lists of feeds as files, in and out, and leaving everything."""

import pytest

from bot.taps.lists import LeaveAll, TakeFile
from jobs.feeds.lists.opml import OpmlFeed, OpmlFile, OpmlTopic, read_opml, write_opml
from storage import own_topics, topics
from storage.chats import meet_chat
from storage.preferences import set_preferences
from storage.topics import Visibility


def opml(count, first=1):
    """A file of so many feeds in two folders, as another reader writes it."""
    feeds = [
        OpmlFeed(url=f"https://feeds.example/{number}.xml", title=f"Feed {number}")
        for number in range(first, first + count)
    ]
    return write_opml(
        OpmlFile(
            topics=(OpmlTopic(name="News", feeds=tuple(feeds[:2])), OpmlTopic(name="More", feeds=tuple(feeds[2:])))
        )
    )


@pytest.fixture
def own(world):
    def addresses(telegram_id):
        chat = world.chat(telegram_id)
        if chat is None:
            return []
        with world.database.read() as session:
            return [feed.url for feed in own_topics.own_feeds(session, chat.id)]

    return addresses


async def imported(person, name, content):
    """What comes of a file that was sent."""
    await person.send_document(name, content)
    return await person.wait_for(lambda message: not message.text.startswith("Reading ") and message.text != "")


async def test_a_list_that_is_sent_becomes_own_feeds(world, sam, own):
    answer = await imported(sam, "reader <b>.opml", opml(3))
    assert answer.text == "reader <b>.opml\n✓ 3 feeds are new.\nTheir first stories are read in a few minutes."
    assert answer.buttons == ["📡 Own feeds"]
    assert own(sam.id) == [f"https://feeds.example/{number}.xml" for number in (1, 2, 3)]
    assert world.followed(sam.id) == ["Own feeds"]
    assert world.schedule(sam.id)


async def test_what_is_known_and_what_finds_no_room_is_counted(world, sam, own):
    await imported(sam, "a.opml", opml(19))
    answer = await imported(sam, "b.xml", opml(5, first=18))
    assert "✓ 1 feed is new.\n2 were there already.\n2 found no room: you may have 20." in answer.text
    assert len(own(sam.id)) == 20


async def test_many_feeds_are_taken_with_the_message_telling_how_far_it_is(world, sam, own):
    with world.database.write() as session:
        chat, _ = meet_chat(session, telegram_id=sam.id, kind="private", title="", now=world.clock())
        set_preferences(session, chat.id, own_feeds=1000)
    await sam.send_document("many.opml", opml(150))
    await sam.wait_for(lambda message: message.text == "Reading many.opml …\n100 of 150 feeds")
    await sam.wait_for(lambda message: "✓ 150 feeds are new." in message.text)
    assert len(own(sam.id)) == 150


async def test_what_is_of_no_use_is_named(sam, own):
    file = b"""<opml version="2.0"><body><outline text="Fine" xmlUrl="https://feeds.example/1.xml"/>
    <outline text="No &lt;b&gt;address" type="rss"/><outline text="Mine" xmlUrl="https://me:secret@feeds.example/2.xml"/>
    </body></opml>"""
    answer = await imported(sam, "a.opml", file)
    assert "✓ 1 feed is new.\n2 can't be used.\n“No <b>address” and “Mine”\n" in answer.text
    assert own(sam.id) == ["https://feeds.example/1.xml"]


BOMB = (
    b"""<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa">"""
    + b"".join(f'<!ENTITY {chr(98 + level)} "{f"&{chr(97 + level)};" * 10}">'.encode() for level in range(9))
    + b"""]><opml><body><outline text="&j;" xmlUrl="https://feeds.example/&j;"/></body></opml>"""
)


@pytest.mark.parametrize(
    "content",
    [b"hello", b"<html><body>no</body></html>", b"\x00\xff" * 400, b"<opml>", b"<outline>" * 50_000],
)
async def test_hostile_files_are_refused_with_a_word(sam, own, content):
    answer = await imported(sam, "a.opml", content)
    assert answer.text.startswith(("I can't read a.opml as a list of feeds.", "a.opml\n", "I couldn't load a.opml"))
    assert own(sam.id) == []


async def test_a_files_entities_are_not_expanded(sam, own):
    answer = await imported(sam, "a.opml", BOMB)
    assert answer.text.startswith("a.opml\n")
    assert own(sam.id) == ["https://feeds.example/&j;"]


async def test_a_file_that_is_too_large_is_not_even_loaded(sam):
    answer = await imported(sam, "a.opml", b" " * (2**20 + 1))
    assert answer.text == "a.opml is larger than 1 MB. Please send it in parts."


async def test_a_file_that_telegram_loses_is_asked_for_again(world, sam):
    world.api.faults.refuse("wrong file_id or the file is temporarily unavailable", method="getFile")
    answer = await imported(sam, "a.opml", opml(1))
    assert answer.text == "I couldn't load a.opml from Telegram. Please send it again."


async def test_other_files_are_no_lists(sam):
    await sam.send_document("holiday.pdf", b"%PDF")
    assert (await sam.next_message()).text == "I can only read text. What I can do: /help"


async def test_in_groups_files_are_left_alone(sam):
    group = await sam.create_group("Rowers", "supergroup")
    await sam.next_message()
    await sam.send_document("a.opml", opml(2), group)
    await sam.silence()


async def test_import_says_how_to_send_a_list(sam):
    answer = await sam.ask("/import")
    assert answer.text.startswith("Bring your feeds along\nSend me the list that your feed reader exports")
    group = await sam.create_group("Rowers", "supergroup")
    await sam.next_message()
    assert "In our private chat" in (await sam.ask("/import", group)).text


async def test_what_is_followed_comes_as_a_file_and_back_again_also_for_an_admin_alone(world, sam, robin, own):
    world.add_topics("Harbour")
    await sam.ask("/sub harbour")
    await imported(sam, "a.opml", opml(2))
    file = await sam.ask("/opml")
    assert file.raw["document"]["file_name"] == "newsdigest.opml"
    assert file.text == "What you follow, for feed readers and for me: your own feeds, and your topics by name."
    content = await sam.download(file)
    assert [feed.title for feed in read_opml(content).loose] == ["Feed 1", "Feed 2"]
    asked = await imported(robin, "newsdigest.opml", content)
    assert asked.buttons == ["📡 For me alone", "👥 For everybody", "Cancel"]
    await robin.tap(asked, "📡 For me alone")
    answer = await robin.wait_for(lambda message: message.text.startswith("newsdigest.opml\n"))
    assert "✓ 2 feeds are new.\n✓ You follow Harbour." in answer.text
    assert world.followed(robin.id) == ["Harbour", "Own feeds"]


async def test_topics_come_back_also_where_there_are_no_own_feeds(world, sam):
    world.add_topics("Harbour")
    with world.database.write() as session:
        chat, _ = meet_chat(session, telegram_id=sam.id, kind="private", title="", now=world.clock())
        set_preferences(session, chat.id, own_feeds=0)
    assert (await imported(sam, "a.opml", opml(2))).text.startswith("I can't follow a page by its address")
    file = OpmlFile(topics=(OpmlTopic(name="Harbour", feeds=(), slug="harbour"),))
    assert (await imported(sam, "a.opml", write_opml(file))).text == "a.opml\n✓ You follow Harbour."
    assert world.followed(sam.id) == ["Harbour"]


async def test_a_file_does_not_open_what_only_an_invitation_opens(world, sam):
    (secret,) = world.add_topics("Board room")
    with world.database.write() as session:
        topics.change_topic(session, secret.id, visibility=Visibility.PRIVATE)
    file = OpmlFile(topics=(OpmlTopic(name="Board room", feeds=(), slug="board-room"),))
    answer = await imported(sam, "a.opml", write_opml(file))
    assert answer.text == "a.opml\n1 topic of it is not to be had here."
    assert world.followed(sam.id) == []


async def test_who_follows_nothing_gets_no_file(sam):
    for command in ("/opml", "/unsub_all"):
        assert (await sam.ask(command)).text.startswith("You follow nothing yet")


async def test_leaving_everything_asks_sends_a_file_and_then_leaves(world, sam, own):
    world.add_topics("Harbour", "World")
    await sam.ask("/sub harbour")
    await sam.ask("/sub world")
    await imported(sam, "a.opml", opml(1))
    asked = await sam.ask("/unsub_all")
    assert asked.text == (
        "Leave everything?\nThat is 2 topics and 1 feed of your own.\nYou get a file first that brings it back."
    )
    assert asked.buttons == ["Yes, leave everything", "No, keep it all"]
    await sam.tap(asked, "Yes, leave everything")
    file = await sam.wait_for(lambda message: "document" in message.raw)
    assert file.text == "What you followed. Send me this file, and you follow it again."
    done = await sam.next_edit()
    assert done.text.startswith("You follow nothing any more.")
    assert world.followed(sam.id) == own(sam.id) == []
    await imported(sam, "newsdigest.opml", await sam.download(file))
    assert world.followed(sam.id) == ["Harbour", "World", "Own feeds"]


async def test_who_says_no_keeps_it_all(world, sam):
    world.add_topics("Harbour")
    await sam.ask("/sub harbour")
    kept = await sam.press(await sam.ask("/unsub_all"), "No, keep it all")
    assert kept.text == "All right, everything stays as it is."
    assert world.followed(sam.id) == ["Harbour"]


async def test_without_the_file_nothing_is_left(world, sam):
    world.add_topics("Harbour")
    await sam.ask("/sub harbour")
    asked = await sam.ask("/unsub_all")
    world.api.faults.refuse("not enough rights to send documents to the chat", method="sendDocument")
    assert "Something went wrong" in await sam.toast(asked, "Yes, leave everything")
    assert world.followed(sam.id) == ["Harbour"]


async def test_a_second_yes_finds_nothing_to_leave(world, sam):
    world.add_topics("Harbour")
    await sam.ask("/sub harbour")
    asked = await sam.ask("/unsub_all")
    for _ in range(2):
        await sam.forge(asked, LeaveAll(True))
    await sam.ask("/list")
    assert sum("document" in message.raw for message in await sam.messages()) == 1


async def test_private_topics_are_said_to_need_an_invitation(world, sam):
    (topic,) = world.add_topics("Board room")
    await sam.ask("/sub board room")
    with world.database.write() as session:
        topics.change_topic(session, topic.id, visibility=Visibility.PRIVATE)
    await sam.tap(await sam.ask("/unsub_all"), "Yes, leave everything")
    file = await sam.wait_for(lambda message: "document" in message.raw)
    assert file.text.endswith("1 topic is private: that one needs a new invitation.")


async def test_members_can_make_a_group_leave_nothing(world, sam, robin):
    world.add_topics("Harbour")
    group = await sam.create_group("Rowers", "supergroup", members=[robin.id])
    await sam.next_message()
    await sam.ask("/sub harbour", group)
    assert (await robin.ask("/unsub_all", group)).text.startswith("Only this group's admins")
    asked = await sam.ask("/unsub_all", group)
    assert await robin.toast(asked, "Yes, leave everything") == "Only this group's admins may change that."
    assert world.followed(group) == ["Harbour"]
    await sam.tap(asked, "Yes, leave everything")
    await sam.wait_for(lambda message: "document" in message.raw and message.chat == group)


async def test_a_file_that_was_never_sent_cant_be_taken(sam):
    card = await sam.ask("/topics")
    assert await sam.forge(card, TakeFile("0" * 16)) == "That was too long ago. Please send the file again."
