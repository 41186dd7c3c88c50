"""Settings that were changed while the bot runs."""

from datetime import timedelta

from storage import options
from storage.options import Option


def test_the_last_change_holds_until_it_is_cleared(database, now):
    with database.write() as session:
        options.set_option(session, "own_feeds", "5", by=1, now=now)
        options.set_option(session, "own_feeds", "10", by=2, now=now + timedelta(hours=1))
        options.set_option(session, "lookback", "", by=1, now=now)
        changed = Option(name="own_feeds", value="10", changed_by=2, changed_at=now + timedelta(hours=1))
        assert options.options(session)["own_feeds"] == changed
        assert list(options.options(session)) == ["lookback", "own_feeds"]
        assert options.clear_option(session, "own_feeds")
        assert not options.clear_option(session, "own_feeds")
        assert list(options.options(session)) == ["lookback"]
