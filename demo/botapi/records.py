"""What the server keeps: people, chats, messages, files. Plain and mutable, saved as they are."""

import re
from dataclasses import dataclass, field

from demo.botapi.shapes import Json

FIRST_USER = 10001

MEMBERS = ("creator", "administrator", "member", "restricted")
ADMINS = ("creator", "administrator")


@dataclass(slots=True, kw_only=True)
class Person:
    """A user: their User object's fields, and whether the account is gone."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = "en"
    deactivated: bool = False
    is_bot: bool = False

    @property
    def language(self) -> str:
        """The ISO 639-1 code in `language_code`: "pt" of "pt-br"."""
        return self.language_code.partition("-")[0].lower()

    def wire(self) -> Json:
        user: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.last_name:
            user["last_name"] = self.last_name
        if self.username:
            user["username"] = self.username
        return user if self.is_bot else user | {"language_code": self.language_code}


@dataclass(slots=True, kw_only=True)
class Topic:
    """A forum topic; its id is the id of the message that opened it."""

    id: int
    name: str
    closed: bool = False


@dataclass(slots=True, kw_only=True)
class Message:
    """One message. `body` has its content fields as the Bot API names them.

    `sender` is None where the chat speaks; `author` is who really wrote it. `thread` is a forum topic's number, or in a
    supergroup that of the message that a chain of replies began with. `via_bot` says that somebody sent it as one of
    the bot's inline results, and `inline_id` then names it to the bot, where it has a keyboard. `reactions` maps who
    reacted (users; the chat itself for anonymous admins) to emoji.
    """

    id: int
    chat: int
    date: int
    sender: int | None
    author: int
    body: Json
    reply_to: int | None = None
    thread: int | None = None
    markup: Json | None = None
    edit_date: int | None = None
    via_bot: bool = False
    inline_id: str = ""
    reactions: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Chat:
    """A private chat, group, supergroup or channel.

    `members` maps user ids to statuses as ChatMember names them (the bot's included; "kicked" of the bot in a
    private chat means blocked); `rights` and `permissions` are told in people.py. `started` says that a private chat's
    user has written. `read` maps user ids to the last message they saw. `keyboard` is the reply keyboard that stands
    under the text field.
    """

    id: int
    type: str
    title: str = ""
    username: str = ""
    forum: bool = False
    started: bool = True
    members: dict[int, str] = field(default_factory=dict)
    rights: dict[int, dict[str, bool]] = field(default_factory=dict)
    permissions: dict[str, bool] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    last_id: int = 0
    pinned: list[int] = field(default_factory=list)
    read: dict[int, int] = field(default_factory=dict)
    keyboard: Json | None = None
    menu_button: Json | None = None
    migrated_to: int | None = None

    @property
    def kind(self) -> str:
        """The word that Telegram's refusals use: "group chat", "supergroup chat", "channel chat"."""
        return f"{self.type} chat"

    def status(self, user: int) -> str:
        return self.members.get(user, "left")


@dataclass(slots=True, kw_only=True)
class File:
    """Bytes that were sent, under the id that names them to the bot."""

    id: str
    unique_id: str
    name: str
    mime_type: str
    content: bytes
    width: int = 0
    height: int = 0

    @property
    def path(self) -> str:
        """The `file_path` that getFile answers: of the name it keeps the ending."""
        ending = re.search(r"\.[A-Za-z0-9]{1,8}$", self.name)
        return f"{'photos' if self.width else 'documents'}/{self.id}{ending[0] if ending else ''}"


@dataclass(slots=True, kw_only=True)
class Query:
    """A callback query, which has a `chat`, or an inline query, which has a `text`; `answer` is the bot's."""

    id: str
    user: int
    date: int
    chat: int | None = None
    text: str = ""
    offset: str = ""
    answer: Json | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineAnswer:
    """What is answered to an inline query until a time (Unix seconds): to a user, or with None to everybody."""

    text: str
    offset: str
    user: int | None
    until: int
    answer: Json


@dataclass(slots=True, kw_only=True)
class CommandSet:
    """The commands of one scope (a BotCommandScope) and one language ("" for all others)."""

    scope: Json
    language: str
    commands: list[Json]
