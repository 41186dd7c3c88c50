"""Loops in their wrapping: they do as before, and are counted."""

import asyncio
import logging
from datetime import timedelta

import pytest
from telegram import Update
from telegram.error import NetworkError, RetryAfter
from telegram.ext import ExtBot

from bot.order import InOrderPerChat
from bot.transport import NotTelegram
from jobs.outcomes import ChatGone, NotSent, Refused, Throttled
from storage.deliveries import Delivery

TOKEN = "123456:test-token-that-no-log-may-show"
DELIVERY = Delivery(id=1, chat_id=1, telegram_id=4711, thread_id=0, kind="private", html="Ferry", attempts=1, resends=0)
MINUTE = timedelta(minutes=1)
OK = (200, {"ok": True, "result": []})


def counted(watch, name: str, **labels: str) -> float:
    return watch.metrics.registry.get_sample_value(name, labels) or 0.0


async def test_a_job_is_timed_and_its_sign_says_that_it_went_well(watch, times):
    async def tick() -> None:
        times.go_on(timedelta(seconds=3))

    run = watch.job("feeds", tick, every=MINUTE)
    await run()
    assert counted(watch, "newsdigest_job_duration_seconds_sum", task="feeds") == 3
    assert counted(watch, "newsdigest_job_failures_total", task="feeds") == 0
    assert counted(watch, "newsdigest_job_last_success_timestamp_seconds", task="feeds") > 0
    sign = watch.signs.jobs["feeds"]
    assert (sign.well_at, sign.is_at_work, sign.every) == (times.seconds, False, 60)


async def test_who_asks_for_all_details_reads_of_each_round_request_and_message_by_number_and_no_words(watch, caplog):
    async def tick() -> None:
        pass

    async def send(_delivery: Delivery) -> int:
        return 5

    async def refuse(_delivery: Delivery) -> int:
        raise Refused("chat not found")

    with caplog.at_level(logging.DEBUG, "bot.watch.watch"):
        await watch.job("feeds", tick, every=MINUTE)()
        await watch.send(send)(DELIVERY)
        with pytest.raises(Refused):
            await watch.send(refuse)(DELIVERY)
        watch.answered(f"https://api.telegram.org/bot{TOKEN}/sendMessage", 200, b"{}")
    assert caplog.messages == [
        "The job feeds came round in 0.00 s",
        "Delivery 1 to chat 1: sent",
        "Delivery 1 to chat 1: Refused",
        "Telegram was asked to sendMessage, and answered with 200",
    ]


async def test_a_job_that_fails_is_counted_and_fails_as_before(watch, times):
    async def tick() -> None:
        times.go_on(MINUTE)
        raise KeyError("secret words")

    run = watch.job("feeds", tick, every=MINUTE)
    with pytest.raises(KeyError):
        await run()
    with pytest.raises(KeyError):
        await run()
    assert counted(watch, "newsdigest_job_failures_total", task="feeds") == 2
    sign = watch.signs.jobs["feeds"]
    assert sign.failing_since == times.seconds - 60
    assert sign.problem.startswith("KeyError at tests/bot/watch/test_watch.py:")
    assert "secret words" not in sign.problem


async def test_of_several_failures_at_once_the_first_is_named(watch):
    async def fails() -> None:
        raise KeyError("secret words")

    async def tick() -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(fails())

    run = watch.job("feeds", tick, every=MINUTE)
    with pytest.raises(ExceptionGroup):
        await run()
    assert watch.signs.jobs["feeds"].problem.startswith("KeyError at tests/bot/watch/test_watch.py:")


async def test_a_job_is_at_work_until_it_ends(watch, times):
    going, done = asyncio.Event(), asyncio.Event()

    async def tick() -> None:
        going.set()
        await done.wait()

    run = watch.job("feeds", tick, every=MINUTE)
    task = asyncio.create_task(run())
    await going.wait()
    times.go_on(MINUTE)
    assert watch.signs.jobs["feeds"].is_at_work
    done.set()
    await task
    assert not watch.signs.jobs["feeds"].is_at_work


async def test_a_message_that_was_sent(watch, times):
    async def send(delivery: Delivery) -> int:
        times.go_on(timedelta(seconds=0.2))
        return delivery.telegram_id

    watch.signs.sending = watch.signs.new()
    assert await watch.send(send)(DELIVERY) == 4711
    assert counted(watch, "newsdigest_sends_total", outcome="sent") == 1
    assert counted(watch, "newsdigest_send_duration_seconds_sum") == pytest.approx(0.2)
    assert watch.signs.sending.well_at == times.seconds


@pytest.mark.parametrize(
    ("problem", "outcome", "answered"),
    [
        (ChatGone("bot was blocked by the user"), "chat_gone", True),
        (Refused("chat not found"), "refused", True),
        (NotSent("no connection (ConnectError)"), "not_sent", False),
        (ValueError("words of a reader"), "error", False),
    ],
)
async def test_a_message_that_was_not_sent_and_whether_telegram_answered(watch, times, problem, outcome, answered):
    async def send(_: Delivery) -> int:
        raise problem

    sign = watch.signs.sending = watch.signs.new()
    with pytest.raises(type(problem)):
        await watch.send(send)(DELIVERY)
    assert counted(watch, "newsdigest_sends_total", outcome=outcome) == 1
    assert (sign.well_at is not None, sign.failing_since is None) == (answered, answered)
    assert "words" not in sign.problem


async def test_a_429_is_neither_well_nor_a_failure_of_the_sender(watch):
    async def send(_: Delivery) -> int:
        raise Throttled(30)

    watch.signs.sending = watch.signs.new()
    with pytest.raises(Throttled):
        await watch.send(send)(DELIVERY)
    assert (watch.signs.sending.failing_since, watch.signs.sending.well_at) == (None, None)
    assert counted(watch, "newsdigest_sends_total", outcome="throttled") == 1


class Scripted:
    """A transport that gives these answers."""

    def __init__(self, *answers: tuple[int, bytes]) -> None:
        self.answers = iter(answers)

    async def call(self, url: str, parameters: object) -> tuple[int, bytes]:
        return next(self.answers)


async def test_a_429_is_a_pause_whoever_met_it_and_the_longest_one_stands(watch, times):
    wait = b'{"parameters": {"retry_after": %d}}'
    posts = watch.posts(Scripted((429, wait % 30), (429, wait % 5), (429, b"<html>"), (429, b"[]"), (200, b"{}")))
    for _ in range(5):
        await posts.call(f"https://api.example/bot{TOKEN}/sendMessage", {})
    assert watch.signs.paused_until == times.seconds + 30
    assert counted(watch, "newsdigest_bot_api_requests_total", method="sendMessage", status="429") == 4
    assert counted(watch, "newsdigest_bot_api_requests_total", method="sendMessage", status="200") == 1


async def test_a_post_without_an_answer_is_counted_and_fails_as_before(watch):
    class Away:
        async def call(self, url: str, parameters: object) -> tuple[int, bytes]:
            raise NetworkError("away")

    with pytest.raises(NetworkError):
        await watch.posts(Away()).call(f"https://api.example/bot{TOKEN}/sendMessage", {})
    assert counted(watch, "newsdigest_bot_api_requests_total", method="sendMessage", status="none") == 1


@pytest.fixture
def watched_bot(watch, bot_api) -> ExtBot[None]:
    request = watch.request(bot_api)
    return ExtBot(TOKEN, request=request, get_updates_request=request)


async def test_requests_are_counted_by_method_and_status_and_429s_among_them(watch, watched_bot, bot_api):
    bot_api.answers(OK, OK, (429, {"ok": False, "description": "…", "parameters": {"retry_after": 3}}))
    await watched_bot.get_my_commands()
    await watched_bot.get_my_commands()
    with pytest.raises(RetryAfter):
        await watched_bot.leave_chat(1)
    assert watch.signs.paused_until == watch.signs.seconds() + 3
    assert counted(watch, "newsdigest_bot_api_requests_total", method="getMyCommands", status="200") == 2
    assert counted(watch, "newsdigest_bot_api_requests_total", method="leaveChat", status="429") == 1


async def test_a_request_without_an_answer_has_no_status(watch, watched_bot, bot_api):
    bot_api.breaks(NetworkError("away"))
    with pytest.raises(NetworkError):
        await watched_bot.leave_chat(1)
    assert counted(watch, "newsdigest_bot_api_requests_total", method="leaveChat", status="none") == 1


async def test_no_label_holds_the_token_nor_the_name_of_a_file(watch, bot_api):
    request = watch.request(bot_api)
    bot_api.answers(OK, OK)
    await request.do_request(f"https://api.example/file/bot{TOKEN}/documents/private.opml", "GET")
    await request.do_request(f"https://api.example/bot{TOKEN}", "GET")
    labels = {
        value
        for family in watch.metrics.registry.collect()
        if family.name.startswith("newsdigest")
        for sample in family.samples
        for value in sample.labels.values()
    }
    assert not [label for label in labels if "token" in label or "private" in label or ":" in label]


async def test_an_answer_of_something_in_between_is_counted_by_its_status(watch, watched_bot, bot_api):
    bot_api.breaks(NotTelegram(404))
    with pytest.raises(NotTelegram):
        await watched_bot.get_updates()
    assert counted(watch, "newsdigest_bot_api_requests_total", method="getUpdates", status="404") == 1


async def test_updates_are_timed_by_their_kind_in_the_order_that_they_would_have(watch, times):
    async def handled() -> None:
        times.go_on(timedelta(seconds=0.3))

    processor = watch.updates(InOrderPerChat(7))
    assert processor.max_concurrent_updates == 7
    message = {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}, "text": "/help"}
    await processor.process_update(Update.de_json({"update_id": 1, "message": message}), handled())
    await processor.process_update(Update.de_json({"update_id": 2}), handled())
    assert counted(watch, "newsdigest_update_duration_seconds_count", kind="message") == 1
    assert counted(watch, "newsdigest_update_duration_seconds_count", kind="other") == 1
    assert counted(watch, "newsdigest_update_duration_seconds_sum", kind="message") == pytest.approx(0.3)


def test_warnings_and_errors_of_the_log_are_counted(watch):
    logger = logging.getLogger("tests.watch")
    logger.propagate = False
    logger.addHandler(watch.log())
    logger.info("all is well")
    logger.warning("not quite")
    logger.critical("not at all")
    assert counted(watch, "newsdigest_log_records_total", level="warning") == 1
    assert counted(watch, "newsdigest_log_records_total", level="error") == 1
