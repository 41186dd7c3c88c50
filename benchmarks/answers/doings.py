"""What people do: a few steps one after another, as somebody with the chat in front of them takes them."""

import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from benchmarks.answers.people import Person
from bot.taps.admin.feeds import ListFeeds, ShowFeed
from bot.taps.admin.home import AdminHome
from bot.taps.admin.menu import AdminMenu, ShowChanges
from bot.taps.admin.topics import AdminTopic
from bot.taps.filters import SaveFilter
from bot.taps.language import ShowLanguages
from bot.taps.latest import WholeDay
from bot.taps.saved import OpenSaved, ShowSaved
from bot.taps.schedule import SetDays, SetHour, ShowDays, ShowHours, ShowQuiet, ShowSchedule, ShowZones
from bot.taps.search import OpenHit, SearchPage
from bot.taps.settings import SetLength, SetWhenNothing, ShowInstant, ShowSettings
from bot.taps.story import BackToDigest, FollowStory, PickStory, SaveStory, ShowMore, ShowMutes, ShowWhy, VoteStory
from bot.taps.topics import SetTopic, ShowTopics, TopicsDone

Pause = Callable[[], Awaitable[None]]
Doing = Callable[["Hand"], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """A person with the phone in hand; `words` are to be looked for, `topics` are names of topics."""

    person: Person
    pause: Pause
    read: Pause
    """As long as it takes to read an answer and to write again."""
    words: Sequence[str]
    topics: Sequence[str]

    async def write(self, kind: str, text: str) -> None:
        await self.person.write(kind, text)
        await self.read()

    async def ask(self, kind: str, text: str) -> None:
        await self.person.ask(kind, text)
        await self.pause()

    async def tap(self, kind: str, *taps: type, last: bool = False) -> None:
        if await self.person.tap(kind, *taps, last=last):
            await self.pause()

    def word(self) -> str:
        return random.choice(self.words)


async def begin(hand: Hand) -> None:
    await hand.write("/start", "/start")
    await hand.tap("topics: a switch", SetTopic)
    await hand.tap("topics: a page", ShowTopics, last=True)
    await hand.tap("topics: a switch", SetTopic)
    await hand.tap("topics: done", TopicsDone)


async def choose(hand: Hand) -> None:
    await hand.write("/topics", "/topics")
    for _ in range(3):
        await hand.tap("topics: a page", ShowTopics, last=True)
    await hand.tap("topics: a switch", SetTopic)


async def read(hand: Hand) -> None:
    await hand.write("/latest", "/latest")
    for _ in range(3):
        await hand.tap("story: ‹ ›", PickStory, last=True)
    await hand.tap("story: why", ShowWhy)
    await hand.tap("story: more", ShowMore)
    await hand.tap("story: back", BackToDigest)
    await hand.tap("story: a vote", VoteStory)
    await hand.tap("story: save", SaveStory)
    await hand.tap("story: follow", FollowStory)
    await hand.tap("story: mute …", ShowMutes)
    await hand.tap("story: back", BackToDigest)
    if random.random() < 0.2:
        await hand.tap("the whole day", WholeDay)


async def read_about(hand: Hand) -> None:
    await hand.write("/latest topic", f"/latest {random.choice(hand.topics)} 3")
    await hand.write("/latest words", f"/latest {hand.word()}")


async def look_over(hand: Hand) -> None:
    await hand.write("/list", "/list")
    await hand.write("/help", "/help")
    await hand.write("words in plain text", random.choice(hand.topics))


async def set_hours(hand: Hand) -> None:
    await hand.write("/schedule", "/schedule")
    await hand.tap("schedule: a card", ShowHours)
    await hand.tap("schedule: an hour", SetHour)
    await hand.tap("schedule: a card", ShowSchedule)
    await hand.tap("schedule: a card", ShowDays)
    await hand.tap("schedule: days", SetDays)
    await hand.tap("schedule: a card", ShowSchedule)
    await hand.tap("schedule: a card", ShowZones, ShowQuiet)
    await hand.write("/schedule words", "/schedule weekdays 7:30 and 18:00 Lisbon")


async def settle(hand: Hand) -> None:
    await hand.write("/settings", "/settings")
    await hand.tap("settings: a row", SetLength)
    await hand.tap("settings: a row", SetWhenNothing)
    await hand.tap("settings: a card", ShowInstant, ShowLanguages)
    await hand.tap("settings: a card", ShowSettings)


async def look_up(hand: Hand) -> None:
    await hand.write("/saved", "/saved")
    await hand.tap("saved: a story", OpenSaved)
    await hand.tap("saved: a card", ShowSaved)


async def search(hand: Hand) -> None:
    await hand.write("/search a word", f"/search {hand.word()}")
    await hand.tap("search: a page", SearchPage, last=True)
    await hand.tap("search: a story", OpenHit)
    await hand.tap("search: back", SearchPage)
    await hand.write("/search two words", f"/search {hand.word()} {hand.word()}")


async def share(hand: Hand) -> None:
    """As a word grows while it is typed."""
    word = hand.word()
    for letters in sorted({min(2, len(word)), min(4, len(word)), len(word)}):
        await hand.ask("inline, while typing", word[:letters])


async def narrow(hand: Hand) -> None:
    await hand.write("/filter", "/filter")
    await hand.write("/filter words", f"/filter -{hand.word()} -{hand.word()}")
    await hand.tap("filter: save", SaveFilter)


async def administer(hand: Hand) -> None:
    await hand.write("/admin", "/admin")
    await hand.tap("admin: a page", AdminHome, last=True)
    await hand.tap("admin: a topic", AdminTopic)
    await hand.write("/admin feeds", "/admin feeds")
    await hand.tap("admin: a page of feeds", ListFeeds, last=True)
    await hand.tap("admin: a feed", ShowFeed)
    await hand.write("/admin", "/admin")
    await hand.tap("admin: more", AdminMenu)
    await hand.tap("admin: changes", ShowChanges)


async def ask_in_a_group(hand: Hand) -> None:
    await hand.write("group: /list", "/list@newsdigest_demo_bot")
    await hand.write("group: /topics", "/topics@newsdigest_demo_bot")
    await hand.tap("group: a switch", SetTopic)
    await hand.write("group: /latest", "/latest@newsdigest_demo_bot")
    await hand.tap("group: story ‹ ›", PickStory, last=True)


USUAL: Sequence[tuple[Doing, int]] = (
    (begin, 2),
    (choose, 2),
    (read, 4),
    (read_about, 3),
    (look_over, 2),
    (set_hours, 1),
    (settle, 1),
    (look_up, 1),
    (search, 2),
    (share, 2),
    (narrow, 1),
)
"""What people do in their private chats, and how often compared to one another."""
