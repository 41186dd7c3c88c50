"""Take the pictures in these docs from the demo's chat page, with the real bot behind it: `make pictures`.

They show what a reader sees today; a change of the look is a reason to run this again. Each step is what a person does:
a command written or a button tapped, and then the picture of what came of it.
"""

import asyncio
import shutil
import socket
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from demo.botapi.client import Message, User
from demo.newsroom.topics import TOPICS
from demo.stage import Stage, bot_running, opened, take_first_steps
from jobs.clock import utc_now

FOLDER = Path(__file__).parent / "pictures"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1200, "height": 800}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Picture:
    """What is written, the buttons tapped after it, and what the picture of that is called."""

    name: str
    written: str
    taps: tuple[str, ...] = ()
    scheme: str = "light"


TOUR = (
    Picture("why", "/latest", ("❓ Why?",)),
    Picture("settings", "/settings"),
    Picture("schedule", "/schedule", scheme="dark"),
    Picture("filter", "/filter ferry -football"),
    Picture("search", "/search ferry"),
    Picture("list", "/list"),
    Picture("admin-topic", "/admin", ("Politics",)),
    Picture("admin-more", "/admin", ("⋯ More",), scheme="dark"),
    Picture("figures", "/stats"),
)


async def main() -> None:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        sys.exit("no Chromium found; get one with: apt-get install chromium")
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        async with (
            opened(place, port=0, clock=utc_now) as stage,
            bot_running(stage, place, status_page()),
            User(stage.api.base_url) as user,
            async_playwright() as playwright,
        ):
            # the bot is there once it answers
            await user.send("/id")
            await user.next_message(timeout=PATIENCE_S)
            await take_first_steps(user, TOPICS[:3])
            await stage.read_first_articles(lambda read, total: None)
            browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            await take(browser, stage, "start")
            await stage.first_digest(user)
            await take(browser, stage, "digest", size=DESK, at="🗞")
            await take(browser, stage, "digest-phone", scheme="dark", at="🗞")
            for picture in TOUR:
                await show(user, picture)
                await take(browser, stage, picture.name, scheme=picture.scheme)
            await take_status_page(browser, user, "status")
            await browser.close()


def status_page() -> dict[str, str]:
    """The settings that make one, on a port that is free."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    return {"NEWSDIGEST_WATCH_PORT": str(port), "NEWSDIGEST_STATUS_URL": f"http://127.0.0.1:{port}"}


async def take_status_page(browser: Browser, user: User, name: str) -> None:
    """One picture of the operator's page, entered by the link that the bot hands out."""
    await user.send("/admin status")
    link = (await user.next_message(timeout=PATIENCE_S)).text.split()[3]
    page = await browser.new_page(viewport=DESK, device_scale_factor=1.5)
    await page.goto(link)
    await page.get_by_role("button").click()
    await page.get_by_role("heading", name="What waits").wait_for()
    await page.screenshot(path=FOLDER / f"{name}.png")
    await page.close()


async def show(user: User, picture: Picture) -> None:
    """Write the command and tap the buttons, until what the picture shows is there."""
    await user.send(picture.written)
    message: Message = await user.next_message(timeout=PATIENCE_S)
    for button in picture.taps:
        await user.tap(message, button)
        message = await user.next_edit(timeout=PATIENCE_S)
    if picture.name == "figures":
        # it says that it draws, and then puts the picture in the place of that
        await user.next_edit(timeout=PATIENCE_S)


async def take(
    browser: Browser,
    stage: Stage,
    name: str,
    *,
    scheme: str = "light",
    size: dict[str, int] = PHONE,
    at: str | None = None,
) -> None:
    """One picture of the chat as it stands: the last message in view, or the last one that says `at` from its top."""
    context = await browser.new_context(
        viewport=size, color_scheme=scheme, device_scale_factor=1.5, reduced_motion="reduce"
    )
    page = await context.new_page()
    await page.goto(stage.api.base_url)
    await page.get_by_role("textbox").wait_for()
    await _scroll(page, at)
    await page.screenshot(path=FOLDER / f"{name}.png")
    await context.close()


async def _scroll(page: Page, text: str | None) -> None:
    if text:
        await page.get_by_text(text).last.evaluate("line => line.scrollIntoView({block: 'start'})")
        # the line itself stood under the header's shade
        await page.locator("#scroller").evaluate("scroller => scroller.scrollBy(0, -80)")
    else:
        await page.locator("#scroller").evaluate("scroller => scroller.scrollTo(0, scroller.scrollHeight)")
    await page.wait_for_timeout(700)


if __name__ == "__main__":
    asyncio.run(main())
