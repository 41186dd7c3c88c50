"""Headers, logins and proxies of feeds: kept, given back to those who fetch, and shown nowhere else."""

from dataclasses import asdict

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from storage.feed_options import FeedOptions, Login, feed_options, options_of, set_feed_options, split_login
from storage.feeds import add_feed, feed_at, list_feeds

URL = "https://members.example/feed"
OPTIONS = FeedOptions(
    headers={"X-Key": "k3y-secret"},
    login=Login(user="ada", password="pa:ss-secret"),
    proxy="http://u:secret@proxy.example:8080",
    full_article=False,
)


def test_options_come_back_as_they_were_set(database, now):
    with database.write() as session:
        plain, own = (add_feed(session, url=url, title="", language=None, now=now) for url in (URL, URL + "/2"))
        set_feed_options(session, own.id, OPTIONS)
    with database.read() as session:
        assert feed_options(session, own.id) == OPTIONS
        assert feed_options(session, plain.id) == feed_options(session, 99) == FeedOptions()
        assert options_of(session, [plain.id, own.id]) == {own.id: OPTIONS}
    with database.write() as session:
        set_feed_options(session, own.id, FeedOptions())
        assert options_of(session, [own.id]) == {}
        assert feed_options(session, own.id) == FeedOptions()


def test_no_record_of_a_feed_holds_a_secret_and_no_repr_shows_one(database, now):
    with database.write() as session:
        made = add_feed(session, url="https://ada:pass-secret@members.example/feed", title="", language=None, now=now)
        set_feed_options(session, made.id, OPTIONS)
        (shown,) = list_feeds(session)
    assert shown.url == URL
    assert "secret" not in str(asdict(shown))
    assert "secret" not in repr(OPTIONS)
    assert "ada" not in repr(OPTIONS)


def test_a_login_typed_into_the_address_is_the_feeds_login(database, now):
    typed = "https://ada:p%40ss@members.example/feed"
    with database.write() as session:
        made = add_feed(session, url=typed, title="", language=None, now=now)
        assert feed_options(session, made.id).login == Login(user="ada", password="p@ss")
        again = add_feed(session, url="https://ada:new@members.example/feed", title="", language=None, now=now)
        assert again.id == made.id
        assert feed_options(session, made.id).login == Login(user="ada", password="new")
        assert feed_at(session, typed) == again
        kept = add_feed(session, url=URL, title="", language=None, now=now)
        assert feed_options(session, kept.id).login == Login(user="ada", password="new")


@pytest.mark.parametrize(
    ("typed", "address", "login"),
    [
        ("https://a.example/x?y@z", "https://a.example/x?y@z", None),
        ("https://ada:x@[2001:db8::1]:8080/f", "https://[2001:db8::1]:8080/f", Login(user="ada", password="x")),
        ("https://ada@a.example/", "https://a.example/", Login(user="ada", password="")),
        ("https://:token@a.example/", "https://a.example/", Login(user="", password="token")),
        ("https://@a.example/", "https://a.example/", None),
        ("https://ad@:x@a.example/", "https://a.example/", Login(user="ad@", password="x")),
        ("https://[", "https://[", None),
        ("nonsense", "nonsense", None),
    ],
)
def test_a_login_is_taken_out_of_any_address(typed, address, login):
    assert split_login(typed) == (address, login)


def test_an_error_of_the_database_does_not_tell_what_was_to_be_kept(database, now):
    with database.write() as session:
        session.execute(text("ALTER TABLE feeds RENAME TO elsewhere"))
    with pytest.raises(SQLAlchemyError) as failed, database.write() as session:
        set_feed_options(session, 1, OPTIONS)
    assert "UPDATE feeds" in str(failed.value)
    assert "secret" not in str(failed.value)
