"""Lists of feeds for everybody: looked at, taken in, given out."""

import pytest

from bot.taps.admin.opml import TakeList
from jobs.feeds.lists.opml import read_opml
from storage import audit, feeds, roles

LIST = b"""<opml version="2.0"><head><title>Mine</title></head><body>
<outline text="Sea"><outline type="rss" text="Harbour &lt;b&gt;Post" xmlUrl="https://harbour.example/news.xml"/>
<outline type="rss" text="Vale Wire" xmlUrl="https://vale.example/feed"/></outline>
<outline text="Land"><outline type="rss" text="Vale Wire" xmlUrl="http://vale.example/feed/"/>
<outline type="rss" text="Nowhere" xmlUrl="nowhere"/></outline></body></opml>"""


async def looked_at(person, content=LIST, name="mine.opml"):
    await person.send_document(name, content)
    asked = await person.next_message()
    await person.tap(asked, "For everybody")
    return await person.wait_for(lambda message: "Reading" not in message.text)


def titles(world):
    with world.database.read() as session:
        return [feed.title for feed in feeds.list_feeds(session)]


async def test_a_list_is_shown_before_it_is_taken_in_for_everybody(world, robin):
    world.add_topics("Sea")
    card = await looked_at(robin)
    assert "2 feeds are new." in card.text
    assert "• Sea: 2 feeds" in card.text
    assert "• Land (new): 1 feed" in card.text
    assert "1 line of it can't be used:" in card.text
    assert titles(world) == []
    await robin.tap(card, "Add all of it")
    done = await robin.wait_for(lambda message: "are new." in message.text)
    assert "New topics: Land." in done.text
    assert titles(world) == ["Harbour <b>Post", "Vale Wire"]
    assert [topic.name for topic in world.topics()] == ["Sea", "Land"]
    with world.database.read() as session:
        (change,) = audit.last_changes(session)
    assert (change.action, change.details) == ("feed.import", {"feeds": 2, "topics": 1})
    assert "All of it is there already." in (await looked_at(robin)).text


async def test_a_list_that_is_left_changes_nothing(world, robin):
    card = await looked_at(robin)
    left = await robin.press(card, "Cancel")
    assert "nothing was changed" in left.text
    assert await robin.forge(card, TakeList("0" * 16)) == "That was too long ago. Please send the file again."
    assert titles(world) == []


async def test_two_taps_take_it_in_once(world, robin):
    card = await looked_at(robin)
    await robin.tap(card, "Add all of it")
    assert await robin.toast(card, "Add all of it") == "That was too long ago. Please send the file again."
    await robin.wait_for(lambda message: "2 feeds are new." in message.text)
    assert len(titles(world)) == 2


@pytest.mark.parametrize(
    "content",
    [
        b" ",
        b"\x00\xff" * 100,
        b"<opml><body>" + b"<outline text='a'>" * 5000,
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><html>",
        b'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><opml>&b;</opml>',
    ],
)
async def test_hostile_files_are_answered(world, robin, content):
    card = await looked_at(robin, content)
    assert "mine.opml" in card.text
    assert titles(world) == []
    assert (await robin.ask("/privacy")).text


async def test_a_file_too_large_is_not_read(world, robin):
    await robin.send_document("large.opml", b"x" * (2**20 + 1))
    assert "larger than 1 MB" in (await robin.next_message()).text


async def test_everything_goes_out_as_a_file_and_comes_back(world, robin):
    card = await looked_at(robin)
    await robin.tap(card, "Add all of it")
    await robin.wait_for(lambda message: "2 feeds are new." in message.text)
    await robin.send("/admin opml")
    sent = await robin.wait_for(lambda message: "document" in message.raw)
    assert sent.text.startswith("2 topics and 2 feeds")
    file = read_opml(await robin.download(sent))
    assert [topic.name for topic in file.topics] == ["Sea", "Land"]
    await robin.tap(await robin.ask("/admin more"), "Feeds as a file")
    again = await robin.wait_for(lambda message: "document" in message.raw)
    assert await robin.download(again) == await robin.download(sent)


async def test_others_are_neither_asked_for_whom_nor_let_in(world, robin, sam):
    (sea,) = world.add_topics("Sea")
    with world.database.write() as session:
        roles.let_edit(session, sam.id, sea.id, now=world.clock())
    await sam.send_document("mine.opml", LIST)
    answer = await sam.next_message()
    assert "For everybody" not in str(answer.buttons)
    await sam.wait_for(lambda message: "new" in message.text)
    assert titles(world) == []
    assert "Sorry" in (await sam.ask("/admin opml")).text
    assert "Sorry" in await sam.forge(answer, TakeList("0" * 16))
