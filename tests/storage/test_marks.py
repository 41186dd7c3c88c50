"""Stories that a chat muted or follows."""

from storage import chats, marks
from storage.marks import Mark


def test_a_story_has_one_mark_of_a_chat_and_others_have_their_own(database, rows, now):
    chat, other = rows.chat(1), rows.chat(2)
    story, unmarked = rows.story(), rows.story()
    with database.write() as session:
        assert marks.mark_story(session, chat, story, Mark.FOLLOWED, now=now)
        assert marks.mark_story(session, chat, story, Mark.MUTED, now=now)
        marks.mark_story(session, other, story, Mark.FOLLOWED, now=now)
        assert marks.marks_of(session, chat, [story, unmarked]) == {story: Mark.MUTED}
        assert marks.marks_of(session, other, [story]) == {story: Mark.FOLLOWED}
        assert marks.unmark_story(session, chat, story)
        assert not marks.unmark_story(session, chat, story)
        assert marks.marks_of(session, chat, [story]) == {}


def test_a_story_that_is_forgotten_cant_be_marked(database, rows, now):
    chat = rows.chat()
    with database.write() as session:
        assert not marks.mark_story(session, chat, 4711, Mark.MUTED, now=now)


def test_followers_are_those_who_can_be_reached(database, rows, now):
    one, two, gone, muted = (rows.chat(number) for number in range(1, 5))
    story, other = rows.story(), rows.story()
    with database.write() as session:
        for chat in (one, two, gone):
            marks.mark_story(session, chat, story, Mark.FOLLOWED, now=now)
        marks.mark_story(session, muted, story, Mark.MUTED, now=now)
        marks.mark_story(session, gone, other, Mark.FOLLOWED, now=now)
        chats.deactivate_chat(session, 3, reason="bot was blocked by the user")
    with database.read() as session:
        assert marks.followers_of(session, [story, other]) == {story: {one, two}}
        assert marks.followed_stories(session) == {story}
