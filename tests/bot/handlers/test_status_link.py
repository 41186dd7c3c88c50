"""/admin status: a link to the status page, for admins in their private chat."""

import re

from bot.page_tickets import Purpose, Tickets


async def test_an_admin_gets_a_link_of_their_own(world, robin):
    world.deps.settings = world.deps.settings.model_copy(
        update={"status_url": "https://ops.example.org", "watch_port": 9464}
    )
    said = (await robin.ask("/admin status")).text
    found = re.search(r"https://ops\.example\.org/status/enter\?ticket=(\S+)", said)
    assert found
    tickets = Tickets(world.deps.settings.token.get_secret_value())
    ticket = tickets.read(found[1], Purpose.LINK, now=world.clock())
    assert ticket is not None
    assert ticket.subject == str(robin.id)


async def test_without_a_page_the_setting_is_named(world, robin):
    assert "NEWSDIGEST_STATUS_URL" in (await robin.ask("/admin status")).text


async def test_nobody_else_gets_one(world, sam):
    assert "ticket" not in (await sam.ask("/admin status")).text
