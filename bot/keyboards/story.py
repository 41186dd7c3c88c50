"""The buttons under a digest's message: which of its stories is meant, and what one can do with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from telegram import InlineKeyboardMarkup

from bot.i18n.texts import Texts
from bot.keyboards.buttons import Row, button
from bot.taps.latest import WholeDay
from bot.taps.page import Nothing
from bot.taps.story import (
    BackToDigest,
    FollowStory,
    MuteSource,
    MuteStory,
    PickStory,
    ResetTastes,
    SaveStory,
    ShowMore,
    ShowMutes,
    ShowTastes,
    ShowWhy,
    VoteStory,
)
from bot.texts import buttons as words
from bot.texts import story as texts
from storage.marks import Mark

UP, DOWN = 2, 0

QUARTER_COLUMNS = 10
"""What a quarter of a phone's width has room for; a wide letter takes two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """The story that the buttons are about, among the positions of its message, and what was done with it before.

    `opinion` is 1, 0 or -1; `day` is whether the whole day is offered below.
    """

    digest_id: int
    position: int
    positions: Sequence[int]
    saved: bool = False
    mark: Mark | None = None
    opinion: int = 0
    day: bool = False


def story(t: Texts, picked: Picked) -> InlineKeyboardMarkup:
    digest_id, at = picked.digest_id, picked.position
    first = [
        button(texts.more_button(t), ShowMore(digest_id, at)),
        button(texts.why_button(t), ShowWhy(digest_id, at)),
        button(texts.save_button(t, saved=picked.saved), SaveStory(digest_id, at, not picked.saved)),
    ]
    day = [[button(texts.whole_day_button(t), WholeDay(0))]] if picked.day else []
    return InlineKeyboardMarkup([*_turning(picked), first, *_opinions(t, picked), *day])


def aside(
    t: Texts, digest_id: int, position: int, *, back: bool = True, more: bool = False
) -> InlineKeyboardMarkup | None:
    """Under what stands in the place of a digest's message for a moment, which the way `back` leads to."""
    rows = [[button(texts.more_button(t), ShowMore(digest_id, position))]] if more else []
    rows += _back(t, digest_id, position) if back else []
    return InlineKeyboardMarkup(rows) if rows else None


def mutes(
    t: Texts, digest_id: int, position: int, sources: Sequence[str], *, back: bool = True
) -> InlineKeyboardMarkup:
    rows = [[button(texts.story_button(t), MuteStory(digest_id, position, True))]]
    rows += [
        [button(texts.source_button(t, source), MuteSource(digest_id, position, number))]
        for number, source in enumerate(sources)
    ]
    return InlineKeyboardMarkup([*rows, *(_back(t, digest_id, position) if back else ())])


def _back(t: Texts, digest_id: int, position: int) -> list[Row]:
    return [[button(words.back(t), BackToDigest(digest_id, position))]]


def whole_day(t: Texts, topic_id: int) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button(texts.whole_day_button(t), WholeDay(topic_id))]])


def tastes(t: Texts, *, any_votes: bool) -> InlineKeyboardMarkup | None:
    return InlineKeyboardMarkup([[button(texts.reset_button(t), ResetTastes(False))]]) if any_votes else None


def confirm_reset(t: Texts) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[button(texts.reset_button(t), ResetTastes(True)), button(words.cancel(t), ShowTastes())]]
    )


def _turning(picked: Picked) -> list[Row]:
    """`‹ 2 / 7 ›`: the number is the one that the story has in the message."""
    positions = list(picked.positions)
    if len(positions) < 2:
        return []
    at = positions.index(picked.position)
    # the stories go round: the last is as near as the first
    before, after = positions[at - 1], positions[(at + 1) % len(positions)]
    here = words.page(picked.position, max(positions) + 1)
    return [
        [
            button("‹", PickStory(picked.digest_id, before)),
            button(here, Nothing()),
            button("›", PickStory(picked.digest_id, after)),
        ]
    ]


def _opinions(t: Texts, picked: Picked) -> list[Row]:
    digest_id, at = picked.digest_id, picked.position
    liked, disliked = picked.opinion > 0, picked.opinion < 0
    muted, followed = picked.mark is Mark.MUTED, picked.mark is Mark.FOLLOWED
    mute = (
        button(texts.muted_button(t), MuteStory(digest_id, at, False))
        if muted
        else button(texts.mute_button(t), ShowMutes(digest_id, at))
    )
    votes = [
        button(words.chosen("👍", liked), VoteStory(digest_id, at, 1 if liked else UP)),
        button(words.chosen("👎", disliked), VoteStory(digest_id, at, 1 if disliked else DOWN)),
    ]
    marks = [button(texts.follow_button(t, followed=followed), FollowStory(digest_id, at, not followed)), mute]
    return [[*votes, *marks]] if _fit_a_quarter(t) else [votes, marks]


def _fit_a_quarter(t: Texts) -> bool:
    """Whether the labels, in each of their states so that no tap moves a row, are readable four beside each other."""
    labels = [texts.follow_button(t, followed=state) for state in (False, True)]
    labels += [texts.mute_button(t), texts.muted_button(t)]
    return max(map(_columns, labels)) <= QUARTER_COLUMNS


def _columns(label: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in label)
