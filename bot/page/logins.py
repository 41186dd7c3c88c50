"""The pages of who isn't logged in."""

from markupsafe import Markup

from bot.page.frame import joined, page
from bot.page_tickets import PAGE

NARROW = Markup(
    '<main class="narrow"><header><h1>newsdigest</h1></header>{}<section><h2>Log in</h2>{}</section></main>'
)


def login(*, token: bool, says: str = "") -> str:
    """Who isn't logged in: how to get in."""
    said = Markup('<p class="says" role="alert">{}</p>').format(says) if says else Markup()
    form = Markup(
        '<form method="post" action="{}/enter"><label for="token">The token of this page</label>'
        '<input id="token" name="token" type="password" autocomplete="current-password" required>'
        "<button>Log in</button></form>"
    ).format(PAGE)
    ways = joined(
        "<li>{} <code>{}</code>{}</li>",
        (
            ("In Telegram, send", "/admin status", " to the bot: it answers with a link for you."),
            ("On the machine, run", "newsdigest status-link", ": it prints one."),
        ),
    )
    inside = (form if token else Markup()) + Markup("<ul>{}</ul>").format(ways)
    return page("newsdigest: log in", NARROW.format(said, inside))


def enter(ticket: str) -> str:
    """A link was followed: only the button uses it up, since previews and scanners follow links too."""
    form = Markup(
        '<form method="post" action="{}/enter"><input type="hidden" name="ticket" value="{}">'
        "<button autofocus>Show how it is doing</button></form>"
    ).format(PAGE, ticket)
    return page("newsdigest: log in", NARROW.format(Markup(), form))
