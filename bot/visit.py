"""One visit: an update seen as somebody, somewhere, asking for something, with the ways to answer."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from markupsafe import Markup
from telegram import (
    Chat,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
    Update,
)
from telegram.constants import ChatAction, ChatType, ParseMode
from telegram.error import BadRequest, ChatMigrated

from bot.context import Context
from bot.deps import Deps
from bot.i18n.texts import Texts, lines
from bot.keyboards.buttons import aimed_at
from bot.moves import follow
from bot.texts.afar import afar
from storage import chats
from storage.database import Database, Session
from storage.roles import Rights

UNCHANGED = "message is not modified"
CANT_EDIT = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    # a picture's caption isn't its text
    "there is no text in the message to edit",
)
QUERY_OVER = ("query is too old", "query id is invalid")


Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Card:
    """A message of the bot's: Telegram HTML, the buttons under it, and the address whose preview stands above it."""

    html: Markup
    buttons: InlineKeyboardMarkup | None = None
    preview: str | None = None


@dataclass(kw_only=True)
class Visit:
    """`words` is what was written, without the command in front of it; `thread_id` a forum topic's number, else 0; `t`
    are the texts in the reader's language, `rights` what the visitor may configure.

    `aim` is the chat that is meant where somebody sets up a group or channel from afar; else what they do is about the
    chat that they are in.

    As the update came, the chat counted as one that can't be reached where it was `away`; where it was `asked`, a
    question was open in this private chat.
    """

    update: Update
    context: Context
    chat: Chat
    now: datetime
    t: Texts
    rights: Rights
    banned: bool = False
    away: bool = False
    asked: bool = False
    aim: chats.Chat | None = None
    words: str = ""
    _answered: bool = field(default=False, init=False)

    @property
    def deps(self) -> Deps:
        return self.context.bot_data

    @property
    def database(self) -> Database:
        return self.deps.database

    @property
    def private(self) -> bool:
        return self.chat.type == ChatType.PRIVATE

    @property
    def message(self) -> Message | None:
        """The message that was written, or whose button was tapped; None when Telegram no longer shows it."""
        message = self.update.effective_message
        return message if isinstance(message, Message) else None

    @property
    def user_id(self) -> int:
        """Who asks; 0 when the chat itself speaks (a channel, an anonymous admin)."""
        sender = self.update.effective_user
        return 0 if sender is None or self.speaks_as_chat else sender.id

    @property
    def language(self) -> str:
        """Who asks has Telegram in this language (ISO 639-1); English where that isn't said."""
        sender = self.update.effective_user
        return ((sender.language_code if sender else None) or "en").partition("-")[0].lower()

    @property
    def speaks_as_chat(self) -> bool:
        """A channel's post, or a message of an admin who stays anonymous: Telegram vouches for both."""
        message = self.update.message or self.update.channel_post
        return message is not None and message.sender_chat is not None and message.sender_chat.id == self.chat.id

    @property
    def thread_id(self) -> int:
        message = self.message
        if message is None or not message.is_topic_message or self.private:
            return 0
        return message.message_thread_id or 0

    def meet(self, session: Session) -> chats.Chat:
        """The chat's row, made when it is new, and active again; of people no name is kept."""
        if self.aim is not None:
            return chats.chat(session, self.aim.id) or self.aim
        sender = self.update.effective_user
        met, _ = chats.meet_chat(
            session,
            telegram_id=self.chat.id,
            thread_id=self.thread_id,
            kind=self.chat.type,
            title="" if self.private else (self.chat.title or ""),
            language=sender.language_code if sender and self.private else None,
            now=self.now,
        )
        return met

    def find(self, session: Session) -> chats.Chat | None:
        """The row of the chat that this visit is about, if it has one; nothing is written."""
        if self.aim is not None:
            return chats.chat(session, self.aim.id)
        return chats.find_chat(session, self.chat.id, self.thread_id)

    async def read(self, work: Callable[[Session], Result]) -> Result:
        """Do `work` with a session that only reads, in a thread."""

        def reading() -> Result:
            with self.database.read() as session:
                return work(session)

        return await asyncio.to_thread(reading)

    async def write(self, work: Callable[[Session], Result]) -> Result:
        """Do `work` with a session that is one transaction, in a thread; it is committed before this returns."""

        def writing() -> Result:
            with self.database.write() as session:
                return work(session)

        return await asyncio.to_thread(writing)

    async def say(self, card: Card, *, answering: Message | None = None) -> Message:
        """Send a new message here, as the answer to another one where that is said and still there."""

        def send() -> Awaitable[Message]:
            answers = None
            # a supergroup counts its messages anew
            if answering and answering.chat_id == self.chat.id:
                answers = ReplyParameters(answering.message_id, allow_sending_without_reply=True)
            return self.context.bot.send_message(
                chat_id=self.chat.id,
                message_thread_id=self.thread_id or None,
                text=self._html(card),
                reply_markup=self._buttons(card),
                reply_parameters=answers,
                parse_mode=ParseMode.HTML,
                link_preview_options=preview_of(card.preview),
            )

        return await self._here(send)

    async def show(self, card: Card) -> Message:
        """Answer with this card: in place of the message whose button was tapped, or as a new one; that message."""
        if self.update.callback_query is None or self.message is None:
            return await self.say(card)
        return await self.change(self.message, card)

    async def change(self, message: Message, card: Card) -> Message:
        """Put this card in the place of one of the bot's messages; that it stands there already is fine.

        Returns the message that holds it: a new one where the old can't be edited any more.
        """

        def edit() -> Awaitable[Message | bool]:
            return message.edit_text(
                self._html(card),
                reply_markup=self._buttons(card),
                parse_mode=ParseMode.HTML,
                link_preview_options=preview_of(card.preview),
            )

        return message if await _edited(edit) else await self.say(card)

    async def change_buttons(self, buttons: InlineKeyboardMarkup) -> None:
        """Put these buttons under the message whose button was tapped; its text stays as it is."""
        message = self.message
        if message is None:
            return
        card = Card(Markup(), buttons)
        await _edited(lambda: message.edit_reply_markup(reply_markup=self._buttons(card)))

    def _html(self, card: Card) -> Markup:
        return card.html if self.aim is None else lines(afar(self.t, self.aim), "", card.html)

    def _buttons(self, card: Card) -> InlineKeyboardMarkup | None:
        """From afar each button names the chat that it is about: what is set up next doesn't change what it does."""
        if self.aim is None or card.buttons is None:
            return card.buttons
        return aimed_at(self.aim.id, card.buttons)

    async def answer_tap(self, toast: str | None = None, *, alert: bool = False) -> None:
        """Answer the callback query, once; one that Telegram has given up on is let go."""
        query = self.update.callback_query
        if query is None or self._answered:
            return
        self._answered = True
        try:
            await query.answer(toast, show_alert=alert)
        except BadRequest as error:
            if not any(known in error.message.casefold() for known in QUERY_OVER):
                raise

    async def send_file(self, name: str, content: bytes, caption: Markup, *, to: int | None = None) -> Message:
        """Send a document, with Telegram HTML under it: here, or to somebody's private chat."""

        def send() -> Awaitable[Message]:
            return self.context.bot.send_document(
                chat_id=self.chat.id if to is None else to,
                message_thread_id=(self.thread_id or None) if to is None else None,
                document=InputFile(content, filename=name),
                caption=self._html(Card(caption)),
                parse_mode=ParseMode.HTML,
            )

        return await self._here(send)

    async def change_to_photo(self, message: Message, picture: bytes, card: Card) -> Message:
        """Put this picture, with the card as its caption and buttons, in the place of one of the bot's messages.

        Returns the message that holds it: a new one where the old can't be edited any more.
        """
        caption, buttons = self._html(card), self._buttons(card)

        def edit() -> Awaitable[Message | bool]:
            photo = InputMediaPhoto(picture, caption=caption, parse_mode=ParseMode.HTML)
            return message.edit_media(photo, reply_markup=buttons)

        def send() -> Awaitable[Message]:
            return self.context.bot.send_photo(
                chat_id=self.chat.id,
                message_thread_id=self.thread_id or None,
                photo=picture,
                caption=caption,
                reply_markup=buttons,
                parse_mode=ParseMode.HTML,
            )

        return message if await _edited(edit) else await self._here(send)

    async def typing(self) -> None:
        """Show that the answer is being worked on."""
        await self._here(
            lambda: self.context.bot.send_chat_action(
                chat_id=self.chat.id, message_thread_id=self.thread_id or None, action=ChatAction.TYPING
            )
        )

    async def _here(self, send: Callable[[], Awaitable[Result]]) -> Result:
        """Send something to this chat; where the group became a supergroup meanwhile, go there and send it again."""
        try:
            return await send()
        except ChatMigrated as moved:
            await follow(self.context.bot, self.deps, self.chat.id, moved.new_chat_id)
            self.chat = Chat(moved.new_chat_id, ChatType.SUPERGROUP, title=self.chat.title)
            return await send()


def preview_of(address: str | None) -> LinkPreviewOptions:
    """Above the text and large, or none: never one of whichever link comes first."""
    if address is None:
        return LinkPreviewOptions(is_disabled=True)
    return LinkPreviewOptions(url=address, prefer_large_media=True, show_above_text=True)


async def _edited(edit: Callable[[], Awaitable[Message | bool]]) -> bool:
    """Edit a message, which is fine too where it is so already; False where it can't be edited any more."""
    try:
        await edit()
    except BadRequest as error:
        reason = error.message.casefold()
        if any(known in reason for known in CANT_EDIT):
            return False
        if UNCHANGED not in reason:
            raise
    except ChatMigrated:
        # it stays behind in the group that was
        return False
    return True
