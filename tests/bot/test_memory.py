"""What is there at the start isn't looked through for memory to give back."""

import gc

from bot.memory import THRESHOLDS, settled


def test_what_is_there_is_left_alone_while_the_bot_runs_and_no_longer():
    usual = gc.get_threshold()
    with settled():
        assert gc.get_freeze_count() > 1000
        assert gc.get_threshold() == THRESHOLDS
    assert gc.get_freeze_count() == 0
    assert gc.get_threshold() == usual
