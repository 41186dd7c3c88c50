"""Take the pictures in these docs from the demo's chat page, with the real bot behind it: `make pictures`.

They show what a reader sees today; a change of the look is a reason to run this again.
"""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from demo.botapi.client import User
from demo.newsroom.topics import TOPICS
from demo.stage import Stage, bot_running, opened, take_first_steps
from jobs.clock import utc_now

FOLDER = Path(__file__).parent / "pictures"
PHONE = {"width": 412, "height": 860}
DESK = {"width": 1200, "height": 800}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


async def main() -> None:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        sys.exit("no Chromium found; get one with: apt-get install chromium")
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        async with (
            opened(place, port=0, clock=utc_now) as stage,
            bot_running(stage, place),
            User(stage.api.base_url) as user,
            async_playwright() as playwright,
        ):
            await take_first_steps(user, TOPICS[:3])
            await stage.read_first_articles(lambda read, total: None)
            await stage.first_digest(user)
            browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            await take(browser, stage, "digest", scheme="light", size=DESK)
            await take(browser, stage, "digest-phone", scheme="dark", size=PHONE)
            await user.send("/schedule")
            await user.next_message()
            await take(browser, stage, "schedule", scheme="light", size=PHONE)
            await browser.close()


async def take(browser: Browser, stage: Stage, name: str, *, scheme: str, size: dict[str, int]) -> None:
    """One picture of the chat as it stands, the last message in view."""
    context = await browser.new_context(
        viewport=size, color_scheme=scheme, device_scale_factor=1.5, reduced_motion="reduce"
    )
    page = await context.new_page()
    await page.goto(stage.api.base_url)
    await page.get_by_role("textbox").wait_for()
    await _show(page, "🗞" if name.startswith("digest") else None)
    await page.screenshot(path=FOLDER / f"{name}.png")
    await context.close()


async def _show(page: Page, text: str | None) -> None:
    if text:
        await page.get_by_text(text).last.evaluate("line => line.scrollIntoView({block: 'start'})")
        # the line itself stood under the header's shade
        await page.locator("#scroller").evaluate("scroller => scroller.scrollBy(0, -80)")
    else:
        await page.locator("#scroller").evaluate("scroller => scroller.scrollTo(0, scroller.scrollHeight)")
    await page.wait_for_timeout(500)


asyncio.run(main())
