"""Places to read the clock by, in pages that go round with the clock."""

from collections.abc import Callable
from datetime import datetime

from bot.i18n.phrases import zone_and_time
from bot.i18n.texts import Texts
from bot.keyboards.buttons import Row, button, in_rows, page_of
from bot.taps.core import Tap
from bot.texts import buttons as words
from bot.words.zones import place_on_the_clock, zones_around_the_clock

ZONES_A_PAGE = 8


def page_near(zone: str, now: datetime) -> int:
    """The page, from 0, that a zone stands on, or would stand on."""
    return place_on_the_clock(zone, now) // ZONES_A_PAGE


def zone_rows(
    t: Texts, current: str, page: int, now: datetime, *, pick: Callable[[str], Tap], turn: Callable[[int], Tap]
) -> list[Row]:
    """A page of places by what their clocks show, earlier and later ones behind `‹` and `›`.

    `pick` is tapped for a zone, `turn` for another page: pages go round as the clock does, and count from 1.
    """
    offered = zones_around_the_clock(now)
    page, pages = page_of(len(offered), page, ZONES_A_PAGE)
    shown = offered[page * ZONES_A_PAGE : (page + 1) * ZONES_A_PAGE]
    choices = [button(words.chosen(zone_and_time(t, zone, now), zone == current), pick(zone)) for zone in shown]
    earlier, later = turn((page - 1) % pages + 1), turn((page + 1) % pages + 1)
    return [*in_rows(choices, 2), [button(words.earlier(t), earlier), button(words.later(t), later)]]
