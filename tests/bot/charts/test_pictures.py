"""Pictures that a phone shows well, whatever the figures, the language and the names are."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from PIL.ImageColor import getrgb

from bot.charts import pictures
from bot.charts.everything import Everything
from bot.charts.texts import MOST_TOPICS, Look
from bot.charts.theme import Theme, palette
from bot.i18n.languages import NAMES, locale_of
from storage.delays import DelayOnDay
from storage.statistics import ChatsOnDay, DeliveriesOnDay, FeedHealth, Health
from tests.bot.charts.conftest import FIRST, PROBLEMS, look_of, month, topics_called

Draw = Callable[[Everything, Look], Awaitable[bytes]]

EMPTY = Everything(chats=[], deliveries=[], feeds=FeedHealth(feeds={}, problems={}), stories=[], delays=[])
HOSTILE = (
    "$x^2$ \\frac{1}{0} $",
    "<b>bold</b> & {braces} %s",
    "W" * 300,
    "Zalgo" + "\u0301\u0316" * 50,
    "\u202eturned\u2066 round\u200f",
    "\u200b\u200d",
    "two\nlines\ttabs\x00",
    "👩‍👩‍👧 🏳️‍🌈 🇺🇦",
    "\ud800",
    "𓀀𓁐",
    "अ" * 200,
    "\u200fنص طويل جدا" * 20,
)
SAMPLES = {
    "ar": "المحادثات النشطة",
    "fa": "گفتگوهای فعال",
    "hi": "सक्रिय चैट",
    "zh": "活跃的聊天",
    "ja": "有効なチャット",
    "uk": "Активні чати",
    "ru": "Действующие чаты",
    "tr": "Etkin sohbetler",
    "pl": "Aktywne rozmowy",
    "de": "Größenübersicht",
}


async def draw_feeds(everything: Everything, look: Look) -> bytes:
    return await pictures.feeds(everything.feeds, PROBLEMS if everything.chats else [], look)


async def draw_stories(everything: Everything, look: Look) -> bytes:
    picture, _ = await pictures.stories(everything.stories, look)
    return picture


PICTURES: dict[str, Draw] = {
    "overview": pictures.overview,
    "chats": lambda everything, look: pictures.chats(everything.chats, look),
    "deliveries": lambda everything, look: pictures.deliveries(everything.deliveries, look),
    "feeds": draw_feeds,
    "stories": draw_stories,
    "delays": lambda everything, look: pictures.delays(everything.delays, look),
}
every_picture = pytest.mark.parametrize("draw", PICTURES.values(), ids=PICTURES)


def opened(picture: bytes) -> Image.Image:
    return Image.open(BytesIO(picture)).convert("RGB")


def columns_of(image: Image.Image, colour: str, rows: range | None = None) -> dict[int, int]:
    """For each column that has pixels of this colour, how many."""
    pixels = np.asarray(image)[rows.start : rows.stop] if rows else np.asarray(image)
    counts = (pixels == getrgb(colour)).all(axis=2).sum(axis=0)
    return {column: int(count) for column, count in enumerate(counts) if count}


def edges(image: Image.Image, wide: int) -> set[tuple[int, ...]]:
    """The colours within so many pixels of the picture's edges."""
    pixels = np.asarray(image)
    strips = (pixels[:wide], pixels[-wide:], pixels[:, :wide], pixels[:, -wide:])
    return {tuple(map(int, colour)) for strip in strips for colour in np.unique(strip.reshape(-1, 3), axis=0)}


@every_picture
@pytest.mark.parametrize("theme", Theme)
async def test_a_picture_is_as_wide_as_telegram_shows_and_as_high_as_what_is_in_it(
    draw: Draw, theme: Theme, everything: Everything
) -> None:
    image = opened(await draw(everything, look_of(theme)))
    assert image.width == 1080
    assert 540 <= image.height <= 1350
    assert image.getpixel((2, 2)) == getrgb(palette(theme).ground)


@every_picture
async def test_the_same_figures_make_the_same_bytes(draw: Draw, everything: Everything, look: Look) -> None:
    assert await draw(everything, look) == await draw(everything, look)


@every_picture
async def test_other_figures_make_another_picture(draw: Draw, everything: Everything, look: Look) -> None:
    drawn = {
        await draw(everything, look),
        await draw(month(29, times=2) if draw is not draw_stories else everything, look),
        await draw(EMPTY, look),
        await draw(everything, look_of(Theme.DARK)),
    }
    assert len(drawn) >= 3


@every_picture
async def test_nothing_to_show_is_said_and_not_drawn(draw: Draw, look: Look) -> None:
    empty = opened(await draw(EMPTY, look))
    assert not columns_of(empty, palette(look.theme).blue)
    assert await draw(EMPTY, look) != await draw(EMPTY, look_of(word="Something"))


LANGUAGES = [("overview", language) for language in NAMES] + [
    (name, language) for name in PICTURES for language in ("ar", "hi", "ja") if name != "overview"
]


@pytest.mark.parametrize(("name", "language"), LANGUAGES)
async def test_no_language_leaves_the_picture_or_lacks_letters(
    name: str, language: str, everything: Everything
) -> None:
    """A letter without a font is a warning, and a warning fails the test."""
    word = (SAMPLES.get(language, "Ünïcode text") + " ") * 3
    image = opened(await PICTURES[name](everything, look_of(locale=locale_of(language), word=word)))
    assert edges(image, 24) == {getrgb(palette(Theme.LIGHT).ground)}


@pytest.mark.parametrize("locale", ["en_GB", "ar"])
async def test_hostile_names_stay_in_their_rows(locale: str, everything: Everything) -> None:
    topics = topics_called(*HOSTILE)
    look = look_of(locale=locale)
    picture, numbered = await pictures.stories(topics, look)
    assert edges(opened(picture), 24) == {getrgb(palette(look.theme).ground)}
    unwritable = {name for name in HOSTILE[:MOST_TOPICS] if name in {"\u200b\u200d", "\ud800", "𓀀𓁐"}}
    assert {name for _, name in numbered} == unwritable
    assert [HOSTILE[number - 1] for number, _ in numbered] == [name for _, name in numbered]


@every_picture
async def test_hostile_words_harm_no_picture(draw: Draw, everything: Everything) -> None:
    for word in HOSTILE:
        image = opened(await draw(everything, look_of(word=word)))
        assert edges(image, 6) == {getrgb(palette(Theme.LIGHT).ground)}


@every_picture
@pytest.mark.parametrize("days", [1, 2, 7, 90, 400])
async def test_few_and_many_days_fit(draw: Draw, days: int, look: Look) -> None:
    assert edges(opened(await draw(month(days), look)), 24) == {getrgb(palette(look.theme).ground)}


@every_picture
async def test_huge_numbers_fit(draw: Draw) -> None:
    for locale in ("en_GB", "ru", "de", "hi", "ja"):
        look = look_of(locale=locale)
        image = opened(await draw(month(times=12_345_678), look))
        assert edges(image, 24) == {getrgb(palette(look.theme).ground)}


async def test_a_bar_is_as_tall_as_its_number(look: Look) -> None:
    days = [DeliveriesOnDay(date=FIRST + timedelta(days=n), sent=sent) for n, sent in enumerate((900, 300, 0, 0))]
    image = opened(await pictures.deliveries(days, look))
    # the ruler's line runs behind
    heights = sorted({tall for tall in columns_of(image, palette(look.theme).blue).values() if tall > 50})
    assert heights[-1] == pytest.approx(3 * heights[0], rel=0.03)


async def test_one_failure_among_a_hundred_thousand_messages_is_seen(look: Look) -> None:
    days = [DeliveriesOnDay(date=FIRST + timedelta(days=n), sent=100_000, failed=n == 1) for n in range(4)]
    everything = Everything(chats=[], deliveries=days, feeds=EMPTY.feeds, stories=[], delays=[])
    image = opened(await pictures.overview(everything, look))
    assert columns_of(image, palette(look.theme).red)


async def test_one_failing_feed_among_thousands_is_seen(look: Look) -> None:
    health = FeedHealth(feeds={Health.WELL: 20_000, Health.FAILING: 1}, problems={})
    image = opened(await pictures.feeds(health, [], look))
    bar = range(300, 420)
    assert len(columns_of(image, palette(look.theme).red, bar)) >= 8


async def test_a_day_that_is_not_over_is_paler(look: Look) -> None:
    days = [DeliveriesOnDay(date=FIRST + timedelta(days=n), sent=100) for n in range(2)]
    strong = columns_of(opened(await pictures.deliveries(days, look)), palette(look.theme).blue)
    assert max(strong) < 1080 * 0.6


async def test_a_single_day_with_a_delay_is_a_dot(look: Look) -> None:
    days = [
        DelayOnDay(date=FIRST),
        DelayOnDay(date=FIRST, stories=1, median=timedelta(hours=2), p90=timedelta(hours=3)),
    ]
    image = opened(await pictures.delays([*days, DelayOnDay(date=FIRST)], look))
    below_labels = range(520, 1000)
    assert 10 <= len(columns_of(image, palette(look.theme).blue, below_labels)) <= 40


async def test_delays_of_nothing_are_drawn(look: Look) -> None:
    zero = timedelta()
    await pictures.delays([DelayOnDay(date=FIRST, stories=3, median=zero, p90=zero)], look)


async def test_only_those_who_left_are_drawn_below_the_line(look: Look) -> None:
    """Also where nobody came: the scale has room for both."""
    days = [ChatsOnDay(date=date(2026, 3, n), new=0, gone=5, active=0) for n in range(1, 4)]
    image = opened(await pictures.chats(days, look))
    assert columns_of(image, palette(look.theme).red)


@pytest.mark.parametrize(("locale", "side"), [("en_GB", "left"), ("ar", "right"), ("fa", "right")])
@every_picture
async def test_the_title_stands_where_the_readers_lines_start(draw: Draw, locale: str, side: str) -> None:
    image = opened(await draw(month(), look_of(locale=locale, word="غزة")))
    inked = columns_of(image, palette(Theme.LIGHT).ink, range(30, 110))
    assert max(inked) < 540 if side == "left" else min(inked) > 540
