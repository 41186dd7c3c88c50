"""Stories kept for later."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import delete

from storage import saved
from storage.saved import NewSaved, Saving
from storage.tables import StoryRow

FERRY = NewSaved(story_id=None, headline="Ferry stuck", url="https://quay.example/1", source="Quay", summary="It is.")


def test_a_story_is_saved_once_and_each_chat_has_its_own(database, rows, now):
    chat, other = rows.chat(1), rows.chat(2)
    with database.write() as session:
        assert saved.save_story(session, chat, FERRY, now=now) is Saving.SAVED
        assert saved.save_story(session, chat, FERRY, now=now) is Saving.KNOWN
        assert saved.save_story(session, other, FERRY, now=now) is Saving.SAVED
        (mine,) = saved.all_saved(session, chat)
        assert saved.saved_story(session, chat, mine.id) == mine
        assert saved.saved_story(session, other, mine.id) is None, "that one is not theirs"
        assert not saved.unsave_story(session, other, mine.id)
        assert saved.unsave_story(session, chat, mine.id)
        assert (saved.count_saved(session, chat), saved.count_saved(session, other)) == (0, 1)


def test_pages_begin_with_the_newest(database, rows, now):
    chat = rows.chat()
    with database.write() as session:
        for day in range(5):
            story = replace(FERRY, url=f"https://quay.example/{day}", headline=str(day))
            saved.save_story(session, chat, story, now=now + timedelta(days=day))
        pages = [saved.saved_page(session, chat, offset=start, limit=2) for start in (0, 2, 4)]
        assert [[story.headline for story in page] for page in pages] == [["4", "3"], ["2", "1"], ["0"]]
        assert saved.forget_saved(session, chat) == 5
        assert saved.all_saved(session, chat) == []


def test_a_chat_keeps_so_many_and_no_more(database, rows, now, monkeypatch):
    monkeypatch.setattr(saved, "MOST_SAVED", 2)
    chat = rows.chat()
    with database.write() as session:
        outcomes = [
            saved.save_story(session, chat, replace(FERRY, url=f"https://quay.example/{n}"), now=now) for n in range(3)
        ]
        assert outcomes == [Saving.SAVED, Saving.SAVED, Saving.FULL]
        again = replace(FERRY, url="https://quay.example/0")
        assert saved.save_story(session, chat, again, now=now) is Saving.KNOWN, "what is there is there"


def test_what_was_saved_outlives_the_story(database, rows, now):
    chat, story = rows.chat(), rows.story()
    with database.write() as session:
        saved.save_story(session, chat, replace(FERRY, story_id=story), now=now)
        assert list(saved.saved_by_story(session, chat, [story, 99])) == [story]
        session.execute(delete(StoryRow).where(StoryRow.id == story))
        gone = replace(FERRY, story_id=story, url="https://quay.example/2")
        assert saved.save_story(session, chat, gone, now=now) is Saving.SAVED
        assert [(kept.headline, kept.story_id) for kept in saved.all_saved(session, chat)] == [
            ("Ferry stuck", None)
        ] * 2
