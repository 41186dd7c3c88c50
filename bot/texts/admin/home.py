"""The card that everything starts from, and its typed forms."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.i18n.texts import Texts, lines, shorten


def home(t: Texts, *, topics: int, feeds: int, failing: int, chats: int) -> Markup:
    if not topics:
        return lines(
            t("<b>Welcome!</b>"),
            t(
                "First comes a topic, such as “Technology”; then the feeds that it is told from. "
                "A starter pack brings both."
            ),
        )
    counts = [
        t.many("{count} topic", "{count} topics", topics),
        t.many("{count} feed", "{count} feeds", feeds),
        *([t.many("{count} in trouble", "{count} in trouble", failing)] if failing else []),
        t.many("{count} chat", "{count} chats", chats),
    ]
    return lines(t("<b>Topics and feeds</b>"), Markup(" · ").join(counts), "", t("Tap a topic to change it."))


def edited_topics(t: Texts, *, topics: int) -> Markup:
    """What an editor sees instead."""
    if not topics:
        return t("There is no topic that you edit any more. Ask an admin of this bot.")
    return lines(
        t("<b>Your topics</b>"),
        t.many("You edit {count} topic.", "You edit {count} topics.", topics),
        "",
        t("Tap a topic to change it."),
    )


def ask_search(t: Texts) -> Markup:
    return t("Which topic? Write words of its name.")


def found_topics(t: Texts, words: str, *, found: int, shown: int) -> Markup:
    asked = shorten(words, 60)
    if not found:
        return t("I know no topic like “{words}”. Write other words.", words=asked)
    rest = t.many("{count} more fits; write more words.", "{count} more fit; write more words.", found - shown)
    return lines(
        t.many("{count} topic fits “{words}”.", "{count} topics fit “{words}”.", found, words=asked),
        rest if found > shown else None,
    )


def forms(t: Texts, examples: Sequence[str]) -> Markup:
    """The typed forms that this admin may use."""
    return lines(
        t("<b>In words:</b>"),
        *(Markup("<code>{}</code>").format(example) for example in examples),
        t("Or by buttons: /admin"),
    )


def not_understood(t: Texts, near: Sequence[str]) -> Markup:
    """`near` are the forms that may have been meant."""
    if not near:
        return t("I didn't understand that. By buttons: /admin – in words: {form}", form=_HELP)
    return lines(
        t("I didn't understand that. Did you mean one of these?"),
        *(Markup("<code>{}</code>").format(example) for example in near),
        t("All of them: {form}", form=_HELP),
    )


def gone_toast(t: Texts) -> str:
    return t.plain("That is no longer there.")


def expired_toast(t: Texts) -> str:
    return t.plain("This question is from an older message. Please start it again.")


def removed_toast(t: Texts, name: str) -> str:
    return t.plain("{name} is removed.", name=name)[:190]


def yes_remove(t: Texts) -> str:
    return t.plain("Yes, remove")


def no_keep(t: Texts) -> str:
    return t.plain("No, keep")


def skip(t: Texts) -> str:
    return t.plain("Skip")


def later(t: Texts) -> str:
    return t.plain("Later")


def save(t: Texts) -> str:
    return t.plain("✓ Save")


def all_feeds(t: Texts) -> str:
    return t.plain("All feeds")


def find_topic(t: Texts) -> str:
    return t.plain("🔍 Find a topic")


def find_again(t: Texts) -> str:
    return t.plain("🔍 Again")


def add_topic(t: Texts) -> str:
    return t.plain("➕ Add a topic")


_HELP = Markup("<code>/admin help</code>")
