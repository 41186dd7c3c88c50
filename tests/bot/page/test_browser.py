"""The status page in a real browser, on a phone and on a desktop, light and dark."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
async def test_it_is_entered_by_the_token_read_and_left(opened, tab, width, scheme):
    await tab.set_viewport_size({"width": width, "height": 800})
    await tab.emulate_media(color_scheme=scheme)
    async with opened() as place:
        await tab.goto(f"{place.url}/status")
        await tab.get_by_label("The token of this page").fill("the token of this page")
        await tab.get_by_role("button", name="Log in").click()
        await tab.get_by_role("heading", name="All is well").wait_for()
        assert await tab.evaluate("document.documentElement.scrollWidth") == width
        # what a feed calls itself is read, and does nothing
        await tab.get_by_text("<script>alert('ferry')</script>").first.wait_for()
        ground = await tab.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(23, 33, 43)")
        picture = tab.get_by_role("img", name="Chart: messages by day")
        room = "document.documentElement.scrollHeight"
        await tab.wait_for_load_state()  # the heading is there before the end of the page is
        before = await tab.evaluate(room)
        await picture.scroll_into_view_if_needed()
        loaded = "image => image.complete && image.naturalWidth > 0 && image.currentSrc.includes('{}')"
        await picture.evaluate("image => image.decode()")
        assert await picture.evaluate(loaded.replace("{}", scheme))
        assert await tab.evaluate(room) == before
        await tab.get_by_role("button", name="Log out").click()
        await tab.get_by_role("heading", name="Log in").wait_for()


async def test_a_link_opens_it_by_a_button_once(opened, now, tab):
    from bot.page_tickets import OPERATOR, Purpose, Tickets, link

    async with opened() as place:
        token = place.settings.token.get_secret_value()
        address = link(place.url, Tickets(token).write(Purpose.LINK, OPERATOR, now=now))
        await tab.goto(address)
        await tab.get_by_role("button", name="Show how it is doing").click()
        await tab.get_by_role("heading", name="What waits").wait_for()
        await tab.goto(address)
        await tab.get_by_role("alert").wait_for()
