"""Two bots behind a balancer: each message is answered once, a chat's in their order, and none is lost."""

import asyncio

from bot.settings import POSTED_PATH
from demo.botapi.client import User
from demo.botapi.faults import Fault, Kind
from demo.botapi.server import LocalBotApi
from tests.bot.webhook.conftest import PATIENCE_S, post, process, running, until, waiting, written


async def test_both_answer_and_each_message_is_answered_once(shared, api, balancer, settings_for):
    async with running(settings_for(shared)), running(settings_for(shared)), User(api.base_url) as reader:
        for _ in range(4):
            await reader.send("/help")
            assert "/latest" in (await reader.next_message(PATIENCE_S)).text
        await waiting(shared, 0)
        assert len([message for message in await reader.messages() if message.from_bot]) == 4
    assert set(balancer.passed[POSTED_PATH]) == set(balancer.ports)


async def test_a_chats_messages_are_answered_in_order_though_two_bots_have_them_and_hold_up_nobody_else(
    shared, api, balancer, settings_for
):
    async with (
        running(settings_for(shared)),
        running(settings_for(shared)),
        User(api.base_url) as reader,
        User(api.base_url, await reader.new_user("Sam")) as other,
    ):
        api.faults.add(Fault(kind=Kind.SLOW, method="sendMessage", chat=reader.id, seconds=1.5))
        await reader.send("/help")
        await reader.send("/privacy")
        await reader.send("/help")
        await other.send("/help")
        await other.next_message(PATIENCE_S)
        assert not [message for message in await reader.messages() if message.from_bot], "the first is under way"
        answers = [await reader.next_message(PATIENCE_S) for _ in range(3)]
        assert ["/latest" in answer.text for answer in answers] == [True, False, True]


async def test_what_telegram_posts_again_is_answered_once_whoever_gets_it(shared, api, balancer, settings_for):
    settings = settings_for(shared)
    async with running(settings) as one, running(settings_for(shared)) as two, User(api.base_url) as reader:
        await reader.send("/help")
        await reader.next_message(PATIENCE_S)
        again = {"update_id": 77, "message": written(reader.id, "/help")}
        posts = [post(port, again, settings.posted_with()) for port in (one.port, two.port, one.port)]
        assert await asyncio.gather(*posts) == [200] * 3
        await reader.next_message(PATIENCE_S)
        await waiting(shared, 0)
        assert len([message for message in await reader.messages() if message.from_bot]) == 2


async def test_a_bot_that_ends_is_not_ready_any_more_and_finishes_what_it_began(shared, api, balancer, settings_for):
    async with running(settings_for(shared)) as one, User(api.base_url) as reader:
        api.faults.add(Fault(kind=Kind.SLOW, method="sendMessage", chat=reader.id, seconds=1))
        await reader.send("/help")
        await waiting(shared, 1)
        async with running(settings_for(shared)):
            one.stop.set()
            await until(one.is_unready)
            assert not one.task.done(), "it has something to finish"
            # taken in by the other one, whose turn comes when the first is answered
            await reader.send("/privacy")
            assert "/latest" in (await reader.next_message(PATIENCE_S)).text
            assert "/latest" not in (await reader.next_message(PATIENCE_S)).text
            async with asyncio.timeout(PATIENCE_S):
                await one.task
            await waiting(shared, 0)


async def test_a_bot_that_is_killed_at_work_loses_nothing(shared, api, balancer, settings_for, tmp_path):
    async with User(api.base_url) as reader:
        async with process(settings_for(shared), tmp_path) as one:
            api.faults.add(Fault(kind=Kind.SLOW, method="sendMessage", chat=reader.id, seconds=60, times=1))
            await reader.send("/help")
            await reader.send("/privacy")
            await waiting(shared, 2)
            # it is at its answer
            await until(lambda: met(api))
            one.kill()
            await one.wait()
        async with running(settings_for(shared)):
            assert "/latest" in (await reader.next_message(PATIENCE_S)).text
            assert "/latest" not in (await reader.next_message(PATIENCE_S)).text
            await waiting(shared, 0)


async def met(api: LocalBotApi) -> bool:
    return not api.faults.list()
