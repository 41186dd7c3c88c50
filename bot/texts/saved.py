"""What somebody saved: the list, one story of it, and taking it out or away."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.i18n.phrases import age
from bot.i18n.texts import Texts, lines
from bot.texts.linked import linked
from storage.saved import SavedStory
from summaries.citing import LONGEST_SOURCE
from summaries.markup import clean, shortened

LONGEST_SUMMARY = 2500


def open_button(t: Texts) -> str:
    return t.plain("🔖 Open my list")


def file_button(t: Texts) -> str:
    return t.plain("⬇️ As a file")


def empty_button(t: Texts) -> str:
    return t.plain("🗑 Empty")


def empty_sure_button(t: Texts) -> str:
    return t.plain("🗑 Yes, empty it")


def remove_button(t: Texts) -> str:
    return t.plain("🗑 Remove")


def undo_button(t: Texts) -> str:
    return t.plain("↩ Undo")


def saved(t: Texts, page: Sequence[SavedStory], *, first: int, total: int, now: datetime, zone: str) -> Markup:
    """A page of the list; its first story has the number `first`."""
    if not page:
        return lines(
            t("<b>Saved</b>"),
            t("Nothing yet. Tap 🔖 Save under a story, or answer a digest with {command}.", command="/save"),
        )
    return lines(
        t.many("<b>Saved</b> · {count} story", "<b>Saved</b> · {count} stories", total),
        *(
            lines(
                "",
                Markup("{}. <b>{}</b>").format(number, linked(story.headline, story.url)),
                _source(t, story, now, zone),
            )
            for number, story in enumerate(page, start=first)
        ),
        "",
        t("Tap a number to open it."),
    )


def saved_story(t: Texts, story: SavedStory, *, now: datetime, zone: str) -> Markup:
    summary = shortened(clean(story.summary), LONGEST_SUMMARY)
    return lines(
        Markup("<b>{}</b>").format(linked(story.headline, story.url)),
        *(("", summary) if summary else ()),
        "",
        _source(t, story, now, zone),
    )


def removed(t: Texts, headline: str) -> Markup:
    return lines(t("<b>Taken off your list</b>"), shortened(clean(headline), 200))


def gone_toast(t: Texts) -> str:
    return t.plain("This story is no longer on your list.")


def restored_toast(t: Texts) -> str:
    return t.plain("It is on your list again.")


def too_late_toast(t: Texts) -> str:
    return t.plain("Too late: it can't be put back any more.")


def file_caption(t: Texts, count: int) -> Markup:
    return t.many(
        "Your {count} saved story, to keep. It opens in any browser, without a network too.",
        "Your {count} saved stories, to keep. They open in any browser, without a network too.",
        count,
    )


def confirm_empty(t: Texts, count: int) -> Markup:
    return t.many(
        "Take the {count} story off your list? This can't be undone; as a file you can keep it.",
        "Take all {count} stories off your list? This can't be undone; as a file you can keep them.",
        count,
    )


def emptied_toast(t: Texts) -> str:
    return t.plain("Your list is empty now.")


def nothing_to_send_toast(t: Texts) -> str:
    return t.plain("There is nothing on your list.")


def kept_in_private(t: Texts) -> Markup:
    return t("What you save is yours alone: your list is in our private chat.")


def _source(t: Texts, story: SavedStory, now: datetime, zone: str) -> Markup:
    return t(
        "<i>{source} · saved {when}</i>",
        source=shortened(clean(story.source), LONGEST_SOURCE),
        when=age(t, story.saved_at, now=now, zone=zone),
    )
