"""When a soak's memory is flat."""

import pytest

from fire.soak import Quarter, is_flat


def quarters(*memory: tuple[int, int]) -> list[Quarter]:
    return [Quarter(digests=0, memory_kb=own, started_kb=started) for own, started in memory]


@pytest.mark.parametrize(
    ("memory", "flat"),
    [
        # what it needs at its largest work it only knows after a while
        ([(150, 200), (240, 260), (245, 265), (250, 270)], True),
        ([(303, 260), (337, 260), (372, 260), (382, 260)], False),
        ([(240, 200), (240, 250), (240, 280), (240, 300)], False),
    ],
)
def test_memory_is_flat_where_the_second_half_adds_no_more_than_a_tenth(memory: list[tuple[int, int]], flat: bool):
    assert is_flat(quarters(*memory)) == flat
