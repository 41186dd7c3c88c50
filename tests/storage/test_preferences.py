"""How each chat wants to be told."""

from datetime import time

from storage import preferences
from storage.preferences import Length, Preferences, WhenNothing


def test_a_chat_that_chose_nothing_has_the_defaults(database, rows):
    chat = rows.chat()
    with database.read() as session:
        assert preferences.preferences(session, chat) == Preferences(chat_id=chat)


def test_a_choice_leaves_the_others_as_they_were(database, rows):
    chat, other = rows.chat(1), rows.chat(2)
    with database.write() as session:
        preferences.set_preferences(session, chat, length=Length.LONG, quiet_from=time(22), quiet_until=time(7, 30))
        preferences.set_preferences(session, chat, when_nothing=WhenNothing.SILENT, instant=2.5, pictures=True)
        chosen = preferences.set_preferences(session, chat, length=None, language="pt-br")
    assert chosen == Preferences(
        chat_id=chat,
        language="pt-br",
        pictures=True,
        when_nothing=WhenNothing.SILENT,
        quiet_from=time(22),
        quiet_until=time(7, 30),
        instant=2.5,
    )
    with database.read() as session:
        both = preferences.preferences_of(session, [chat, other])
    assert both == {chat: chosen, other: Preferences(chat_id=other)}


def test_what_was_read_before_a_change_is_not_taken_for_what_holds_after_it(database, rows):
    chat = rows.chat()
    with database.write() as session:
        preferences.set_preferences(session, chat, filter="ferry")
        assert preferences.preferences(session, chat).filter == "ferry"
        assert preferences.set_preferences(session, chat, filter="-ferry").filter == "-ferry"


def test_a_topics_filter_is_the_subscriptions_and_goes_with_an_empty_text(database, rows):
    chat, other = rows.chat(1), rows.chat(2)
    sea, sky = rows.topic("sea", chat, other), rows.topic("sky", chat)
    with database.write() as session:
        assert preferences.set_subscription_filter(session, chat, sea.id, "ferry -strike")
        assert not preferences.set_subscription_filter(session, other, sky.id, "moon"), "it doesn't follow that"
        assert preferences.subscription_filters(session, chat) == {sea.id: "ferry -strike"}
        assert preferences.subscription_filters(session, other) == {}
        preferences.set_subscription_filter(session, chat, sea.id, "")
        assert preferences.subscription_filters(session, chat) == {}
