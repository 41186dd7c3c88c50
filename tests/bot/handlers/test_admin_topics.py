"""A topic's cards and typed forms: each field, who gets it, removing it and bringing it back, who edits it."""

import asyncio
from datetime import time

import pytest

from bot.taps.admin.editors import AskEditor, ShowEditors, StopEditor
from bot.taps.admin.topics import (
    AdminTopic,
    ClearTopicField,
    PlaceTopic,
    RemoveTopic,
    RenewInvitation,
    RestoreTopic,
    SetFirstDays,
    SetFirstHour,
    SetTopicField,
    ShowRemoved,
    ShowTopicPart,
)
from bot.taps.admin.trying import ShowLeftOut, TryTopic
from storage import audit, feeds, removed_topics, roles, topics
from storage.roles import Role
from storage.topics import Visibility

GONE = "That is no longer there."
OLD = "This button is from an older message. Here is the current card."
NOT_RUNNER = "Sorry, that is for the people who run this bot."
NOT_THEIRS = "That isn't yours to change, or is no longer there."


@pytest.fixture
def tech(world):
    (tech,) = world.add_topics("Tech")
    return tech


def now(world, topic):
    with world.database.read() as session:
        return topics.topic(session, topic.id)


def changes(world):
    with world.database.read() as session:
        return [change.action for change in reversed(audit.last_changes(session))]


async def open_part(person, part, topic="Tech"):
    return await person.press(await person.ask(f"/admin topic {topic}"), part)


async def test_the_card_is_short_and_leads_to_everything(robin, tech):
    card = await robin.ask("/admin topic tech")
    assert card.text.splitlines() == [
        "Tech",
        "No description yet.",
        "",
        "Feeds: none yet, so it can tell nothing.",
        "Keywords: none, it tells everything",
        "Told in 2 sentences a story, chosen by newsdigest",
        "Followed by 0 chats",
        "Link to share: https://t.me/newsdigest_demo_bot?start=topic_tech",
    ]
    assert card.buttons == [
        "➕ Add a feed",
        "✏️ Name, words",
        "🗞 How it's told",
        "👥 Who gets it",
        "🕗 First hours",
        "👁 Try it",
        "🗑 Remove topic",
        "‹ Back",
    ]


async def test_a_topic_is_renamed_described_and_narrowed(world, robin, tech):
    asked = await robin.press(await open_part(robin, "Name, words"), "Rename")
    assert asked.buttons == ["Cancel"]
    card = await robin.ask("Technology")
    await robin.press(card, "Description")
    card = await robin.ask("Chips & <code>")
    await robin.press(card, "Keywords")
    card = await robin.ask("chip, quantum")
    assert card.text.startswith("Technology\nChips & <code>\n\nKeywords: chip or quantum\nLanguage: any")
    asked = await robin.press(card, "Keywords")
    assert asked.buttons == ["Leave empty", "Cancel"]
    card = await robin.press(asked, "Leave empty")
    assert "Keywords: none, it tells everything" in card.text
    assert now(world, tech).slug == "tech"
    assert changes(world) == ["topic.rename", "topic.describe", "topic.keywords", "topic.keywords"]
    listed = (await robin.ask("/admin changes")).text
    assert "renamed Tech → Technology" in listed
    assert "Technology: keywords none → chip, quantum" in listed


@pytest.mark.parametrize("name", ["???", "world", "WORLD", "\u202e🙂"])
async def test_a_name_that_will_not_do_is_asked_for_again(world, robin, tech, name):
    world.add_topics("World")
    await robin.press(await open_part(robin, "Name, words"), "Rename")
    assert "Please write another" in (await robin.ask(name)).text
    assert (await robin.ask("Tech 2")).text.startswith("Tech 2\n")
    assert [topic.name for topic in world.topics()] == ["Tech 2", "World"]


async def test_how_it_is_told_is_switched_by_taps(world, robin, tech):
    card = await open_part(robin, "How it's told")
    assert card.buttons == [
        "Length: 2 sentences",
        "Chosen by: newsdigest",
        "Stories: all",
        "Pictures: on",
        "‹ Back",
    ]
    card = await robin.press(card, "Length")
    card = await robin.press(card, "Chosen by")
    card = await robin.press(card, "Stories")
    card = await robin.press(card, "Pictures")
    assert card.buttons[:4] == ["Length: 3 sentences", "Chosen by: LexRank", "From 2 outlets on", "Pictures: off"]
    card = await robin.press(card, "From 2")
    card = await robin.press(card, "From 3")
    assert "Stories: those that 5 outlets or more report" in card.text
    told = now(world, tech)
    assert (told.sentences, told.method, told.weight_floor, told.pictures) == (3, "lexrank", 5.0, False)
    card = await robin.press(await robin.press(card, "Widely reported: 5+"), "Back")
    assert "Told in 3 sentences a story, chosen by LexRank\nWithout pictures\n" in card.text


async def test_a_double_tap_does_what_one_does(world, robin, tech):
    card = await open_part(robin, "How it's told")
    await asyncio.gather(robin.tap(card, "Length"), robin.tap(card, "Length"))
    await robin.ask("/help")
    assert now(world, tech).sentences == 3
    assert changes(world) == ["topic.length"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("length", "99"),
        ("length", "0"),
        ("method", "magic"),
        ("weight", "999"),
        ("visibility", "own"),
        ("pictures", "x"),
        ("language", "xx"),
        ("frobnicate", "1"),
        ("rename", "World"),
        ("keywords", "x"),
    ],
)
async def test_forged_values_change_nothing(world, robin, tech, field, value):
    card = await robin.ask("/admin topic tech")
    assert await robin.forge(card, SetTopicField(tech.id, field, value)) == OLD
    assert now(world, tech) == tech


async def test_forged_parts_and_fields_and_hours_are_harmless(world, robin, tech):
    card = await robin.ask("/admin topic tech")
    assert await robin.forge(card, ShowTopicPart(tech.id, "secrets")) == OLD
    assert await robin.forge(card, ClearTopicField(tech.id, "rename")) == GONE
    assert await robin.forge(card, SetFirstHour(tech.id, 1440, True)) == OLD
    await robin.forge(card, PlaceTopic(tech.id, 10**9))
    await robin.forge(card, RenewInvitation(tech.id, True))
    assert now(world, tech) == tech
    assert changes(world) == []


async def test_visibility_says_what_it_means_and_private_has_an_invitation(world, robin, sam, tech):
    await sam.ask("/sub tech")
    card = await open_part(robin, "Who gets it")
    assert card.buttons == ["✓ Listed", "Hidden", "Private", "✍️ Editors (0)", "‹ Back"]
    card = await robin.press(card, "Hidden")
    assert "✓ Hidden: in no list, but who has the link may follow it." in card.text
    assert "?start=topic_tech" in card.text
    assert await robin.toast(card, "Private") == "Only the link leads to it now. Who follows it keeps it."
    card = await robin.ask("/admin visibility Tech")
    key = now(world, tech).invitation
    assert f"?start=join_{key}" in card.text
    assert len(key) >= 20
    assert world.followed(sam.id) == ["Tech"]
    asked = await robin.press(card, "New link")
    assert "The old one leads nowhere" in asked.text
    card = await robin.press(asked, "Cancel")
    assert now(world, tech).invitation == key
    card = await robin.press(await robin.press(card, "New link"), "Yes")
    renewed = now(world, tech).invitation
    assert renewed not in {key, None}
    assert f"join_{renewed}" in card.text
    with world.database.read() as session:
        assert topics.topic_invited(session, key) is None
    await robin.press(card, "Listed")
    assert now(world, tech).visibility is Visibility.LISTED
    assert "Tech: visibility private → listed" in (await robin.ask("/admin changes")).text
    assert key not in (await robin.ask("/admin changes")).text


async def test_an_invitation_leads_to_a_private_topic_until_there_is_another(world, robin, sam, tech):
    await robin.ask("/admin visibility Tech: private")
    key = now(world, tech).invitation
    card = await robin.ask("/admin visibility tech")
    await robin.press(await robin.press(card, "New link"), "Yes")
    await sam.ask(f"/start join_{key}")
    await sam.ask("/start topic_tech")
    assert world.followed(sam.id) == []
    await sam.ask(f"/start join_{now(world, tech).invitation}")
    assert world.followed(sam.id) == ["Tech"]


async def test_a_chat_begins_with_the_hours_of_its_first_topic(world, robin, sam, tech):
    await robin.ask("/admin hours Tech: 06:30 sat sun")
    await sam.ask("/start topic_tech")
    begun = world.schedule(sam.id)
    assert (begun.times, begun.weekdays) == ((time(6, 30),), frozenset({5, 6}))


async def test_a_topic_is_put_elsewhere_in_the_list(world, robin, tech):
    world.add_topics("World", "Sea")
    card = await open_part(robin, "Who gets it")
    assert "At place 1 of 3 in the list." in card.text
    card = await robin.press(card, "↓")
    assert [topic.name for topic in world.topics()] == ["World", "Tech", "Sea"]
    assert [label for label in card.buttons if label in "⤒↑↓⤓"] == ["⤒", "↑", "↓", "⤓"]
    card = await robin.press(card, "⤓")
    assert [topic.name for topic in world.topics()] == ["World", "Sea", "Tech"]
    await robin.ask("/admin order Tech: 1")
    assert [topic.name for topic in world.topics()] == ["Tech", "World", "Sea"]
    assert "Tech: at place 1 of the list" in (await robin.ask("/admin changes")).text


async def test_the_hours_that_chats_begin_with_are_tapped_and_given_back(world, robin, tech):
    card = await open_part(robin, "First hours")
    assert "Now: as usual" in card.text
    card = await robin.press(card, "07")
    card = await robin.press(card, "18")
    assert "Now: every day: 07:00 and 18:00" in card.text
    card = await robin.press(await robin.press(card, "Days"), "Mon – Fri")
    assert "Now: Monday to Friday: 07:00 and 18:00" in card.text
    assert (
        await robin.forge(card, SetFirstDays(tech.id, 0))
        == "Your digest needs at least one day. For a break, use /pause."
    )
    card = await robin.press(card, "Back")
    assert now(world, tech).times == (time(7), time(18))
    card = await robin.press(card, "As usual")
    assert (now(world, tech).times, now(world, tech).weekdays) == (None, None)
    card = await robin.press(card, "07")
    card = await robin.press(card, "✓ 07")
    assert now(world, tech).times is None


async def test_the_language_is_tapped_or_written(world, robin, tech):
    card = await robin.press(await open_part(robin, "Name, words"), "Language")
    assert card.buttons[:3] == ["✓ Any", "English", "Українська"]
    card = await robin.press(card, "Deutsch")
    assert "✓ Deutsch" in card.buttons
    await robin.press(card, "Another")
    assert "I don't know this language" in (await robin.ask("Klingonish")).text
    card = await robin.ask("Dutch")
    assert "Language: Dutch" in card.text
    card = await robin.press(await robin.press(card, "Language"), "Any")
    assert now(world, tech).language is None


@pytest.mark.parametrize(
    ("typed", "changed"),
    [
        ("rename Tech: Technology", {"name": "Technology"}),
        ("describe Tech: Chips: and code", {"description": "Chips: and code"}),
        ("keywords tech: chip*, quantum", {"keywords": ("chip*", "quantum")}),
        ("language Tech: German", {"language": "de"}),
        ("length Tech: 4", {"sentences": 4}),
        ("method Tech: TextRank", {"method": "textrank"}),
        ("weight Tech: 3", {"weight_floor": 3.0}),
        ("pictures Tech: off", {"pictures": False}),
        ("VISIBILITY Tech: hidden", {"visibility": Visibility.HIDDEN}),
        ("hours Tech: 07:30 mon-fri", {"times": (time(7, 30),)}),
    ],
)
async def test_every_field_has_a_typed_form(world, robin, tech, typed, changed):
    await robin.ask(f"/admin {typed}")
    ((field, value),) = changed.items()
    assert getattr(now(world, tech), field) == value


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("rename Tech: ???", "at least one letter"),
        ("rename Tech: World", "There is a topic called World already"),
        ("length Tech: 9", "1 to 5 sentences"),
        ("method Tech: magic", "The methods are"),
        ("weight Tech: lots", "Write a number from 0 to 50"),
        ("pictures Tech: maybe", "Pictures are on or off"),
        ("visibility Tech: own", "A topic is listed, hidden or private"),
        ("hours Tech: 08:00 Kyiv", "without a place"),
        ("language Tech: <b>", "I don't know this language"),
        ("rename Cats: Dogs", "I know no topic called “Cats”"),
        ("weight Tech", "how it is told"),
        ("rename Tech", "what shall it be called instead?"),
        ("hours Tech", "its first hours"),
    ],
)
async def test_what_a_typed_form_cannot_take_is_said(world, robin, tech, typed, answer):
    world.add_topics("World")
    assert answer in (await robin.ask(f"/admin {typed}")).text
    assert now(world, tech) == tech


async def test_a_topic_is_removed_after_saying_whom_it_concerns_and_brought_back(world, robin, sam, tech):
    world.add_topics("World")
    await sam.ask("/sub tech")
    asked = await robin.press(await robin.ask("/admin topic tech"), "Remove topic")
    assert "1 chat follows it and will lose it." in asked.text
    card = await robin.press(asked, "No, keep")
    asked = await robin.press(card, "Remove topic")
    card = await robin.press(asked, "Yes, remove")
    assert "Tech is removed.\n1 chat no longer gets it." in card.text
    assert card.buttons == ["↩ Undo", "‹ Back"]
    assert [topic.name for topic in world.topics()] == ["World"]
    assert world.followed(sam.id) == []
    await robin.forge(card, RemoveTopic(tech.id, True))
    assert changes(world) == ["topic.remove"], "a second tap finds it removed"
    assert await robin.toast(card, "Undo") == "Tech is back."
    assert world.followed(sam.id) == ["Tech"]
    assert await robin.forge(card, RestoreTopic(tech.id)) == ""
    assert changes(world) == ["topic.remove", "topic.restore"]
    assert await robin.forge(card, RemoveTopic(999, True)) == GONE
    assert await robin.forge(card, RestoreTopic(999)) == "There is nothing to bring back any more."


async def test_removed_topics_are_listed_and_a_day_later_gone(world, robin, tech):
    await robin.press(await robin.ask("/admin remove topic Tech"), "Yes, remove")
    world.clock.forward(hours=2)
    listed = await robin.press(await robin.ask("/admin more"), "🗑 Removed")
    assert "• Tech · 2 hours ago" in listed.text
    await robin.press(listed, "↩ Tech")
    assert [topic.name for topic in world.topics()] == ["Tech"]
    await robin.press(await robin.ask("/admin remove topic Tech"), "Yes, remove")
    assert (await robin.ask("/admin restore tech")).text.startswith("Tech\n")
    await robin.press(await robin.ask("/admin remove topic Tech"), "Yes, remove")
    world.clock.forward(hours=1)
    with world.database.write() as session:
        removed_topics.purge_removed(session, before=world.clock(), now=world.clock())
    assert "There are none." in (await robin.ask("/admin removed")).text
    assert "There are none." in (await robin.ask("/admin restore Tech")).text


async def test_every_card_of_a_topic_that_was_removed_meanwhile_says_so(world, robin, tech):
    card = await robin.ask("/admin topic tech")
    with world.database.write() as session:
        removed_topics.remove_topic(session, tech.id, now=world.clock())
    for tap in (
        AdminTopic(tech.id),
        ShowTopicPart(tech.id, "readers"),
        SetTopicField(tech.id, "length", "3"),
        SetFirstHour(tech.id, 60, True),
        PlaceTopic(tech.id, 1),
        RenewInvitation(tech.id, True),
        ShowEditors(tech.id),
        AskEditor(tech.id),
        StopEditor(tech.id, 5),
        TryTopic(tech.id),
        ShowLeftOut(tech.id, 0),
    ):
        assert await robin.forge(card, tap) == GONE, tap
    assert changes(world) == []


async def test_an_answer_about_a_topic_that_was_removed_meanwhile_changes_nothing(world, robin, tech):
    await robin.press(await open_part(robin, "Name, words"), "Rename")
    with world.database.write() as session:
        removed_topics.remove_topic(session, tech.id, now=world.clock())
    assert "Welcome" in (await robin.ask("Technology")).text
    assert (await robin.ask("hello")).text.startswith("I understand commands best.")


async def test_admins_say_who_edits_a_topic(world, robin, sam, tech):
    with world.database.write() as session:
        roles.grant(session, sam.id, Role.ADMIN, now=world.clock())
    card = await sam.press(await open_part(sam, "Who gets it"), "Editors (0)")
    assert "Tech has no editors." in card.text
    await sam.press(card, "An editor")
    assert "no user id" in (await sam.ask("kim")).text
    card = await sam.ask("777")
    assert card.text.startswith("Tech has 1 editor\n• 777")
    assert (await sam.ask("/admin add editor 778 to tech")).text.startswith("Tech has 2 editors")
    card = await sam.press(card, "✕ 777")
    assert "777" not in card.text
    assert (await sam.ask("/admin remove editor 778 from Tech")).text.startswith("Tech has no editors.")
    assert "no user id" in (await sam.ask("/admin add editor kim to Tech")).text
    assert changes(world) == ["role.editor", "role.editor", "role.stop", "role.stop"]
    assert "777 no longer edits Tech" in (await sam.ask("/admin changes")).text


async def test_an_editor_has_all_cards_but_what_concerns_others(world, sam, tech):
    world.add_topics("World")
    with world.database.write() as session:
        roles.let_edit(session, sam.id, tech.id, now=world.clock())
    card = await sam.ask("/admin topic tech")
    assert "🗑 Remove topic" not in card.buttons
    readers = await sam.press(card, "Who gets it")
    assert readers.buttons == ["✓ Listed", "Hidden", "Private", "‹ Back"]
    for tap in (
        RemoveTopic(tech.id, True),
        RestoreTopic(tech.id),
        ShowRemoved(),
        PlaceTopic(tech.id, 2),
        ShowEditors(tech.id),
        AskEditor(tech.id),
        StopEditor(tech.id, sam.id),
    ):
        assert await sam.forge(card, tap) == NOT_RUNNER, tap
    for typed in (
        "order Tech: 2",
        "editors Tech",
        "add editor 5 to Tech",
        "removed",
        "restore Tech",
        "remove topic Tech",
    ):
        assert "people who run this bot" in (await sam.ask(f"/admin {typed}")).text, typed
    await sam.ask("/admin length Tech: 4")
    assert now(world, tech).sentences == 4


async def test_an_editor_of_another_topic_and_a_subscriber_change_nothing(world, robin, sam, tech):
    (other,) = world.add_topics("World")
    taps = (
        ShowTopicPart(tech.id, "words"),
        SetTopicField(tech.id, "length", "3"),
        ClearTopicField(tech.id, "describe"),
        SetFirstHour(tech.id, 60, True),
        SetFirstDays(tech.id, 1),
        RenewInvitation(tech.id, True),
        TryTopic(tech.id),
        ShowLeftOut(tech.id, 0),
    )
    card = await sam.ask("/topics")
    for tap in taps:
        assert await sam.forge(card, tap) == NOT_RUNNER, tap
    with world.database.write() as session:
        roles.let_edit(session, sam.id, other.id, now=world.clock())
    for tap in taps:
        assert await sam.forge(card, tap) == NOT_THEIRS, tap
    for typed in ("length Tech: 3", "rename tech: Mine", "try Tech", "topic tech"):
        assert "I know no topic called" in (await sam.ask(f"/admin {typed}")).text
    assert now(world, tech) == tech


async def test_many_topics_are_searched_by_words(world, robin):
    world.add_topics(*(f"Topic {number}" for number in range(12)), "Sea & <Harbour>")
    card = await robin.ask("/admin")
    assert "🔍 Find a topic" in card.buttons
    await robin.press(card, "Find")
    found = await robin.ask("harbour")
    assert found.text == "1 topic fits “harbour”."
    assert found.buttons == ["Sea & <Harbour> · 0 feeds", "🔍 Again", "‹ Back"]
    found = await robin.ask("/admin topics topic")
    assert found.text == "12 topics fit “topic”.\n4 more fit; write more words."
    assert "I know no topic like “zzzz”" in (await robin.ask("/admin topics zzzz")).text
    assert (await robin.ask("hello")).text.startswith("I understand commands best."), "the question is answered"


async def test_the_card_of_all_topics_marks_those_in_trouble(world, robin, tech):
    with world.database.write() as session:
        for number in range(3):
            feed = feeds.add_feed(
                session, url=f"https://{number}.example/", title="x", language=None, now=world.clock()
            )
            topics.link_feed(session, tech.id, feed.id)
        feeds.record_check(
            session, feed.id, feeds.Check(at=world.clock(), next_check_at=world.clock(), problem="no answer")
        )
    assert (await robin.ask("/admin")).buttons[0] == "⚠️ Tech · 3 feeds"


@pytest.mark.parametrize(
    "name", ["<b>bold", "a&b;\"'", "\u0645\u0631\u062d\u0628\u0627\u200f", "x" * 60, "🙂" * 30 + "a"]
)
async def test_hostile_names_stand_on_every_card_as_they_are(world, robin, name):
    await robin.ask(f"/admin add topic {name}")
    (topic,) = world.topics()
    card = await robin.ask(f"/admin topic {topic.slug}")
    assert card.text.startswith(topic.name)
    for part in ("words", "telling", "readers", "hours", "days", "language"):
        await robin.forge(card, ShowTopicPart(topic.id, part))
    await robin.ask("/admin changes")
    removed = await robin.press(await robin.ask(f"/admin remove topic {topic.slug}"), "Yes, remove")
    assert topic.name in removed.text
    assert topic.name in (await robin.ask("/admin removed")).text
