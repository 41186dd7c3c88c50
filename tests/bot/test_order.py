"""Updates are handled side by side, but those of one chat one after another."""

import asyncio
from datetime import UTC, datetime

from telegram import Chat, Message, Update, User

from bot.order import InOrderPerChat
from bot.patience import Pace, Patience


def update(number: int, chat: int) -> Update:
    message = Message(message_id=number, date=datetime(2024, 5, 1, tzinfo=UTC), chat=Chat(chat, "private"))
    return Update(number, message=message)


async def test_a_chats_second_update_waits_for_its_first_and_other_chats_do_not_wait():
    gates = {number: asyncio.Event() for number in (1, 2, 3)}
    finished: list[int] = []

    async def handle(number: int) -> None:
        await gates[number].wait()
        finished.append(number)

    processor = InOrderPerChat()
    chats = {1: 10, 2: 10, 3: 20}
    tasks = [
        asyncio.create_task(processor.process_update(update(number, chat), handle(number)))
        for number, chat in chats.items()
    ]
    gates[2].set()
    gates[3].set()
    await tasks[2]
    assert finished == [3]
    gates[1].set()
    await asyncio.gather(*tasks)
    assert finished == [3, 1, 2]


async def test_an_update_that_failed_does_not_hold_up_the_next_of_its_chat():
    async def fail() -> None:
        raise ValueError

    async def succeed() -> None:
        pass

    processor = InOrderPerChat()
    failed, succeeded = await asyncio.gather(
        processor.process_update(update(1, 10), fail()),
        processor.process_update(update(2, 10), succeed()),
        return_exceptions=True,
    )
    assert isinstance(failed, ValueError)
    assert succeeded is None


async def test_updates_without_a_chat_are_handled_too():
    done = asyncio.Event()

    async def handle() -> None:
        done.set()

    await InOrderPerChat().process_update(Update(1), handle())
    assert done.is_set()


async def test_what_is_too_much_for_one_sender_is_left_aside_without_an_error():
    handled: list[int] = []

    async def handle(number: int) -> None:
        handled.append(number)

    def written(number: int) -> Update:
        message = Message(
            message_id=number,
            date=datetime(2024, 5, 1, tzinfo=UTC),
            chat=Chat(10, "private"),
            from_user=User(10, "Mallory", is_bot=False),
        )
        return Update(number, message=message)

    processor = InOrderPerChat(patience=Patience(Pace(burst=3, per_second=1000, longest_s=0.0)))
    await asyncio.gather(*(processor.process_update(written(number), handle(number)) for number in range(50)))
    assert 3 <= len(handled) < 50
    assert handled == sorted(handled)
