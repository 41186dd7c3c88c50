"""A story that developed answers the message that told it, after the digest and without a sound."""

from datetime import datetime, timedelta

from jobs.digests.by_hour.scheduled import make_due_digests
from jobs.digests.limits import DigestLimits
from jobs.digests.messages.presenter import Presenter, ShownPart
from storage import digests
from storage.database import Database
from tests.jobs.digests.outbox import sent
from tests.jobs.digests.texts import BUDGET, BUDGET_LATE, BUDGET_TOO, COMET, FERRY, FERRY_LAST, FERRY_LATE

LIMITS = DigestLimits()
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def develop(world, topic, story: int, *texts: str, ago: timedelta = -HOUR) -> None:
    for number, text in enumerate(texts):
        world.publish(topic, f"Late {number}", text.split(".")[0], text, story=story, ago=ago)


def the_only_message(database: Database, now: datetime) -> int:
    (message,) = sent(database, now)
    return message.id  # what these tests take for its number in the chat


def test_what_is_new_answers_the_message_that_told_the_story_after_the_digest(database, world, now) -> None:
    sea = world.topic()
    world.chat(sea)
    ferry = world.publish(sea, "Post", "Ferry runs aground", FERRY)
    make_due_digests(database, now=now, limits=LIMITS)
    told_in = the_only_message(database, now)

    develop(world, sea, ferry.story_id, FERRY_LATE, FERRY_LAST)
    world.publish(sea, "Quay", "Comet to be seen at dusk", COMET, ago=-HOUR)
    make_due_digests(database, now=now + DAY, limits=LIMITS)
    digest, answer = sent(database, now + DAY)
    assert (digest.reply_to, digest.silent) == (None, False)
    assert "Comet" in digest.html
    assert "ferry" not in digest.html.lower()
    assert (answer.reply_to, answer.silent) == (told_in, True)
    assert "Divers found a crack" in answer.html
    assert "ran aground off Selskerry" not in answer.html, "it says what is new"
    assert "+2 sources" in answer.html


def test_stories_of_one_message_are_answered_together_and_numbered_on(database, world, now) -> None:
    sea = world.topic()
    chat = world.chat(sea)
    ferry = world.publish(sea, "Post", "Ferry runs aground", FERRY)
    budget = world.publish(sea, "Wire", "Budget passes by one vote", BUDGET)
    make_due_digests(database, now=now, limits=LIMITS)
    told_in = the_only_message(database, now)

    develop(world, sea, ferry.story_id, FERRY_LATE, FERRY_LAST)
    develop(world, sea, budget.story_id, BUDGET_TOO, BUDGET_LATE)
    world.publish(sea, "Quay", "Comet to be seen at dusk", COMET, ago=-HOUR)
    make_due_digests(database, now=now + DAY, limits=LIMITS)
    _, answer = sent(database, now + DAY)
    assert answer.reply_to == told_in
    assert "<b>2. " in answer.html
    assert "<b>3. " in answer.html
    with database.read() as session:
        in_answer = digests.stories_in_message(session, chat, answer.id)
    assert [story.position for story in in_answer] == [1, 2]
    assert {story.story_id for story in in_answer} == {ferry.story_id, budget.story_id}


def test_where_nothing_else_happened_the_answer_is_all_there_is_and_is_heard(database, world, now) -> None:
    sea = world.topic()
    world.chat(sea)
    ferry = world.publish(sea, "Post", "Ferry runs aground", FERRY)
    make_due_digests(database, now=now, limits=LIMITS)
    told_in = the_only_message(database, now)
    develop(world, sea, ferry.story_id, FERRY_LATE, FERRY_LAST)
    make_due_digests(database, now=now + DAY, limits=LIMITS)
    (answer,) = sent(database, now + DAY)
    assert (answer.reply_to, answer.silent) == (told_in, False)


def test_a_story_whose_message_never_arrived_develops_in_the_digest(database, world, now) -> None:
    sea = world.topic()
    world.chat(sea)
    ferry = world.publish(sea, "Post", "Ferry runs aground", FERRY)
    make_due_digests(database, now=now, limits=LIMITS)
    develop(world, sea, ferry.story_id, FERRY_LATE, FERRY_LAST)
    make_due_digests(database, now=now + DAY, limits=LIMITS)
    _, digest = sent(database, now + DAY)
    assert digest.reply_to is None
    assert "developing" in digest.html


def test_the_next_development_answers_the_first_message_again(database, world, now) -> None:
    sea = world.topic()
    world.chat(sea)
    ferry = world.publish(sea, "Post", "Ferry runs aground", FERRY)
    make_due_digests(database, now=now, limits=LIMITS)
    told_in = the_only_message(database, now)
    develop(world, sea, ferry.story_id, FERRY_LATE, FERRY_LAST)
    make_due_digests(database, now=now + DAY, limits=LIMITS)
    sent(database, now + DAY)
    develop(world, sea, ferry.story_id, BUDGET_TOO, BUDGET_LATE, ago=-DAY - HOUR)
    make_due_digests(database, now=now + 2 * DAY, limits=LIMITS)
    assert [message.reply_to for message in sent(database, now + 2 * DAY)] == [told_in]


def test_buttons_know_the_digest_the_place_of_each_story_and_what_the_message_is(database, world, now) -> None:
    parts: list[ShownPart] = []

    def buttons(part: ShownPart):
        parts.append(part)
        return [[(f"{position + 1}", f"why:{part.digest_id}:{position}") for position, _ in part.stories]]

    sea = world.topic()
    chat = world.chat(sea, telegram_language="uk")
    ferry = world.publish(sea, "Post", "Ferry runs aground", FERRY)
    presenter = Presenter(buttons=buttons)
    make_due_digests(database, now=now, limits=LIMITS, presenter=presenter)
    (message,) = sent(database, now)
    with database.read() as session:
        digest_id = digests.last_digest(session, chat)
    assert message.buttons == ((("1", f"why:{digest_id}:0"),),)
    develop(world, sea, ferry.story_id, FERRY_LATE, FERRY_LAST)
    for number in range(2):
        world.publish(sea, "Quay", f"Comet {number}", f"{COMET} Number {number} of many more to come.", ago=-HOUR)
    few = DigestLimits(stories=2)
    make_due_digests(database, now=now + DAY, limits=few, presenter=presenter)
    digest, answer = sent(database, now + DAY)
    assert [len(digest.buttons[0]), len(answer.buttons[0])] == [1, 1]
    assert [part.follow_up for part in parts] == [False, False, True]
    assert [part.last for part in parts] == [True, True, False]
    assert [part.language for part in parts] == ["uk"] * 3
    assert parts[1].more == 1
