"""The bot ends, politely or not, and starts again: nothing is lost."""


async def test_a_digest_survives_a_crash_while_it_is_sent(own_scene) -> None:
    scene = own_scene
    reader = await scene.subscriber("Harbour & sea")
    faults = scene.stage.api.faults
    faults.slow_down(60, method="sendMessage", chat=reader.id)
    await scene.strike(reader)
    await scene.until(lambda: scene.count("sending") == 1 and faults.happened.total() > 0)
    await scene.restart(kill=True)
    assert await reader.wait_for(lambda message: bool(message.links), timeout=30)
    await scene.until(lambda: scene.count("sent") == 1)


async def test_the_conversation_goes_on_after_a_restart(own_scene) -> None:
    scene = own_scene
    reader = await scene.newcomer()
    await reader.send("/start")
    card = await reader.next_message()
    await reader.send("/search ferry")
    found = await reader.next_message()
    await scene.restart()
    await reader.tap(found, "1")
    await reader.tap(await reader.next_edit(), "‹ Back")
    # how many there are may change: two that are one are put together
    assert (await reader.next_edit()).text.startswith("🔎 ferry")
    await reader.tap(card, "Sport")
    assert "✓ Sport" in (await reader.next_edit()).buttons
    await scene.strike(reader)
    assert await reader.wait_for(lambda message: bool(message.links))
