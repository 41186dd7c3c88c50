"""Filters: whose they are, their terms, and what to do with one that was previewed."""

from collections.abc import Collection, Mapping, Sequence

from telegram import InlineKeyboardMarkup

from bot.filter_words import mark_of
from bot.i18n.texts import Texts
from bot.keyboards.buttons import button, in_rows, page_footer, page_of
from bot.taps.filters import (
    CancelFilter,
    ChangeFilter,
    MuteSource,
    RemoveTerm,
    SaveFilter,
    ShowFilter,
    ShowFilters,
    ShowSources,
    TakeFilterOff,
    WriteFilter,
)
from bot.taps.settings import ShowSettings
from bot.texts import buttons as words
from bot.texts import filters as texts
from jobs.filters.terms import Filter, Term, source_term
from storage.topics import Topic

A_PAGE = 8


def filters(
    t: Texts, everything: Filter, topics: Sequence[Topic], by_topic: Mapping[int, Filter], page: int
) -> InlineKeyboardMarkup:
    """The filter for everything, then a page of the topics that are followed; each with how many terms it has."""
    page, pages = page_of(len(topics), page, A_PAGE)
    shown = topics[page * A_PAGE : (page + 1) * A_PAGE]
    rows = [
        button(texts.topic_row(t, topic, len(by_topic.get(topic.id, Filter()).terms)), ShowFilter(topic.id, 0))
        for topic in shown
    ]
    return InlineKeyboardMarkup(
        [
            [button(texts.everything_button(t, len(everything.terms)), ShowFilter(0, 0))],
            *in_rows(rows, 2),
            *page_footer(page, pages, ShowFilters(max(page - 1, 0)), ShowFilters(page + 1)),
            [button(words.back(t), ShowSettings())],
        ]
    )


def one_filter(t: Texts, topic_id: int, wanted: Filter, page: int) -> InlineKeyboardMarkup:
    """A page of its terms, each to be taken off, and what else can be done."""
    page, pages = page_of(len(wanted.terms), page, A_PAGE)
    terms = wanted.terms[page * A_PAGE : (page + 1) * A_PAGE]
    before, after = ShowFilter(topic_id, max(page - 1, 0)), ShowFilter(topic_id, page + 1)
    return InlineKeyboardMarkup(
        [
            *([button(texts.term_button(t, term), RemoveTerm(topic_id, mark_of(term)))] for term in terms),
            *page_footer(page, pages, before, after),
            [
                button(texts.write_button(t), WriteFilter(topic_id)),
                button(texts.sources_button(t), ShowSources(topic_id, 0)),
            ],
            *([[button(texts.off_button(t), TakeFilterOff(topic_id))]] if wanted else []),
            [button(words.back(t), ShowFilters(0))],
        ]
    )


def sources(t: Texts, topic_id: int, names: Sequence[str], muted: Collection[str], page: int) -> InlineKeyboardMarkup:
    """A page of sources; `muted` are the marks of those that are."""
    page, pages = page_of(len(names), page, A_PAGE)
    shown = [(name, mark_of(mute(name))) for name in names[page * A_PAGE : (page + 1) * A_PAGE]]
    switches = [
        button(texts.muted_button(name, on=mark in muted), MuteSource(topic_id, mark, mark not in muted, page))
        for name, mark in shown
    ]
    before, after = ShowSources(topic_id, max(page - 1, 0)), ShowSources(topic_id, page + 1)
    return InlineKeyboardMarkup(
        [
            *([switch] for switch in switches),
            *page_footer(page, pages, before, after),
            [button(words.back(t), ShowFilter(topic_id, 0))],
        ]
    )


def mute(name: str) -> Term:
    """The term that mutes a source. Raises FilterNotUnderstood for a name without a letter."""
    return source_term(name, excluded=True)


def draft(t: Texts, topic_id: int, mark: str, *, instead: bool) -> InlineKeyboardMarkup:
    """What to do with a filter that was previewed; `instead` where another holds that it isn't made of."""
    save = [button(texts.save_button(t), SaveFilter(topic_id, mark, False))]
    if instead:
        save = [
            button(texts.instead_button(t), SaveFilter(topic_id, mark, False)),
            button(texts.add_button(t), SaveFilter(topic_id, mark, True)),
        ]
    change = [
        button(texts.change_button(t), ChangeFilter(topic_id, mark)),
        button(words.cancel(t), CancelFilter(topic_id)),
    ]
    return InlineKeyboardMarkup([save, change])


def question(t: Texts, topic_id: int) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button(words.cancel(t), CancelFilter(topic_id))]])


def to_filters(t: Texts) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button(texts.filters_button(t), ShowFilters(0))]])
