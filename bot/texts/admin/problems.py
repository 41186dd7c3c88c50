"""What is wrong with a feed, in plain words by its kind, and what helps."""

from markupsafe import Markup

from bot.i18n.texts import Texts
from jobs.feeds.problem_kinds import ProblemKind


def kind_words(t: Texts, kind: ProblemKind) -> str:
    """A few words, without a full stop."""
    match kind:
        case ProblemKind.ENDED:
            return t.plain("nothing is there any more")
        case ProblemKind.LOGIN:
            return t.plain("it asks for a login")
        case ProblemKind.REFUSED:
            return t.plain("its server refuses")
        case ProblemKind.WALL:
            return t.plain("the site turns programs away")
        case ProblemKind.TOO_OFTEN:
            return t.plain("it was asked too often")
        case ProblemKind.SERVER:
            return t.plain("its server has a fault")
        case ProblemKind.UNREACHABLE:
            return t.plain("its server can't be reached")
        case ProblemKind.SLOW:
            return t.plain("its server is too slow")
        case ProblemKind.CERTIFICATE:
            return t.plain("its certificate isn't valid")
        case ProblemKind.ADDRESS:
            return t.plain("its address leads nowhere good")
        case ProblemKind.CONTENT:
            return t.plain("what comes is no feed")
        case ProblemKind.OTHER:
            return t.plain("something else")


def what_helps(t: Texts, kind: ProblemKind) -> Markup | None:
    match kind:
        case ProblemKind.ENDED | ProblemKind.ADDRESS | ProblemKind.CONTENT:
            return t("Look on the site for its new address, and change it here.")
        case ProblemKind.LOGIN:
            return t(
                "Change its address to one with the login in it: {example}. It is kept apart and never shown.",
                example=Markup("<code>https://user:password@…</code>"),
            )
        case ProblemKind.REFUSED | ProblemKind.WALL:
            return t("The site doesn't want it read so. Another feed of the same news may help.")
        case ProblemKind.TOO_OFTEN | ProblemKind.SERVER | ProblemKind.UNREACHABLE | ProblemKind.SLOW:
            return t("That mostly passes; I try again by myself.")
        case ProblemKind.CERTIFICATE:
            return t("Only the site can mend that; I try again by myself.")
        case ProblemKind.OTHER:
            return None
