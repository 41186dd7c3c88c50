"""The articles of some feeds without a database, for whoever tries newsdigest out."""

from html import escape

import pytest

from jobs.feeds.fetching.robots import Robots
from jobs.feeds.preview import Progress, fetch_articles

pytestmark = pytest.mark.asyncio(loop_scope="session")

TEXT = (
    "The dockers of Port Ansel walked out at midnight, leaving eleven ships waiting in the bay outside.",
    "Their union wants a night bonus of nine percent, and the port offers four over two years instead.",
)


def page(title: str) -> str:
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in TEXT)
    head = f"<!doctype html><html lang='en'><head><title>{title}</title></head>"
    return f"{head}<body><article><h1>{title}</h1>{body}</article></body></html>"


def rss(title: str, *paths: str) -> str:
    items = "".join(f"<item><title>{path}</title><link>{path}</link></item>" for path in paths)
    return f"<rss version='2.0'><channel><title>{title}</title>{items}</channel></rss>"


async def test_articles_come_in_the_feeds_order_with_keys_and_progress(site, client, workers, now):
    site.pages |= {"/one": rss("One", "/1", "/2", "/3"), "/two": rss("Two", "/4", "/1")}
    site.pages |= {f"/{n}": page(f"No. {n}") for n in range(1, 5)}
    steps: list[Progress] = []
    gathered = await fetch_articles(
        client, [site.url("/one"), site.url("/two")], now=now, limit=2, progress=steps.append, workers=workers
    )
    assert [article.url for article in gathered.articles] == [site.url("/1"), site.url("/2"), site.url("/4")]
    assert [article.key for article in gathered.articles] == [0, 1, 2]
    assert gathered.articles[0].text == "\n\n".join(TEXT)
    assert gathered.problems == ()
    assert [step.done for step in steps] == list(range(1, 7))
    assert steps[-1].known == 6


async def test_what_fails_is_named_with_its_reason_and_the_rest_stands(site, client, workers, now):
    site.pages |= {"/one": rss("One", "/1", "/nowhere"), "/1": page("No. 1")}
    addresses = [site.url("/one"), site.url("/missing"), "no address"]
    gathered = await fetch_articles(client, addresses, now=now, workers=workers)
    assert [article.title for article in gathered.articles] == ["/1"]
    problems = dict(gathered.problems)
    assert problems.keys() == {site.url("/missing"), "no address", site.url("/nowhere")}
    assert "404" in problems[site.url("/missing")]


async def test_robots_txt_is_respected_but_nobody_is_kept_waiting(site, client, workers, now):
    site.pages |= {"/robots.txt": "User-agent: *\nDisallow: /2\nCrawl-delay: 30", "/one": rss("One", "/1", "/2", "/3")}
    site.pages |= {f"/{n}": page(f"No. {n}") for n in range(1, 4)}
    robots = Robots(client, workers, paced=False)
    gathered = await fetch_articles(client, [site.url("/one")], now=now, workers=workers, robots=robots)
    assert [article.url for article in gathered.articles] == [site.url("/1"), site.url("/3")]
    assert gathered.problems == ((site.url("/2"), "the site's robots.txt asks that this page is not fetched"),)
