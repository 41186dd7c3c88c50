"""Votes, and what they come to."""

from datetime import timedelta

from storage import tastes
from storage.tastes import Taste, TasteKind, Votes

ROBIN, SAM = 11, 12


def cast(session, chat, story, value, now, *, user=ROBIN):
    return tastes.cast_vote(session, chat_id=chat, user_id=user, story_id=story, value=value, now=now)


def test_everybody_has_one_vote_on_a_story_and_may_change_or_withdraw_it(database, rows, now):
    chat = rows.chat()
    story, other = rows.story(chat), rows.story(chat)
    with database.write() as session:
        assert cast(session, chat, story, 1, now)
        assert cast(session, chat, story, 1, now)
        assert cast(session, chat, story, -1, now, user=SAM)
        votes = tastes.votes_on(session, chat, [story, other])
        assert votes == {story: Votes(story_id=story, up=1, down=1), other: Votes(story_id=other)}
        cast(session, chat, story, -1, now)
        assert tastes.votes_on(session, chat, [story])[story].down == 2
        assert tastes.vote_of(session, chat_id=chat, user_id=ROBIN, story_id=story) == -1
        assert tastes.withdraw_vote(session, chat_id=chat, user_id=ROBIN, story_id=story)
        assert not tastes.withdraw_vote(session, chat_id=chat, user_id=ROBIN, story_id=story)
        assert tastes.vote_of(session, chat_id=chat, user_id=ROBIN, story_id=story) == 0


def test_a_story_that_the_chat_was_not_told_cant_be_voted_on_there(database, rows, now):
    chat, other = rows.chat(1), rows.chat(2)
    story = rows.story(other)
    with database.write() as session:
        assert not cast(session, chat, story, 1, now)
        assert not cast(session, chat, 4711, 1, now)
        assert tastes.latest_votes(session, chat, limit=9) == []


def test_the_stories_voted_on_last_come_first(database, rows, now):
    chat = rows.chat()
    stories = [rows.story(chat) for _ in range(3)]
    with database.write() as session:
        for hours, story in zip((2, 0, 1), stories, strict=True):
            cast(session, chat, story, 1, now + timedelta(hours=hours))
        latest = [vote.story_id for vote in tastes.latest_votes(session, chat, limit=2)]
    assert latest == [stories[0], stories[2]]


def test_tastes_are_replaced_as_a_whole_and_a_reset_forgets_the_votes_too(database, rows, now):
    chat, other = rows.chat(1), rows.chat(2)
    story = rows.story(chat)
    quay = Taste(kind=TasteKind.SOURCE, name="Quay Herald", weight=-0.25)
    sea = Taste(kind=TasteKind.TOPIC, name="sea", weight=0.5)
    with database.write() as session:
        cast(session, chat, story, 1, now)
        tastes.set_tastes(session, chat, [Taste(kind=TasteKind.TOPIC, name="sky", weight=0.1)])
        tastes.set_tastes(session, chat, [quay, sea])
        tastes.set_tastes(session, other, [quay])
        assert tastes.tastes_of(session, chat) == [sea, quay]
        assert tastes.reset_tastes(session, chat) == 1
        assert tastes.tastes_of(session, chat) == []
        assert tastes.latest_votes(session, chat, limit=9) == []
        assert tastes.tastes_of(session, other) == [quay]
