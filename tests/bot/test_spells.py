"""A spell of trouble in the log: ever more rarely, with how long it lasts, and once when it is over."""

from bot.spells import Spell

TROUBLE = "Telegram can't be reached"


def test_it_is_told_at_once_and_then_at_growing_distances_up_to_an_hour():
    spell = Spell()
    told = [second for second in range(0, 30_000, 30) if spell.goes_on(TROUBLE, second)]
    minutes = [0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 303, 363, 423, 483]
    assert told == [minute * 60 for minute in minutes]


def test_it_says_how_long_it_has_lasted_and_how_long_it_did():
    spell = Spell()
    assert spell.goes_on(TROUBLE, 100.0) == TROUBLE
    assert spell.goes_on(TROUBLE, 280.0) == f"{TROUBLE}. This has lasted for 3 minutes"
    assert spell.ends(310.0) == "3 minutes"


def test_another_reason_is_told_at_once_and_once_where_they_take_turns():
    spell = Spell()
    assert spell.goes_on("refused", 0) == "refused"
    assert spell.goes_on("timed out", 10) == "timed out. This has lasted for 10 seconds"
    assert [spell.goes_on(why, 20) for why in ("refused", "timed out")] == [None, None]
    reasons = [spell.goes_on(f"reason {number}", 30) for number in range(9)]
    assert [told for told in reasons if told] == ["reason 0. This has lasted for 30 seconds"]


def test_what_was_no_trouble_doesnt_end_and_the_next_spell_begins_anew():
    spell = Spell()
    assert not spell.is_on
    assert spell.ends(5.0) is None
    spell.goes_on(TROUBLE, 10.0)
    assert spell.is_on
    spell.ends(20.0)
    assert spell.ends(21.0) is None
    assert spell.goes_on(TROUBLE, 22.0) == TROUBLE
