"""Buttons under a story, why it was told, what votes make of the ranking, and muting."""

from collections.abc import Callable, Mapping, Sequence

from markupsafe import Markup

from bot.i18n.texts import Texts, lines, shorten
from storage.tastes import Taste, TasteKind
from summaries.types import Explanation

MOST_TASTES = 10


def more_button(t: Texts) -> str:
    return t.plain("📖 More")


def why_button(t: Texts) -> str:
    return t.plain("❓ Why?")


def save_button(t: Texts, *, saved: bool) -> str:
    return t.plain("✓ Saved") if saved else t.plain("🔖 Save")


def mute_button(t: Texts) -> str:
    return t.plain("🔕 Mute")


def muted_button(t: Texts) -> str:
    return t.plain("✓ Muted")


def follow_button(t: Texts, *, followed: bool) -> str:
    return t.plain("✓ Followed") if followed else t.plain("🔔 Follow")


def story_button(t: Texts) -> str:
    return t.plain("🔕 This story")


def source_button(t: Texts, source: str) -> str:
    return t.plain("🔕 {source}", source=shorten(source, 30))


def whole_day_button(t: Texts) -> str:
    return t.plain("🗓 The whole last day")


def reset_button(t: Texts) -> str:
    return t.plain("↺ Forget my votes")


def saved_toast(t: Texts) -> str:
    return t.plain("Saved. Your list: /saved")


def unsaved_toast(t: Texts) -> str:
    return t.plain("Taken off your list.")


def full_toast(t: Texts) -> str:
    return t.plain("Your list is full. Take it out as a file and empty it: /saved")


def unknown_reader_toast(t: Texts) -> str:
    """Somebody in a group wants to keep a story, and has no private chat with the bot yet."""
    return t.plain("Write /start to me in private first: what you save is kept there.")


def muted_toast(t: Texts) -> str:
    return t.plain("Muted: this story is not told again here.")


def unmuted_toast(t: Texts) -> str:
    return t.plain("Told again when it develops.")


def followed_toast(t: Texts) -> str:
    return t.plain("Followed: what is new about it comes at once.")


def unfollowed_toast(t: Texts) -> str:
    return t.plain("What is new about it comes with your digest.")


def voted_toast(t: Texts, opinion: int) -> str:
    if opinion > 0:
        return t.plain("More like this. What that does: /taste")
    if opinion < 0:
        return t.plain("Less like this. What that does: /taste")
    return t.plain("Your vote is taken back.")


def source_muted_toast(t: Texts, source: str) -> str:
    return t.plain("{source} is left out from now on. Undo it with /filter", source=shorten(source, 60))


def gone_toast(t: Texts) -> str:
    return t.plain("This story is forgotten by now.")


def which_mute(t: Texts, headline: str) -> Markup:
    return lines(t("<b>What shall I leave out?</b>"), shorten(headline, 200))


def reply_first(t: Texts) -> Markup:
    return t("Answer the message of a digest with that, so that I know which story you mean.")


def why(t: Texts, headline: str, found: Explanation) -> Markup:
    """What brought the story, who told it, and what its weight is made of."""
    return lines(
        t("<b>Why this story?</b>"),
        shorten(headline, 200),
        "",
        t("It is in what you follow: {matches}", matches=t.list(found.matches)) if found.matches else None,
        t.many("{count} source tells it in its own words", "{count} sources tell it in their own words", found.sources),
        "",
        t("Its weight is {weight}:", weight=_signed(t, found.total)),
        *(_reason(t, reason.name, reason.value) for reason in found.reasons),
    )


def tastes(t: Texts, found: Sequence[Taste], *, topics: Mapping[str, str]) -> Markup:
    """What the chat gets more and less of; `topics` are names by slug."""
    if not found:
        return lines(
            t("<b>Your taste</b>"),
            t("No votes yet. Tap 👍 or 👎 under a story: the next digests rank what is like it higher or lower."),
        )
    more = [_taste(t, taste, topics) for taste in found if taste.weight > 0][:MOST_TASTES]
    less = [_taste(t, taste, topics) for taste in reversed(found) if taste.weight < 0][:MOST_TASTES]
    return lines(
        t("<b>Your taste</b>"),
        t("What your votes make of the order of stories. Nothing is hidden for it."),
        *(["", t("<b>More from</b>"), *more] if more else []),
        *(["", t("<b>Less from</b>"), *less] if less else []),
    )


def confirm_reset(t: Texts) -> Markup:
    return t("Forget all votes of this chat? The order of stories is then the same as for everybody.")


def tastes_reset(t: Texts) -> Markup:
    return t("Forgotten. The order of stories is the same as for everybody.")


def _taste(t: Texts, taste: Taste, topics: Mapping[str, str]) -> Markup:
    name = topics.get(taste.name, taste.name) if taste.kind is TasteKind.TOPIC else taste.name
    return Markup("• {} ({})").format(shorten(name, 60), _signed(t, taste.weight))


def _reason(t: Texts, name: str, value: float) -> Markup:
    said = REASONS[name](t) if name in REASONS else Markup("{}").format(name)
    return Markup("{} {}").format(_signed(t, value), said)


def _signed(t: Texts, value: float) -> str:
    return f"{'+' if value >= 0 else '−'}{t.number(round(abs(value), 1))}"


REASONS: Mapping[str, Callable[[Texts], Markup]] = {
    "sources": lambda t: t("how many sources tell it"),
    "freshness": lambda t: t("how new it is"),
    "growth": lambda t: t("sources that joined within hours"),
    "topic": lambda t: t("topics and words that it matches"),
    "seen": lambda t: t("told to you before"),
    "variety": lambda t: t("other stories of these topics above it"),
    "taste": lambda t: t("your votes: /taste"),
}
