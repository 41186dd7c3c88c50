"""The chat page in a real browser, with the real bot behind it: what a newcomer does in the first minute."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def scene(stage_of, browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[object]:
    async with stage_of(tmp_path_factory.mktemp("browser")) as scene:
        yield scene


async def test_start_a_topic_and_the_digest(scene, tab) -> None:
    await tab.goto(scene.stage.api.base_url)
    await tab.get_by_role("button", name="Start", exact=True).click()
    await tab.get_by_role("button", name="Harbour & sea").wait_for()
    # typed, as everybody does who comes back
    await tab.get_by_role("textbox").fill("/start")
    await tab.keyboard.press("Enter")
    await tab.get_by_role("button", name="Harbour & sea").nth(1).click()
    await tab.get_by_role("button", name="✓ Harbour & sea").wait_for()
    await tab.get_by_role("button", name="Next").last.click()
    await tab.get_by_role("button", name="08:00").click()
    sentences = tab.locator("a[href*='#:~:text=']")
    await sentences.nth(2).wait_for(timeout=20_000)
    digest = await tab.get_by_role("log").inner_text()
    assert "Your digest" in digest
    assert "①" in digest, "each sentence says which source it stands in"


async def test_a_sentences_link_opens_the_article_that_says_it(scene, tab) -> None:
    """The same reader comes back: the conversation is still there, and a tap leads to the place in the source."""
    await tab.goto(scene.stage.api.base_url)
    link = tab.locator("a[href*='#:~:text=']").last
    await link.wait_for()
    async with tab.context.expect_page() as opening:
        await link.click()
    article = await opening.value
    await article.wait_for_load_state()
    assert article.url.startswith(scene.stage.newsroom_address)
    assert await article.locator("h1").count() >= 1


async def test_the_picture_in_the_readme_is_there() -> None:
    picture = Path(__file__).parents[2] / "docs" / "pictures" / "digest.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
