"""What the pictures are drawn of: a month of an invented bot, and texts in the words of several languages."""

from datetime import date, timedelta

import pytest
from babel import Locale

from bot.charts.everything import Everything
from bot.charts.texts import ChartTexts, ChatsTexts, DelaysTexts, DeliveriesTexts, FeedsTexts, Look, StoriesTexts
from bot.charts.theme import Theme
from storage.delays import DelayOnDay
from storage.statistics import ChatsOnDay, DeliveriesOnDay, FeedHealth, Health, StoriesOfTopic

FIRST = date(2026, 3, 1)
PROBLEMS = [("no answer in time", 7), ("a bot wall", 5), ("a fault of the server's own", 3)]


def texts(word: str = "") -> ChartTexts:
    """English ones, or all of them one `word`."""

    def say(text: str) -> str:
        return word or text

    return ChartTexts(
        overview=say("In figures"),
        nothing=say("Nothing yet"),
        today=say("today"),
        chats=ChatsTexts(title=say("Chats"), note=say("active chats"), new=say("new"), gone=say("gone")),
        deliveries=DeliveriesTexts(
            title=say("Deliveries"),
            note=say("messages sent"),
            failed=say("failed"),
            unknown=say("unknown"),
            cancelled=say("cancelled"),
        ),
        feeds=FeedsTexts(
            title=say("Feeds"),
            note=say("feeds of topics"),
            well=say("well"),
            failing=say("failing"),
            gone=say("gone"),
            paused=say("paused"),
            unread=say("not read yet"),
            problems=say("What is wrong"),
        ),
        stories=StoriesTexts(title=say("Stories"), note=say("in seven days"), others=say("and 4 more topics")),
        delays=DelaysTexts(
            title=say("Delay"), note=say("of half the stories"), median=say("half"), p90=say("nine in ten")
        ),
    )


def look_of(theme: Theme = Theme.LIGHT, locale: str = "en_GB", word: str = "") -> Look:
    return Look(theme=theme, locale=Locale.parse(locale), texts=texts(word))


def topics_called(*names: str) -> list[StoriesOfTopic]:
    """The first has most stories."""
    return [
        StoriesOfTopic(topic_id=number, name=name, stories=10 * (len(names) - number), week_before=20)
        for number, name in enumerate(names)
    ]


def month(days: int = 30, times: int = 1) -> Everything:
    """`times` makes its numbers larger."""
    dates = [FIRST + timedelta(days=number) for number in range(days)]
    return Everything(
        chats=[
            ChatsOnDay(date=on, new=n % 7 * times, gone=n % 3 * times, active=(300 + 2 * n) * times)
            for n, on in enumerate(dates)
        ],
        deliveries=[
            DeliveriesOnDay(
                date=on, sent=(500 + n) * times, failed=n % 5 * times, unknown=n % 2, cancelled=n % 4 * times
            )
            for n, on in enumerate(dates)
        ],
        feeds=FeedHealth(feeds={kind: 40 * times // (n + 1) for n, kind in enumerate(Health)}, problems={}),
        stories=topics_called("World", "Technology", "Климат", "غزة", "日本", "हिन्दी"),
        # nothing was told on a few days
        delays=[
            DelayOnDay(date=on)
            if n % 9 == 8
            else DelayOnDay(date=on, stories=n + 1, median=timedelta(hours=n % 4 + 1), p90=timedelta(hours=n % 9 + 6))
            for n, on in enumerate(dates)
        ],
    )


@pytest.fixture
def look() -> Look:
    return look_of()


@pytest.fixture
def everything() -> Everything:
    return month()
