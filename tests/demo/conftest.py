"""A newsroom at a fixed start, whose clock the tests move by hand; and a real headless Chromium."""

import os
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from demo.newsroom.newsroom import Newsroom

START = datetime(2031, 5, 14, 9, 0, tzinfo=UTC)


class HandClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, time: datetime) -> None:
        self.time = time

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **span: float) -> None:
        self.time += timedelta(**span)


@pytest.fixture
def newsroom_clock() -> HandClock:
    return HandClock(START)


@pytest.fixture
def newsroom(newsroom_clock: HandClock) -> Newsroom:
    return Newsroom(START, newsroom_clock)


BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HINT = "no Chromium found; get one with: apt-get install chromium (or brew install --cask chromium)"


def browser_path() -> str:
    """Where Chromium is; skips the test where there is none, fails it where one is required."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path:
        return path
    if os.environ.get("NEWSDIGEST_TEST_BROWSER") == "required":
        pytest.fail(HINT)
    pytest.skip(HINT)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for the whole run; a test that uses it runs in the session's loop too."""
    path = browser_path()
    async with async_playwright() as playwright:
        # a sandbox needs privileges that containers and root accounts don't have
        chromium = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(loop_scope="session")
async def tab(browser: Browser) -> AsyncIterator[Page]:
    """A fresh desktop-sized tab; an error on its page, or something its policy refuses, fails the test."""
    context = await browser.new_context(
        viewport={"width": 1280, "height": 800}, timezone_id="UTC", reduced_motion="reduce"
    )
    tab = await context.new_page()
    tab.set_default_timeout(5000)
    troubles: list[str] = []
    tab.on("pageerror", lambda error: troubles.append(str(error)))
    tab.on("console", lambda said: troubles.append(said.text) if "Security Policy" in said.text else None)
    yield tab
    await context.close()
    assert troubles == []
