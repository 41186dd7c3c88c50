"""The commands in Telegram's menu, and what the bot says of itself in its profile."""

from bot.i18n.texts import Texts

Listed = tuple[tuple[str, str], ...]
"""(command, description) in the order of the menu."""


def reader(t: Texts) -> Listed:
    return (
        ("latest", t.plain("What is new now")),
        ("search", t.plain("Find stories by their words")),
        ("saved", t.plain("What you saved for later")),
        ("topics", t.plain("Choose what you follow")),
        ("list", t.plain("Your topics and your hours")),
        ("schedule", t.plain("When your digest comes")),
        ("pause", t.plain("Take a break")),
        ("resume", t.plain("Go on after a break")),
        ("quiet", t.plain("Hours in which nothing comes")),
        ("filter", t.plain("Words you want, and words you don't")),
        ("settings", t.plain("How you are told")),
        ("taste", t.plain("What your votes do")),
        ("chats", t.plain("Set up a group or channel")),
        ("sub", t.plain("Follow a topic or a site")),
        ("unsub", t.plain("Leave a topic or a site")),
        ("unsub_all", t.plain("Leave everything")),
        ("import", t.plain("Bring your feeds along (OPML)")),
        ("opml", t.plain("What you follow, as a file (OPML)")),
        ("lang", t.plain("The language I speak")),
        ("privacy", t.plain("What is kept about you")),
        ("help", t.plain("How this works")),
    )


def group(t: Texts) -> Listed:
    return (
        ("latest", t.plain("What is new now")),
        ("search", t.plain("Find stories by their words")),
        ("list", t.plain("This group's topics and hours")),
        ("topics", t.plain("Choose the topics (admins)")),
        ("sub", t.plain("Follow a topic or a site (admins)")),
        ("unsub", t.plain("Leave a topic or a site (admins)")),
        ("schedule", t.plain("When the digest comes (admins)")),
        ("pause", t.plain("Take a break (admins)")),
        ("resume", t.plain("Go on after a break (admins)")),
        ("quiet", t.plain("Hours in which nothing comes (admins)")),
        ("filter", t.plain("Words that are wanted, or not (admins)")),
        ("settings", t.plain("How this group is told (admins)")),
        ("lang", t.plain("The language I speak here (admins)")),
        ("help", t.plain("How this works")),
    )


def admin(t: Texts) -> Listed:
    home, *others = editor(t)
    return (home, ("stats", t.plain("The bot’s figures in pictures")), *others)


def editor(t: Texts) -> Listed:
    return (("admin", t.plain("Topics and feeds of this bot")), *reader(t))


def description(t: Texts) -> str:
    """What an empty chat shows above its Start button: at most 512 characters."""
    return t.plain(
        "I bring you the news, short and true. I read many outlets, put their reports of one event together, and pick "
        "the sentences that tell it: word for word, each with a link to where it stands. At your own hours."
    )


def short_description(t: Texts) -> str:
    """What the bot's profile shows: at most 120 characters."""
    return t.plain("A short news digest at your hours: quoted word for word, each story once, with all its sources.")
