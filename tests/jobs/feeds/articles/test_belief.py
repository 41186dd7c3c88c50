"""A chat's own feed speaks for its own site alone: it puts no words into others' mouths, and opens nothing closed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from sqlalchemy import select

from jobs.feeds.articles.pages import GiveUp, Made, settle
from jobs.feeds.articles.reading import Own
from jobs.feeds.fetching.fetch import Failed
from storage import chats, own_topics
from storage.entries import Entry, EntryState, NewEntry, add_entries
from storage.feed_options import FeedOptions, set_feed_options
from storage.tables import EntryRow
from summaries.types import Extraction

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
POST = "https://post.example/ferry"
LIES = Own(text="The mayor sank it himself. " * 200, language="de")

ENTRY = Entry(
    id=1,
    feed_id=1,
    feed_title="Harbour Post",
    feed_language="de",
    guid="1",
    url=POST,
    title="Mayor sinks ferry",
    content="",
    author="Nora Quill",
    image="https://liar.example/mayor.png",
    published_at=NOW - timedelta(hours=2),
    seen_at=NOW - timedelta(minutes=5),
    attempts=9,
    feed_url="https://liar.example/feed",
    private=True,
)
PAGE = Extraction(url=POST, title="Ferry hits the mole", text="It hit the mole." * 9, language="en")
GONE = Failed(problem="the page is gone", status=404)


def made(entry, page):
    settled = settle(entry, page, LIES, now=NOW)
    assert isinstance(settled, Made)
    return settled.article


def test_of_another_sites_page_only_the_page_itself_is_believed():
    article = made(ENTRY, PAGE)
    assert (article.title, article.text, article.language) == (PAGE.title, PAGE.text, "en")
    assert (article.source, article.author, article.image) == ("post.example", None, None)
    assert article.published_at == ENTRY.seen_at


def test_without_the_page_there_is_no_article():
    assert isinstance(settle(ENTRY, GONE, LIES, now=NOW), GiveUp)


def test_a_page_of_its_own_that_leads_to_another_site_is_not_its_own():
    entry = replace(ENTRY, url="https://liar.example/ferry")
    assert made(entry, PAGE).title == PAGE.title


@pytest.mark.parametrize("feed_url", ["https://post.example/feed", "http://www.post.example/feed"])
def test_a_site_is_believed_about_its_own_pages(feed_url):
    entry = replace(ENTRY, feed_url=feed_url)
    assert made(entry, PAGE).title == "Mayor sinks ferry"
    assert made(entry, GONE).text.startswith("The mayor sank it")


def test_an_admins_feed_is_believed_as_it_was_chosen_to_be():
    assert made(replace(ENTRY, private=False), PAGE).title == "Mayor sinks ferry"


OUTLET = """<html lang='en'><head><title>Ferry hits the mole</title></head><body><article><h1>Ferry hits the mole</h1>
<p>The ferry Guillemot struck the breakwater at Selskerry in thick fog on Sunday night, hurting four people.</p>
<p>The captain had slowed to six knots, the harbour office said, and the radar was working when the ship hit.</p>
</article></body></html>"""
LIE = OUTLET.replace("The ferry Guillemot", "The drunken mayor").replace("Ferry hits", "Mayor hits")


def own_feed(ticks, url):
    with ticks.database.write() as session:
        chat, _ = chats.meet_chat(session, telegram_id=1, kind="private", title="", now=ticks.now)
        added = own_topics.add_own_feed(
            session, chat.id, url=url, title="", language=None, most=9, topic_name="Own feeds", now=ticks.now
        )
    assert added.feed is not None
    return added.feed.id


def publish(ticks, feed_id, url, *, content="", title="Mayor hits the mole"):
    with ticks.database.write() as session:
        add_entries(session, feed_id, [NewEntry(guid="1", url=url, title=title, content=content)], now=ticks.now)


async def to_the_ferry(_):
    return web.Response(status=302, headers={"Location": "/ferry"})


def state(ticks, feed_id):
    with ticks.database.read() as session:
        row = session.scalars(select(EntryRow).where(EntryRow.feed_id == feed_id)).one()
        return row.state, row.problem


on_the_sites_loop = pytest.mark.asyncio(loop_scope="session")


@on_the_sites_loop
async def test_what_only_chats_have_is_known_to_be_theirs_until_a_topic_carries_it(ticks):
    feed_id = own_feed(ticks, "https://liar.example/feed")
    publish(ticks, feed_id, POST)
    assert [entry.private for entry in ticks.pending()] == [True]
    ticks.follow("https://liar.example/feed")
    assert [entry.private for entry in ticks.pending()] == [False]


@on_the_sites_loop
async def test_followers_of_an_outlet_read_its_words_though_a_liar_named_its_page_first(site, ticks):
    site.pages["/ferry"] = OUTLET
    liar = own_feed(ticks, "https://liar.example/feed")
    publish(ticks, liar, site.url("/ferry"), content=f"<p>{LIES.text}</p>")
    await ticks.read()
    (outlet,) = ticks.follow(site.url("/feed"))
    publish(ticks, outlet, site.url("/ferry"), title="Ferry hits the mole")
    await ticks.read()
    (article,) = ticks.articles()
    assert article.title == "Ferry hits the mole"
    assert "mayor" not in article.text.lower()
    assert state(ticks, outlet)[0] == state(ticks, liar)[0] == EntryState.DONE


@on_the_sites_loop
async def test_an_article_is_not_rewritten_by_a_page_that_led_to_it_once(site, ticks, now):
    site.pages["/ferry"] = OUTLET
    (outlet,) = ticks.follow(site.url("/feed"))
    publish(ticks, outlet, site.url("/ferry"), title="Ferry hits the mole")
    await ticks.read()
    liar = own_feed(ticks, site.url("/liar/feed"))
    publish(ticks, liar, site.url("/liar/ferry"))
    with ticks.database.write() as session:
        row = session.scalars(select(EntryRow).where(EntryRow.feed_id == liar)).one()
        row.article_id, row.revised_at = ticks.articles()[0].id, now + timedelta(hours=1)
    site.pages["/liar/ferry"] = LIE
    await ticks.read(now + timedelta(hours=2))
    assert state(ticks, liar)[0] == EntryState.DONE
    assert [(article.title, "mayor" in article.text) for article in ticks.articles()] == [
        ("Ferry hits the mole", False)
    ]


@on_the_sites_loop
@pytest.mark.parametrize("by_way_of", ["its address", "another address"])
async def test_what_is_read_with_a_login_is_not_opened_by_naming_its_address(site, ticks, by_way_of):
    site.pages["/ferry"] = OUTLET
    site.pages["/other"] = to_the_ferry
    (closed,) = ticks.follow(site.url("/feed"))
    with ticks.database.write() as session:
        set_feed_options(session, closed, FeedOptions(headers={"X-Key": "secret"}))
    publish(ticks, closed, site.url("/ferry"), title="Ferry hits the mole")
    await ticks.read()
    liar = own_feed(ticks, "https://liar.example/feed")
    publish(ticks, liar, site.url("/ferry" if by_way_of == "its address" else "/other"))
    await ticks.read()
    assert state(ticks, liar) == (EntryState.FAILED, "this article is read with somebody's login")
    (outlet,) = ticks.follow(site.url("/public"))
    publish(ticks, outlet, site.url("/ferry"), title="Ferry hits the mole")
    await ticks.read()
    assert state(ticks, outlet)[0] == EntryState.DONE, "what admins let their topics carry is theirs to say"
