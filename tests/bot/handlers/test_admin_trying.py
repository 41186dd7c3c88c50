"""Trying a topic before anybody gets it, and why something isn't told."""

import pytest

from bot.taps.admin.trying import ShowReason
from storage import deliveries, digests, entries, feeds, roles, topics
from storage.entries import NewEntry
from storage.topics import Visibility

FERRY = "The night ferry Maren ran aground off Selskerry on Monday. Nobody on board was hurt, the harbour office said."
BUDGET = "The council of Halm passed a budget of two million crowns on Tuesday. It had argued about it for a month."


@pytest.fixture
def sea(world):
    (sea,) = world.add_topics("Sea")
    return sea


def change(world, topic, **changes):
    with world.database.write() as session:
        topics.change_topic(session, topic.id, **changes)


async def trial(person, typed="/admin try Sea"):
    await person.send(typed)
    return await person.wait_for(lambda message: message.text.startswith("👁"))


async def test_the_digest_is_shown_as_it_would_be_sent_and_nothing_is_kept(world, robin, sam, sea):
    world.publish(sea, "Ferry runs aground", FERRY)
    await sam.ask("/sub sea")
    await robin.tap(await robin.ask("/admin topic sea"), "Try it")
    digest = await robin.wait_for(lambda message: "Ferry runs aground" in message.text)
    summary = await robin.wait_for(lambda message: message.text.startswith("👁"))
    assert summary.text.splitlines() == [
        "👁 Sea, as somebody who begins to follow it would get it now.",
        "1 story is told.",
        "Nothing is left out.",
        "Nobody else got this, and it counts as told to nobody.",
    ]
    assert summary.buttons == ["👁 Try again", "‹ Back"]
    await sam.silence()
    with world.database.read() as session:
        for person in (robin, sam):
            chat = world.chat(person.id)
            assert chat is None or digests.last_digest(session, chat.id) == 0
        assert sum(deliveries.count_deliveries(session).values()) == 0
    sent = await sam.ask("/latest sea")
    assert sent.text == digest.text, "somebody new gets these very words"


async def test_a_topic_with_nothing_to_tell_says_so(robin, sea):
    summary = await trial(robin)
    assert "No story is told." in summary.text
    assert "‹ Back" in summary.buttons


async def test_what_is_left_out_is_listed_with_the_reason_and_the_way_to_change_it(world, robin, sea):
    world.publish(sea, "Ferry runs aground", FERRY)
    world.publish(sea, "Budget passed", BUDGET)
    change(world, sea, keywords=("ferry",))
    summary = await trial(robin)
    assert "1 report is left out." in summary.text
    listed = await robin.press(summary, "Why not? (1)")
    assert listed.text.splitlines() == [
        "Sea: what isn't told, and why",
        "",
        "1. Budget passed · Harbour Post",
        "None of the topic's keywords is in it: ferry.",
    ]
    card = await robin.press(listed, "1")
    assert card.buttons == ["Change the keywords", "‹ Back"]
    await robin.press(card, "Change the keywords")
    await robin.ask("ferry, budget")
    assert "Nothing is left out." in (await trial(robin)).text


async def test_each_reason_leads_to_its_setting(world, robin, sea):
    world.publish(sea, "Ferry runs aground", FERRY)
    change(world, sea, weight_floor=2.0)
    card = await robin.ask("/admin why ferry aground")
    assert card.text.splitlines()[-1] == "1 outlet reports it in words of its own; the topic asks for 2."
    assert "From 2 outlets on" in (await robin.press(card, "Change the weight")).buttons
    change(world, sea, weight_floor=0.0, language="de")
    card = await robin.ask("/admin why not FERRY")
    assert card.text.splitlines()[-1] == "It is in English; the topic wants German."
    assert "✓ Deutsch" in (await robin.press(card, "Change the language")).buttons


async def test_what_is_told_says_so_and_what_is_older_says_when_it_came(world, robin, sea):
    world.publish(sea, "Ferry runs aground", FERRY)
    card = await robin.ask("/admin why www.harbour.example/ferry-runs-aground?utm_source=x")
    assert card.text.splitlines()[-1] == "✓ It is told, as “Ferry runs aground”."
    world.clock.forward(hours=30)
    card = await robin.ask("/admin why ferry")
    assert card.text.splitlines()[-1] == "It came yesterday at 13:55, before the hours that the digest covers."
    assert card.buttons == ["‹ Back"]


async def test_what_was_not_read_says_why(world, robin, sea):
    world.publish(sea, "Ferry runs aground", FERRY)
    with world.database.write() as session:
        (feed,) = feeds.list_feeds(session, topic_id=sea.id)
        new = [
            NewEntry(guid=name, url=f"https://harbour.example/{name}", title=f"{name} <b>", content="")
            for name in ("fresh", "broken", "old")
        ]
        entries.add_entries(session, feed.id, new, now=world.clock())
        by_title = {entry.url: entry.id for entry in entries.due_entries(session, now=world.clock(), limit=9)}
        entries.fail_entry(session, by_title["https://harbour.example/broken"], problem="the server says <404>")
    summary = await trial(robin)
    listed = await robin.press(summary, "Why not? (3)")
    assert "No article could be read: the server says <404>" in listed.text
    assert "isn't read yet" in listed.text


async def test_long_lists_have_pages(world, robin, sea):
    for number in range(9):
        world.publish(sea, f"Report {number}", f"{BUDGET} Number {number} of nine things happened at the quay.")
    change(world, sea, keywords=("comet",))
    listed = await robin.press(await trial(robin), "Why not? (9)")
    assert listed.buttons == ["1", "2", "3", "4", "5", "6", "·", "1 / 2", "›", "‹ Back"]
    second = await robin.press(listed, "›")
    assert second.text.splitlines()[2].startswith("7. ")
    assert second.buttons[:3] == ["7", "8", "9"]
    card = await robin.press(second, "8")
    back = await robin.press(card, "Back")
    assert back.text == second.text


async def test_several_that_fit_are_chosen_from_and_none_is_said(world, robin, sea):
    world.publish(sea, "Ferry runs aground", FERRY)
    world.publish(sea, "Ferry afloat again", f"{FERRY} It floats again since noon, and sails for Halm tonight.")
    asked = await robin.ask("/admin why ferry")
    assert asked.text == "Several things fit “ferry”. Which one is it?"
    assert asked.buttons == ["Ferry afloat again", "Ferry runs aground"]
    assert "It is told" in (await robin.press(asked, "runs aground")).text
    assert "None of the feeds brought anything like “comet”" in (await robin.ask("/admin why comet")).text
    assert "None of the feeds" in (await robin.ask("/admin why https://elsewhere.example/x")).text
    assert "None of the feeds" in (await robin.ask("/admin why <b>&")).text


async def test_an_editor_asks_about_their_own_topics_alone(world, robin, sam, sea):
    (other,) = world.add_topics("World")
    change(world, other, visibility=Visibility.PRIVATE)
    world.publish(other, "Budget passed", BUDGET)
    with world.database.write() as session:
        roles.let_edit(session, sam.id, sea.id, now=world.clock())
    assert "None of the feeds" in (await sam.ask("/admin why budget")).text
    assert "None of the feeds" in (await sam.ask("/admin why https://harbour.example/budget-passed")).text
    card = await sam.ask("/admin")
    assert await sam.forge(card, ShowReason(sea.id, 1, 0)) == "That is no longer there."
    assert "isn't yours" in await sam.forge(card, ShowReason(other.id, 1, 0))
    assert "No story is told." in (await trial(sam)).text
