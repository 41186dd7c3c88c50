"""How long Telegram asked to wait is kept, and never for longer than it said."""

from datetime import timedelta

from storage.throttles import EVERYBODY, KeptThrottle, keep_throttles, kept_throttles

GROUP = -4243


def asked(now, seconds, *, chat=EVERYBODY, speed=0.9):
    return KeptThrottle(telegram_id=chat, until=now + timedelta(seconds=seconds), seconds=seconds, speed=speed)


def keep(database, *throttles, now):
    with database.write() as session:
        keep_throttles(session, throttles, now=now)


def kept(database):
    with database.read() as session:
        return {each.telegram_id: each for each in kept_throttles(session)}


def test_what_telegram_asked_for_is_kept_for_everybody_and_for_a_chat(database, now):
    keep(database, asked(now, 20), asked(now, 60, chat=GROUP, speed=1.0), now=now)
    assert kept(database) == {EVERYBODY: asked(now, 20), GROUP: asked(now, 60, chat=GROUP, speed=1.0)}


def test_the_longer_pause_stands(database, now):
    keep(database, asked(now, 300), asked(now, 5), now=now)
    keep(database, asked(now + timedelta(seconds=2), 5), now=now + timedelta(seconds=2))
    assert kept(database) == {EVERYBODY: asked(now, 300)}
    later = now + timedelta(seconds=298)
    keep(database, asked(later, 5, speed=0.8), now=later)
    assert kept(database) == {EVERYBODY: asked(later, 5, speed=0.8)}


def test_a_pause_of_a_clock_that_ran_ahead_gives_way_to_one_of_now(database, now):
    keep(database, asked(now + timedelta(hours=9), 20), now=now + timedelta(hours=9))
    keep(database, asked(now, 30), now=now)
    assert kept(database) == {EVERYBODY: asked(now, 30)}


def test_nobody_waits_for_longer_than_telegram_said(now):
    pause = asked(now, 20)
    assert pause.left(now) == 20
    assert pause.left(now + timedelta(seconds=12)) == 8
    assert pause.left(now - timedelta(hours=2)) == 20, "the clock was put back"
    assert pause.left(now + timedelta(hours=2)) < 0


def test_what_is_long_over_is_dropped_when_something_new_comes(database, now):
    keep(database, asked(now, 20, chat=GROUP), now=now)
    later = now + timedelta(hours=1)
    keep(database, asked(later, 20), now=later)
    assert set(kept(database)) == {EVERYBODY}
