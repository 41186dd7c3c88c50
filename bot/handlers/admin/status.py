"""/admin status: a link to the operator's status page, for the admin who asks."""

from bot.handlers.admin.forms import Form, form
from bot.page_tickets import link_for
from bot.texts.admin import status as texts
from bot.visit import Card, Visit


def forms() -> list[Form]:
    return [form("status|page", lambda visit, _: send_link(visit), example="/admin status")]


async def send_link(visit: Visit) -> None:
    """The link is for one person, and opens the page once: whoever asks again gets another one."""
    sender = visit.update.effective_user
    assert sender is not None
    address = link_for(visit.deps.settings, str(sender.id), now=visit.now)
    await visit.say(Card(texts.page(visit.t, address) if address else texts.no_page(visit.t)))
