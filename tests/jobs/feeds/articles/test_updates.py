"""What a publisher changes after publishing it, through both ticks and up to what a chat is told."""

from datetime import timedelta
from html import escape

import pytest
import pytest_asyncio
from aiohttp import web

from jobs.articles import as_article
from jobs.digests.content.choosing import choose
from jobs.feeds.articles.stories import StoryDesk
from jobs.search import search_stories
from storage.articles import topic_stories
from storage.digests import DigestKind, Told, ToldStory, add_digest
from storage.tables import ChatRow, EntryRow
from storage.topics import topic_called
from summaries.window import assign

pytestmark = pytest.mark.asyncio(loop_scope="session")

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)

TITLE = "Ferry hits the breakwater at Selskerry"
FERRY = (
    "The ferry Guillemot struck the breakwater at Selskerry in thick fog on Sunday night, hurting four people.",
    "The captain had slowed to six knots, the harbour office said, and the radar was working when the ship hit.",
    "Two of the injured were taken to the hospital in Port Ansel, and the ferry is to be towed there on Monday.",
)
CORRECTED = (FERRY[0].replace("four", "seven"), *FERRY[1:])


def page(title, paragraphs, head=""):
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    return (
        f"<!doctype html><html lang='en'><head><title>{escape(title)}</title>{head}"
        f"<meta property='og:site_name' content='Harbour Post'></head>"
        f"<body><article><h1>{escape(title)}</h1>{text}</article></body></html>"
    )


def feed(*items, title="Harbour Post"):
    return f"<rss version='2.0'><channel><title>{title}</title><language>en</language>{''.join(items)}</channel></rss>"


def item(title, link="/ferry", guid="ferry", content="Fog at sea.", date="Mon, 02 Mar 2026 07:00:00 GMT"):
    identity = f"<guid isPermaLink='false'>{guid}</guid>" if guid else ""
    return (
        f"<item><title>{escape(title)}</title><link>{link}</link>{identity}<pubDate>{date}</pubDate>"
        f"<description>{escape(content)}</description></item>"
    )


@pytest_asyncio.fixture(loop_scope="session")
async def published(site, ticks):
    """A ferry's accident, as it was first told."""
    site.pages |= {"/feed": feed(item(TITLE)), "/ferry": page(TITLE, FERRY)}
    ticks.follow(site.url("/feed"))
    await ticks.check()
    assert (await ticks.read()).articles == 1
    return ticks.articles()[0]


def row_of(ticks):
    with ticks.database.read() as session:
        return session.get_one(EntryRow, 1)


async def test_a_retitled_and_corrected_article_stays_the_same_one_in_its_new_words(site, ticks, published, now):
    later = now + HOUR
    site.pages |= {"/feed": feed(item("Seven hurt as ferry hits the breakwater")), "/ferry": page(TITLE, CORRECTED)}
    assert (await ticks.check(at=later)).entries == 0
    report = await ticks.read(at=later)
    assert (report.articles, report.updated, report.copies) == (0, 1, 0)
    (article,) = ticks.articles()
    assert (article.id, article.story_id, article.url) == (published.id, published.story_id, published.url)
    assert (article.title, article.text) == ("Seven hurt as ferry hits the breakwater", "\n\n".join(CORRECTED))
    assert (article.published_at, article.fetched_at) == (published.published_at, published.fetched_at)
    assert (article.updated_at, article.read_at) == (later, later)
    assert (row_of(ticks).state, row_of(ticks).content) == ("done", "")
    assert ticks.pending(later + 9 * HOUR) == []


async def test_the_search_finds_an_article_by_the_words_it_has_now(site, ticks, published, now):
    def found(text):
        with ticks.database.read() as session:
            topic = topic_called(session, "sea")
            page = search_stories(session, text, topic_ids=[topic.id], now=now)
        return [(story.hit.story_id, story.sentence) for story in page.stories]

    assert found("four hurting selskerry") == [(published.story_id, FERRY[0])]
    site.pages |= {"/feed": feed(item("Seven hurt as ferry hits the breakwater")), "/ferry": page(TITLE, CORRECTED)}
    await ticks.check(at=now + HOUR)
    assert (await ticks.read(at=now + HOUR)).updated == 1
    assert found("four hurting selskerry") == []
    assert found("seven hurting") == [(published.story_id, CORRECTED[0])]


@pytest.mark.parametrize(
    "same",
    [
        item(TITLE + "  (12)"),
        item(TITLE, content="<p>Fog  at sea.</p><p>31 comments</p>"),
        item(TITLE, guid="changed"),
        item(TITLE, guid=""),
        item(TITLE, link="/ferry/?utm_source=rss#comments"),
        item(TITLE, link="/ferry/amp", guid="changed"),
        item(TITLE, date="Mon, 02 Mar 2026 07:30:00 GMT"),
    ],
)
async def test_what_says_nothing_new_is_neither_fetched_nor_told_again(site, ticks, published, now, same):
    site.pages["/feed"] = feed(same)
    later = now + HOUR
    assert (await ticks.check(at=later)).entries == 0
    report = await ticks.read(at=later)
    assert (report.articles, report.updated, report.copies) == (0, 0, 0)
    assert site.asked("/ferry") == 1
    assert ticks.articles() == [published]


async def test_a_live_blog_is_fetched_ever_less_often(site, ticks, published, now):
    for tick in range(1, 24 * 6):
        at = now + 10 * MINUTE * tick
        site.pages |= {
            "/feed": feed(item(f"Ferry: word no. {tick}")),
            "/ferry": page(f"Live {tick}", (*FERRY, FERRY[0])),
        }
        with ticks.database.write() as session:
            session.connection().exec_driver_sql("UPDATE feeds SET next_check_at = '2026-01-01 00:00:00'")
        await ticks.check(at=at)
        await ticks.read(at=at)
    assert site.asked("/ferry") == 5
    (article,) = ticks.articles()
    assert article.title.startswith("Ferry: word no.")


async def test_an_update_alone_is_no_reason_to_tell_a_story_again(site, ticks, published, now):
    topic_id, chat = 1, 1
    with ticks.database.write() as session:
        session.add(
            ChatRow(id=chat, telegram_id=7, thread_id=0, kind="private", title="", state="active", created_at=now)
        )
        told = ToldStory(story_id=published.story_id, sources=1, score={}, matches=())
        until = now + MINUTE
        add_digest(session, chat_id=chat, kind=DigestKind.LATEST, since=now, until=until, stories=[told], now=until)
        topic = topic_called(session, "sea")
    later = now + HOUR
    site.pages |= {"/feed": feed(item("Seven hurt as ferry hits the breakwater")), "/ferry": page(TITLE, CORRECTED)}
    await ticks.check(at=later)
    assert (await ticks.read(at=later)).updated == 1
    with ticks.database.read() as session:
        assert topic_stories(session, topic_ids=[topic_id], since=now + MINUTE, until=later + MINUTE) == frozenset()
    before = {published.story_id: Told(at=now + MINUTE, sources=1)}
    assert choose([(topic, article) for article in ticks.articles()], before) == []


async def test_the_desks_window_knows_the_new_words_and_no_more_the_old_ones(site, ticks, published, now):
    bank = (
        "The Bank of Kestmark cut its key interest rate to 3.25 percent on Monday, the third cut in a row this year.",
        "Governor Ilse Winstrand said inflation had fallen faster than the council had expected in the autumn.",
    )
    old = as_article(published, key=0)
    other = StoryDesk(ticks.database)
    await other.catch_up(now=now)
    assert assign(old, ticks.desk._window) == published.story_id
    site.pages |= {"/feed": feed(item("Bank of Kestmark cuts its rate")), "/ferry": page("Bank cuts its rate", bank)}
    await ticks.check(at=now + HOUR)
    await ticks.read(at=now + HOUR)
    await other.catch_up(now=now + HOUR)
    new = as_article(ticks.articles()[0], key=0)
    for desk in (ticks.desk, other):
        assert assign(old, desk._window) is None
        assert assign(new, desk._window) == published.story_id


async def test_a_page_that_is_gone_leaves_the_article_with_its_new_title(site, ticks, published, now):
    site.pages["/feed"] = feed(item("Seven hurt as ferry hits the breakwater", content="Seven people were hurt."))
    del site.pages["/ferry"]
    await ticks.check(at=now + HOUR)
    assert (await ticks.read(at=now + HOUR)).updated == 1
    (article,) = ticks.articles()
    assert (article.title, article.text) == ("Seven hurt as ferry hits the breakwater", published.text)
    assert row_of(ticks).problem == "there is nothing at this address (404 Not Found)"


async def test_without_page_and_words_the_article_stays_as_it_is(site, ticks, published, now):
    site.pages["/feed"] = feed(item("Seven hurt as ferry hits the breakwater", content=""))
    del site.pages["/ferry"]
    await ticks.check(at=now + HOUR)
    report = await ticks.read(at=now + HOUR)
    assert (report.updated, report.failed) == (0, 0)
    assert ticks.articles()[0].text == published.text
    assert row_of(ticks).state == "done"


async def test_a_page_that_fails_for_now_is_tried_again_for_its_new_words_too(site, ticks, published, now):
    async def busy(_):
        return web.Response(status=503)

    site.pages |= {"/feed": feed(item("Seven hurt as ferry hits the breakwater")), "/ferry": busy}
    await ticks.check(at=now + HOUR)
    assert (await ticks.read(at=now + HOUR)).waiting == 1
    assert ticks.articles()[0].title == TITLE
    site.pages["/ferry"] = page(TITLE, CORRECTED)
    assert (await ticks.read(at=now + 2 * HOUR)).updated == 1
    assert ticks.articles()[0].text == "\n\n".join(CORRECTED)


async def test_an_article_of_two_feeds_is_read_again_once_for_both(site, ticks, published, now):
    site.pages["/other"] = feed(item(TITLE), title="Harbour Post: Sea")
    ticks.follow(site.url("/other"))
    await ticks.check(at=now + MINUTE)
    assert (await ticks.read(at=now + MINUTE)).copies == 1
    changed = item("Seven hurt as ferry hits the breakwater")
    site.pages |= {"/feed": feed(changed), "/other": feed(changed), "/ferry": page(TITLE, CORRECTED)}
    later = now + 6 * HOUR
    await ticks.check(at=later)
    assert (await ticks.read(at=later)).updated == 1
    report = await ticks.read(at=later + MINUTE)
    assert (report.updated, report.copies) == (0, 1)
    assert ticks.pending(later + MINUTE) == []
    assert site.asked("/ferry") == 2


async def test_an_entry_that_was_corrected_before_it_was_read_is_read_once(site, ticks, now):
    site.pages |= {"/feed": feed(item(TITLE)), "/ferry": page(TITLE, FERRY)}
    ticks.follow(site.url("/feed"))
    await ticks.check()
    site.pages["/feed"] = feed(item("Seven hurt as ferry hits the breakwater"))
    await ticks.check(at=now + HOUR)
    assert (await ticks.read(at=now + HOUR)).articles == 1
    assert ticks.articles()[0].title == "Seven hurt as ferry hits the breakwater"
    assert ticks.pending(now + 9 * HOUR) == []
    assert site.asked("/ferry") == 1


async def test_an_old_articles_correction_is_not_read(site, ticks, published, now):
    site.pages["/feed"] = feed(item("Seven hurt as ferry hits the breakwater"))
    later = now + timedelta(days=8)
    await ticks.check(at=later)
    assert (await ticks.read(at=later)).updated == 0
    assert site.asked("/ferry") == 1
