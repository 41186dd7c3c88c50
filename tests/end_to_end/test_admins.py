"""What an admin does in the chat, and what everybody else is told."""

from datetime import timedelta

import pytest

from jobs.clock import utc_now
from storage import feeds, topics

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_an_admin_adds_a_topic_and_a_feed_and_readers_get_its_stories(scene) -> None:
    admin = await scene.user(scene.owner)
    await admin.send("/admin add topic Islands")
    made = await admin.next_message()
    assert "Islands" in made.text
    feed = f"{scene.stage.newsroom_address}/harbour-post/politics/feed.xml"
    await admin.send(f"/admin add feed {feed} to Islands")
    shown = await admin.wait_for(lambda message: any("Save" in button for button in message.buttons))
    titles = [piece.title for piece in scene.stage.newsroom.published() if piece.outlet.slug == "harbour-post"]
    assert sum(title in shown.text for title in titles) == 3, "its three newest titles are shown before it is saved"
    await admin.tap(shown, "Save")
    await admin.wait_for(lambda message: "Islands" in message.text)

    reader = await scene.subscriber("Islands")
    await reader.send("/latest")
    assert await reader.wait_for(lambda message: bool(message.links), timeout=30)


async def test_an_address_without_a_feed_is_refused_in_plain_words(scene) -> None:
    admin = await scene.user(scene.owner)
    await admin.send("/admin add topic Nowhere")
    await admin.next_message()
    await admin.send(f"/admin add feed {scene.stage.newsroom_address}/robots.txt to Nowhere")
    problem = await admin.wait_for(lambda message: "feed" in message.text and "Traceback" not in message.text)
    assert problem.text


async def test_an_admin_hears_of_a_feed_that_fails_for_good_and_taps_through_to_it(scene) -> None:
    admin = await scene.user(scene.owner)
    await admin.send("/start")
    await admin.next_message()
    long_ago = utc_now() - timedelta(days=9)
    with scene.database.write() as session:
        topic = topics.add_topic(session, slug="old-news", name="Old news", now=long_ago)
        address = f"{scene.stage.newsroom_address}/closed/feed.xml"
        feed = feeds.add_feed(session, url=address, title="Closed Gazette", language=None, now=long_ago)
        for _ in range(8):
            gone = feeds.Check(at=long_ago, next_check_at=long_ago, problem="there is nothing at this address")
            feeds.record_check(session, feed.id, gone)
        topics.link_feed(session, topic.id, feed.id)
    told = await admin.wait_for(lambda message: "can’t be read" in message.text, timeout=30)
    assert "Closed Gazette" in told.text
    await admin.tap(told, "Closed Gazette")
    card = await admin.next_edit()
    assert address in card.text
    assert any("Check now" in button for button in card.buttons)


async def test_a_stranger_is_refused_politely_everywhere(scene) -> None:
    stranger = await scene.newcomer("Mallory")
    for text in ("/admin", "/admin add topic Mine", "/admin remove topic Sport"):
        await stranger.send(text)
        assert "Sorry" in (await stranger.next_message()).text


async def test_a_strangers_forged_taps_change_nothing(scene) -> None:
    admin = await scene.user(scene.owner)
    await admin.send("/admin")
    card = await admin.next_message()
    stolen = [button["callback_data"] for row in card.rows for button in row]
    stolen = [data for data in stolen if not data.endswith("none")]  # the page's number does nothing for anybody
    stranger = await scene.newcomer("Mallory")
    await stranger.send("/help")
    message = await stranger.next_message()
    for data in [*stolen, "v1:", "v999:x", "x" * 64, "v1:topic:remove:1"]:
        query = await stranger.tap_data(message, data)
        answer = await stranger.answer_to(query)
        assert answer["text"], data
