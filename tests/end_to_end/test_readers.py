"""What a reader lives through: the real bot over HTTP, with the newsroom's stories."""

from urllib.parse import unquote

import pytest

from storage import chats, deliveries

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_three_taps_bring_the_first_digest(scene) -> None:
    reader = await scene.newcomer()
    await reader.send("/start")
    welcome = await reader.next_message()
    assert "Harbour & sea" in welcome.buttons
    await reader.tap(welcome, "Harbour & sea")
    chosen = await reader.next_edit()
    assert "✓ Harbour & sea" in chosen.buttons
    await reader.tap(chosen, "Next")
    await reader.tap(await reader.next_edit(), "08:00")
    digest = await reader.wait_for(lambda message: bool(message.links))
    assert all(link.startswith(scene.stage.newsroom_address) for link in digest.links)
    assert any("#:~:text=" in link for link in digest.links), "sentences link to their place"


async def test_every_sentence_of_a_digest_stands_in_the_article_it_links_to(scene) -> None:
    reader = await scene.subscriber("Harbour & sea", "Politics")
    await reader.send("/latest")
    digest = await reader.wait_for(lambda message: bool(message.links))
    pages = {piece.path: " ".join(piece.paragraphs) for piece in scene.stage.newsroom.pieces}
    quoted = [link for link in digest.links if "#:~:text=" in link]
    assert quoted
    for link in quoted:
        address, _, fragment = link.partition("#:~:text=")
        text = pages[address.removeprefix(scene.stage.newsroom_address)]
        for words in (unquote(part) for part in fragment.split(",")):
            assert words.strip("-") in text


async def test_an_event_told_by_several_outlets_is_one_story(scene) -> None:
    reader = await scene.subscriber("Harbour & sea")
    await reader.send("/latest")
    digest = await reader.wait_for(lambda message: bool(message.links))
    assert "+" in digest.text or digest.text.count("②") >= 1


async def test_latest_twice_says_honestly_that_nothing_is_new(scene) -> None:
    reader = await scene.subscriber("Sport")
    await reader.send("/latest")
    await reader.wait_for(lambda message: bool(message.links))
    while True:  # what didn't fit the first time comes until all is told
        await reader.send("/latest")
        answer = await reader.next_message()
        if not answer.links:
            break
    assert "othing new" in answer.text


async def test_latest_before_choosing_anything_offers_the_topics(scene) -> None:
    reader = await scene.newcomer()
    await reader.send("/latest")
    answer = await reader.next_message()
    assert "Harbour & sea" in answer.buttons


async def test_hours_are_set_by_words(scene) -> None:
    reader = await scene.subscriber("Sport")
    await reader.send("/schedule 07:30 18:00 Europe/Kyiv mon-fri")
    answer = await reader.next_message()
    assert "07:30" in answer.text
    assert "18:00" in answer.text
    assert "Kyiv" in answer.text


async def test_words_that_are_no_schedule_are_named(scene) -> None:
    reader = await scene.subscriber("Sport")
    await reader.send("/schedule 25:99 tomorrowish")
    answer = await reader.next_message()
    assert "25:99" in answer.text
    assert "/schedule 07:30" in answer.text


async def test_a_pause_holds_the_digest_and_resume_brings_it_back(scene) -> None:
    reader = await scene.subscriber("Science & technology")
    await reader.send("/pause")
    assert "/resume" in (await reader.next_message()).text
    with scene.database.read() as session:
        chat = chats.find_chat(session, reader.id)
        assert chat is not None
    await reader.send("/resume")
    assert "08:00" in (await reader.next_message()).text
    await scene.strike(reader)
    assert await reader.wait_for(lambda message: bool(message.links))


async def test_subscriptions_by_name(scene) -> None:
    reader = await scene.newcomer()
    await reader.send("/sub sport")
    assert "Sport" in (await reader.next_message()).text
    await reader.send("/list")
    assert "Sport" in (await reader.next_message()).text
    await reader.send("/unsub Sport")
    assert "Sport" in (await reader.next_message()).text
    await reader.send("/list")
    assert "no topics" in (await reader.next_message()).text


@pytest.mark.parametrize(
    "text", ["/help", "/privacy", "/frobnicate", "hello there", "<b>& \u202e\u0000", "/sub " + "x" * 4000]
)
async def test_whatever_is_written_gets_a_helpful_answer(scene, text: str) -> None:
    reader = await scene.newcomer()
    await reader.send(text)
    assert (await reader.next_message()).text


async def test_a_reader_who_blocks_the_bot_gets_nothing_more_until_he_comes_back(scene) -> None:
    reader = await scene.subscriber("Politics")
    await reader.block()
    await scene.strike(reader)

    def state() -> str:
        with scene.database.read() as session:
            chat = chats.find_chat(session, reader.id)
        assert chat is not None
        return chat.state

    await scene.until(lambda: state() == "inactive")
    await reader.unblock()
    await reader.send("/start")
    await reader.next_message()
    assert state() == "active"


async def test_too_many_requests_delay_a_digest_and_lose_nothing(scene) -> None:
    reader = await scene.subscriber("Business")
    scene.stage.api.faults.flood(1, method="sendMessage", chat=reader.id, times=2)
    await scene.strike(reader)
    assert await reader.wait_for(lambda message: bool(message.links), timeout=20)
    with scene.database.read() as session:
        assert deliveries.count_deliveries(session).get("failed", 0) == 0
