"""Who may do what, and what wasn't understood."""

from markupsafe import Markup

from bot.i18n.texts import Texts, lines, shorten


def admins_only(t: Texts) -> Markup:
    return t("Only this group's admins may change that. Everybody may ask for /latest and /list.")


def admins_only_toast(t: Texts) -> str:
    return t.plain("Only this group's admins may change that.")


def runners_only(t: Texts) -> Markup:
    return t("Sorry, that is for the people who run this bot. What you can do: /help")


def runners_only_toast(t: Texts) -> str:
    return t.plain("Sorry, that is for the people who run this bot.")


def not_theirs(t: Texts) -> Markup:
    return t("That isn't yours to change, or is no longer there. Your topics: /admin")


def not_theirs_toast(t: Texts) -> str:
    return t.plain("That isn't yours to change, or is no longer there.")


def private_only(t: Texts, command: str) -> Markup:
    return t("Please write {command} to me in our private chat, where nobody else reads along.", command=command)


def private_only_toast(t: Texts) -> str:
    return t.plain("Please use this in our private chat.")


def old_button_toast(t: Texts) -> str:
    return t.plain("This button is from an older message. Here is the current card.")


def old_button_no_card_toast(t: Texts) -> str:
    return t.plain("This button is from an older message. Write /help to see what I can do.")


def cancelled(t: Texts) -> Markup:
    return t("All right, nothing was changed.")


def nothing_to_cancel(t: Texts) -> Markup:
    return t("There is nothing to cancel. What I can do: /help")


def not_text(t: Texts) -> Markup:
    return t("I can only read text. What I can do: /help")


def unknown_command(t: Texts, command: str, near: str | None) -> Markup:
    shown = shorten(command, 30)
    if near:
        return t("I don't know /{command}. Did you mean /{near}?", command=shown, near=near)
    return t("I don't know /{command}. What I can do: /help", command=shown)


def free_text(t: Texts) -> Markup:
    return t(
        "I understand commands best. /latest brings the news, /topics changes what you follow, /help shows the rest."
    )


def failed(t: Texts, *, reference: str, kind: str, place: str) -> Markup:
    """For the owners: somebody was told this reference."""
    return lines(
        t("⚠️ <b>Something failed</b> (reference {reference})", reference=reference),
        Markup("<code>{} {}</code>").format(kind, place),
        t("Who met it was told the reference. The log has all of it."),
    )


def later(t: Texts) -> str:
    """For who writes while the database is away."""
    return t.plain("My database is out of reach right now. You will get your answer as soon as it works again.")


def apology(t: Texts, reference: str) -> str:
    return t.plain(
        "Something went wrong here, and it has been noted. Please try again in a moment. (Reference: {reference})",
        reference=reference,
    )
