"""Starter packs."""

from markupsafe import Markup

from bot.i18n.texts import Texts, lines
from jobs.feeds.lists.opml import OpmlFile
from jobs.feeds.lists.packs import Pack


def packs(t: Texts) -> Markup:
    return lines(
        t("<b>Starter packs:</b> topics with well-known feeds."),
        t("Nothing is added before you have seen what is in one."),
    )


def packs_button(t: Texts) -> str:
    return t.plain("📦 Starter packs")


def pack_button(t: Texts, pack: Pack) -> str:
    return t.plain("📦 Starter pack: {name}", name=pack.title)


def other_packs_button(t: Texts) -> str:
    return t.plain("Packs in other languages")


def add_pack_button(t: Texts) -> str:
    return t.plain("✓ Add all of it")


def pack_card(t: Texts, pack: OpmlFile) -> Markup:
    topics = [
        Markup("<b>{}</b>: {}").format(topic.name, t.list([feed.title for feed in topic.feeds]))
        for topic in pack.topics
    ]
    return lines(
        t("<b>Starter pack: {name}.</b>", name=pack.title),
        t("Shall I add these topics and their feeds?"),
        "",
        *topics,
        "",
        t("Each can be changed or removed later."),
    )


def pack_toast(t: Texts, *, topics: int, feeds: int) -> str:
    if not topics and not feeds:
        return t.plain("All of it was there already.")
    return t.plain(
        "Added: {topics}, {feeds}.",
        topics=t.plain.many("{count} topic", "{count} topics", topics),
        feeds=t.plain.many("{count} feed", "{count} feeds", feeds),
    )
