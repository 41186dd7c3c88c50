"""Who is erased leaves no mark on the groups they were in."""

import gzip
import json
from datetime import timedelta

from jobs import personal
from jobs.tastes import vote
from storage import digests, tastes
from storage.digests import DigestKind, ToldStory

ROBIN, SAM = 11, 12


def test_a_groups_tastes_are_as_if_the_erased_had_never_voted(world):
    sea = world.topic()
    group, private = world.chat(sea, telegram_id=-7, kind="group"), world.chat(sea, telegram_id=ROBIN)
    article = world.publish(sea, "quay", "Ferry stuck", "It is stuck.")
    with world.database.write() as session:
        for chat in (group, private):
            digests.add_digest(
                session,
                chat_id=chat,
                kind=DigestKind.SCHEDULED,
                since=world.now - timedelta(days=1),
                until=world.now,
                stories=[ToldStory(story_id=article.story_id, sources=1, score={}, matches=())],
                now=world.now,
            )
        votes = [(group, SAM, 1), (group, ROBIN, -1), (private, ROBIN, 1)]
        for chat, user, value in votes:
            vote(session, chat_id=chat, user_id=user, story_id=article.story_id, value=value, now=world.now)
        assert tastes.tastes_of(session, group) == [], "one for, one against"
        erased = personal.erase(session, telegram_id=ROBIN, user_id=ROBIN, now=world.now)
        assert erased.voted_in == (group,)
        assert {taste.name: taste.weight for taste in tastes.tastes_of(session, group)} == {"quay": 0.25, "sea": 0.25}


def test_a_long_file_is_compressed(world, monkeypatch):
    monkeypatch.setattr(personal, "MOST_PLAIN", 100)
    world.chat(world.topic(), telegram_id=ROBIN)
    with world.database.read() as session:
        file = personal.export(session, telegram_id=ROBIN, user_id=ROBIN, now=world.now)
    assert file is not None
    assert file.name.endswith(".json.gz")
    assert json.loads(gzip.decompress(file.content))["chats"][0]["telegram_id"] == ROBIN
