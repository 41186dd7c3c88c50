"""A group becomes a supergroup while a command of its waits, or an answer to one is on its way."""

import logging
from types import SimpleNamespace

import pytest
from telegram import Chat, Message, Update
from telegram.error import ChatMigrated

from bot.errors import on_error
from bot.i18n.texts import texts_in
from bot.texts import commands
from demo.botapi.acts import groups
from demo.botapi.acts.act import Act


@pytest.fixture
async def group(world, sam):
    """A basic group of Sam's with the bot in it, which follows Harbour."""
    world.add_topics("Harbour", "Science")
    number = await sam.create_group("Rowers")
    await sam.next_message()
    await sam.ask("/sub harbour", number)
    return number


@pytest.fixture
def moves_at(world, sam, group, monkeypatch):
    """Let the group move as the bot calls a method there; the list that this returns has its new number then."""

    def set_up(method: str) -> list[int]:
        moved: list[int] = []
        take = world.api.faults.take

        def move(name, chat):
            if name == method.lower() and chat == group and not moved:
                state = world.api.state
                moved.append(groups.migrate(Act(state, state.chats[group], sam.id, world.clock())).id)
            return take(name, chat)

        monkeypatch.setattr(world.api.faults, "take", move)
        return moved

    return set_up


@pytest.fixture
def news_missed(monkeypatch):
    """Telegram keeps what it tells bots for a day: of the move the bot hears nothing."""
    monkeypatch.setattr("demo.botapi.acts.groups.service", lambda *_: None)


@pytest.mark.usefixtures("news_missed")
@pytest.mark.parametrize("method", ["getChatMember", "sendMessage"])
async def test_a_command_is_answered_where_the_group_moved_and_all_it_has_goes_with_it(
    world, sam, group, moves_at, method
):
    moved = moves_at(method)
    await sam.send("/sub science", group)
    answer = await sam.wait_for(lambda message: "You now follow Science" in message.text)
    assert [answer.chat] == moved
    assert world.followed(answer.chat) == ["Harbour", "Science"]
    assert world.chat(group) is None
    assert "Science" in (await sam.ask("/list", answer.chat)).text


async def test_the_news_of_the_move_changes_nothing_more(world, sam, group, moves_at):
    moves_at("sendMessage")
    await sam.send("/sub science", group)
    answer = await sam.wait_for(lambda message: "You now follow Science" in message.text)
    # its update comes after those of the move
    await sam.ask("/list", answer.chat)
    assert world.followed(answer.chat) == ["Harbour", "Science"]


@pytest.mark.usefixtures("news_missed")
async def test_a_card_whose_button_is_tapped_comes_anew_there(world, sam, group, moves_at):
    card = await sam.ask("/topics", group)
    moved = moves_at("editMessageText")
    await sam.tap(card, "Science")
    shown = await sam.next_message()
    assert [shown.chat] == moved
    assert "✓ Science" in shown.buttons
    assert world.followed(shown.chat) == ["Harbour", "Science"]


@pytest.mark.usefixtures("news_missed")
async def test_the_menu_of_a_group_that_chose_a_language_goes_with_it(sam, group, moves_at):
    await sam.ask("/lang de", group)
    moves_at("sendMessage")
    await sam.send("/list", group)
    answer = await sam.next_message()
    assert await sam.commands(answer.chat) == dict(commands.group(texts_in("de")))


async def test_what_was_not_sent_again_moves_the_group_too_and_alarms_nobody(world, group, caplog):
    update = Update(1, message=Message(5, world.clock(), Chat(group, "group"), text="/list"))
    context = SimpleNamespace(error=ChatMigrated(-1001), bot=None, bot_data=world.deps)
    with caplog.at_level(logging.INFO, "bot"):
        await on_error(update, context)
    assert world.followed(-1001) == ["Harbour"]
    assert f"Chat {group} became the supergroup -1001" in caplog.text
    assert {record.levelname for record in caplog.records if record.name.startswith("bot")} == {"INFO"}


async def test_a_private_chat_from_which_a_group_is_set_up_does_not_move_with_it(world, sam):
    world.add_topics("Harbour")
    await sam.ask("/sub harbour")
    update = Update(1, message=Message(5, world.clock(), Chat(sam.id, "private"), text="/list"))
    await on_error(update, SimpleNamespace(error=ChatMigrated(-1001), bot=None, bot_data=world.deps))
    assert world.followed(sam.id) == ["Harbour"]
