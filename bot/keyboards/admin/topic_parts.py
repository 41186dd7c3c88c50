"""A topic's cards: its words, how it is told, who gets it, the hours that chats begin with."""

from collections.abc import Sequence
from datetime import time

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.i18n.languages import NAMES
from bot.i18n.phrases import day_names, hour
from bot.i18n.texts import Texts
from bot.keyboards.buttons import Row, button, in_rows
from bot.taps.admin.editors import ShowEditors
from bot.taps.admin.topics import (
    AdminTopic,
    AskTopicField,
    ClearTopicField,
    PlaceTopic,
    RenewInvitation,
    SetFirstDays,
    SetFirstHour,
    SetTopicField,
    ShowTopicPart,
)
from bot.taps.core import Tap
from bot.taps.times import mask_of, minute_of
from bot.texts import buttons as words
from bot.texts.admin import topic_parts as texts
from bot.topic_values import MOST_SENTENCES, OFFERED_METHODS, WEIGHTS, Field
from jobs.schedule import EVERY_DAY, WEEKEND, WORKING_DAYS
from storage.topics import Topic, Visibility


def about(t: Texts, topic: Topic) -> InlineKeyboardMarkup:
    choices = [
        button(texts.rename_button(t), AskTopicField(topic.id, Field.NAME)),
        button(texts.describe_button(t), AskTopicField(topic.id, Field.DESCRIPTION)),
        button(texts.keywords_button(t), AskTopicField(topic.id, Field.KEYWORDS)),
        button(texts.language_button(t), ShowTopicPart(topic.id, "language")),
    ]
    return InlineKeyboardMarkup([*in_rows(choices, 2), [_back(t, AdminTopic(topic.id))]])


def telling(t: Texts, topic: Topic) -> InlineKeyboardMarkup:
    """Each button shows what holds, and a tap takes the next."""
    longer = topic.sentences % MOST_SENTENCES + 1
    method = _after(topic.method, OFFERED_METHODS)
    heavier = next((weight for weight in WEIGHTS if weight > topic.weight_floor), WEIGHTS[0])
    pictures = "off" if topic.pictures else "on"
    rows = [
        [button(texts.length_button(t, topic.sentences), SetTopicField(topic.id, Field.LENGTH, str(longer)))],
        [button(texts.method_button(t, topic.method), SetTopicField(topic.id, Field.METHOD, method))],
        [button(texts.weight_button(t, topic.weight_floor), SetTopicField(topic.id, Field.WEIGHT, str(heavier)))],
        [button(texts.pictures_button(t, on=topic.pictures), SetTopicField(topic.id, Field.PICTURES, pictures))],
    ]
    return InlineKeyboardMarkup([*rows, [_back(t, AdminTopic(topic.id))]])


def readers(t: Texts, topic: Topic, *, place: int, of: int, editors: int, admin: bool) -> InlineKeyboardMarkup:
    """`admin` may put the topic elsewhere in the list, and say who edits it."""
    rows: list[Row] = [
        [
            button(
                words.chosen(texts.visibility_name(t, each), topic.visibility is each),
                SetTopicField(topic.id, Field.VISIBILITY, each),
            )
            for each in (Visibility.LISTED, Visibility.HIDDEN, Visibility.PRIVATE)
        ]
    ]
    if topic.visibility is Visibility.PRIVATE:
        rows.append([button(texts.renew_button(t), RenewInvitation(topic.id, False))])
    if admin and of > 1:
        rows.append([button(label, PlaceTopic(topic.id, to)) for label, to in _places(place, of)])
    if admin:
        rows.append([button(texts.editors_button(t, editors), ShowEditors(topic.id))])
    return InlineKeyboardMarkup([*rows, [_back(t, AdminTopic(topic.id))]])


def confirm_renewal(t: Texts, topic_id: int) -> InlineKeyboardMarkup:
    yes = button(texts.yes_renew(t), RenewInvitation(topic_id, True))
    return InlineKeyboardMarkup([[yes, button(words.cancel(t), ShowTopicPart(topic_id, "readers"))]])


def hours(t: Texts, topic: Topic) -> InlineKeyboardMarkup:
    """The full hours, then the topic's own times between them."""
    times = topic.times or ()
    full = [_hour(t, topic, time(number), f"{number:02}") for number in range(24)]
    own = [_hour(t, topic, at, hour(t, at)) for at in times if at.minute]
    last = [button(words.days(t), ShowTopicPart(topic.id, "days"))]
    if topic.times is not None or topic.weekdays is not None:
        last.append(button(texts.usual_hours_button(t), ClearTopicField(topic.id, Field.HOURS)))
    return InlineKeyboardMarkup([*in_rows(full, 4), *in_rows(own, 4), last, [_back(t, AdminTopic(topic.id))]])


def days(t: Texts, topic: Topic) -> InlineKeyboardMarkup:
    now = topic.weekdays or EVERY_DAY
    presets = (
        (words.every_day(t), EVERY_DAY),
        (words.working_days(t), WORKING_DAYS),
        (words.weekend(t), WEEKEND),
    )
    row = [button(words.chosen(label, now == week), _days(topic, week)) for label, week in presets]
    single = [
        button(words.chosen(name, day in now), _days(topic, now ^ {day})) for day, name in enumerate(day_names(t))
    ]
    return InlineKeyboardMarkup([row, *in_rows(single, 4), [_back(t, ShowTopicPart(topic.id, "hours"))]])


def languages(t: Texts, topic: Topic) -> InlineKeyboardMarkup:
    """Those that the bot speaks; another one is written."""
    anything = button(words.chosen(texts.any_language_button(t), not topic.language), _clear(topic, Field.LANGUAGE))
    choices = [
        button(words.chosen(name, topic.language == code), SetTopicField(topic.id, Field.LANGUAGE, code))
        for code, name in NAMES.items()
    ]
    another = texts.other_language_button(t)
    if topic.language and topic.language not in NAMES:
        another = words.chosen(texts.language_name(t, topic.language), on=True)
    other = button(another, AskTopicField(topic.id, Field.LANGUAGE))
    return InlineKeyboardMarkup(
        [*in_rows([anything, *choices, other], 2), [_back(t, ShowTopicPart(topic.id, "words"))]]
    )


def _places(place: int, of: int) -> Sequence[tuple[str, int]]:
    """Where the topic may go: to the ends of the list and one step, without those that lead nowhere."""
    steps = (("⤒", 1), ("↑", place - 1), ("↓", place + 1), ("⤓", of))
    return [(label, to) for label, to in steps if 1 <= to <= of and to != place]


def _hour(t: Texts, topic: Topic, at: time, label: str) -> InlineKeyboardButton:
    on = at in (topic.times or ())
    return button(words.chosen(label, on), SetFirstHour(topic.id, minute_of(at), not on))


def _days(topic: Topic, weekdays: frozenset[int]) -> SetFirstDays:
    return SetFirstDays(topic.id, mask_of(weekdays))


def _clear(topic: Topic, field: Field) -> ClearTopicField:
    return ClearTopicField(topic.id, field)


def _after(now: str, offered: Sequence[str]) -> str:
    """The one that follows in the round; the first one after what isn't offered."""
    return offered[(offered.index(now) + 1) % len(offered)] if now in offered else offered[0]


def _back(t: Texts, to: Tap) -> InlineKeyboardButton:
    return button(words.back(t), to)
