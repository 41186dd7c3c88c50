"""A dry run: the digest of a topic as it would be now, and why something isn't in it."""

from datetime import timedelta

import pytest

from jobs.digests.asked.trying import left_out, preview_topic, try_topic, why_not
from jobs.digests.by_hour.scheduled import make_due_digests
from jobs.digests.content.choosing import LeftOut
from jobs.digests.content.wants import Because
from jobs.digests.limits import DigestLimits
from storage import digests, entries, feeds, topics
from storage.entries import NewEntry
from storage.removed_topics import remove_topic
from tests.jobs.digests.outbox import sent
from tests.jobs.digests.texts import BUDGET, COMET, FERRY, FERRY_TOO

LIMITS = DigestLimits()
HOUR = timedelta(hours=1)
GERMAN = "Die Nachtfähre Maren ist am Montag vor Selskerry auf Grund gelaufen. Verletzt wurde dabei niemand an Bord."


@pytest.fixture
def sea(world):
    sea = world.topic()
    world.publish(sea, "Post", "Ferry runs aground", FERRY)
    world.publish(sea, "Quay", "Comet to be seen at dusk", COMET)
    return sea


def test_it_is_the_digest_of_who_begins_to_follow_and_leaves_nothing_behind(database, world, sea, now) -> None:
    chat = world.chat(sea)
    digest = preview_topic(database, sea.id, now=now, limits=LIMITS)
    assert digest is not None
    assert {told.headline for told in digest.stories} == {"Ferry runs aground", "Comet to be seen at dusk"}
    assert sent(database, now) == []
    with database.read() as session:
        assert digests.last_digest(session, chat) == 0
    make_due_digests(database, now=now, limits=LIMITS)
    again = preview_topic(database, sea.id, now=now, limits=LIMITS)
    assert again is not None
    assert len(again.stories) == 2, "what others were told is new to a newcomer"


def test_a_topic_that_is_gone_has_none(database, sea, now) -> None:
    assert preview_topic(database, 999, now=now, limits=LIMITS) is None
    with database.write() as session:
        remove_topic(session, sea.id, now=now)
    assert preview_topic(database, sea.id, now=now, limits=LIMITS) is None


def reasons(database, topic, now, limits=LIMITS) -> dict[str, LeftOut | None]:
    trial = try_topic(database, topic.id, now=now, limits=limits)
    assert trial is not None
    return {outcome.entry.title: outcome.left_out for outcome in left_out(database, trial, most=50)}


def test_everything_told_is_left_out_of_what_is_left_out(database, sea, now) -> None:
    assert reasons(database, sea, now) == {}


def test_keywords_language_and_floor_have_their_say(database, world, sea, now) -> None:
    world.publish(sea, "Wire", "Budget passes by one vote", BUDGET)
    world.publish(sea, "Bote", "Fähre auf Grund", GERMAN, language="de")
    with database.write() as session:
        topics.change_topic(session, sea.id, keywords=("ferry", "fähre", "comet"), language="en")
    found = reasons(database, sea, now)
    assert found == {
        "Budget passes by one vote": LeftOut(because=Because.KEYWORDS),
        "Fähre auf Grund": LeftOut(because=Because.LANGUAGE),
    }
    with database.write() as session:
        topics.change_topic(session, sea.id, weight_floor=2)
    assert reasons(database, sea, now)["Ferry runs aground"] == LeftOut(because=Because.FLOOR, number=1, least=2)


def test_what_no_article_was_made_of_says_how_far_it_came(database, sea, now) -> None:
    with database.write() as session:
        feed = feeds.add_feed(session, url="https://Post.example/feed", title="Post", language="en", now=now)
        for title in ("Waiting", "Broken", "Ancient"):
            new = NewEntry(guid=title, url=f"https://post.example/{title}", title=title, content="")
            add = entries.skip_entries if title == "Ancient" else entries.add_entries
            add(session, feed.id, [new], now=now - HOUR)
        broken = next(each for each in entries.due_entries(session, now=now, limit=9) if each.title == "Broken")
        entries.fail_entry(session, broken.id, problem="the page answered 404")
    trial = try_topic(database, sea.id, now=now, limits=LIMITS)
    assert trial is not None
    found = {outcome.entry.title: outcome for outcome in left_out(database, trial, most=50)}
    because = {title: outcome.left_out.because for title, outcome in found.items() if outcome.left_out}
    assert because == {"Waiting": Because.UNREAD, "Broken": Because.UNREADABLE, "Ancient": Because.SKIPPED}
    assert found["Broken"].entry.problem == "the page answered 404"


def test_what_did_not_fit_says_its_place(database, world, sea, now) -> None:
    world.publish(sea, "Wire", "Ferry stuck", FERRY_TOO, ago=3 * HOUR)
    found = reasons(database, sea, now, DigestLimits(stories=2))
    assert found == {"Ferry stuck": LeftOut(because=Because.CROWDED, number=3, least=2)}


def test_a_copy_is_told_by_the_article_it_copies(database, world, sea, now) -> None:
    trial = try_topic(database, sea.id, now=now, limits=LIMITS)
    assert trial is not None
    ferry = next(told.story.key for told in trial.digest.stories if "Ferry" in told.headline)
    world.publish(sea, "Copycat", "Ferry on sandbank", FERRY, story=ferry, ago=HOUR / 2)
    trial = try_topic(database, sea.id, now=now, limits=LIMITS)
    assert trial is not None
    (copy,) = left_out(database, trial, most=50)
    assert copy.left_out == LeftOut(because=Because.COPY)
    assert copy.headline == "Ferry runs aground"


def test_one_can_ask_for_an_address(database, world, sea, now) -> None:
    old = world.publish(sea, "Post", "Lighthouse painted", "The lighthouse has a new coat of red.", ago=48 * HOUR)
    trial = try_topic(database, sea.id, now=now, limits=LIMITS)
    assert trial is not None
    outcome = why_not(database, trial, url=old.url.replace("https://", "http://www."))
    assert outcome is not None
    assert outcome.left_out == LeftOut(because=Because.WINDOW, at=now - 48 * HOUR)
    first = trial.digest.stories[0]
    told = why_not(database, trial, url=first.url)
    assert told is not None
    assert (told.left_out, told.headline) == (None, first.headline)
    assert why_not(database, trial, url="https://elsewhere.example/") is None
    assert why_not(database, trial, url="no address at all") is None
