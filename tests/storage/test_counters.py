"""Numbers that stay."""

from storage import counters


def test_a_counter_counts_from_nothing(database):
    with database.write() as session:
        assert counters.count(session, "erased") == 0
        counters.add(session, "erased")
        counters.add(session, "erased", 2)
        counters.add(session, "other")
        assert counters.count(session, "erased") == 3
        assert counters.counters(session) == {"erased": 3, "other": 1}
