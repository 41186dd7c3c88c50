"""The state of the little Telegram: who there is, what was written, and what both sides are told about it.

Time is passed in. Nothing here waits, and nothing knows HTTP.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from demo.botapi.errors import bad_request
from demo.botapi.events import EventLog
from demo.botapi.records import MEMBERS, Chat, CommandSet, File, InlineAnswer, Message, Person, Query
from demo.botapi.shapes import Json
from demo.botapi.updates import UpdateQueue

ANONYMOUS_ADMIN = Person(id=1087968824, first_name="Group", username="GroupAnonymousBot", is_bot=True)


class State:
    """Everything the server knows.

    `violations` counts what the real server would have swallowed in silence (a 101st entity, a link to a host
    without a dot), one sentence each.
    """

    def __init__(self, me: Person, people: Iterable[Person]) -> None:
        self.me = me
        # copies: a person changes, and the caller's list may serve another server too
        self.people = {person.id: replace(person) for person in people}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, File] = {}
        self.queries: dict[str, Query] = {}
        self.inline_answers: list[InlineAnswer] = []
        self.commands: list[CommandSet] = []
        self.descriptions: dict[str, str] = {}
        self.short_descriptions: dict[str, str] = {}
        self.menu_button: Json = {"type": "commands"}
        self.violations: Counter[str] = Counter()
        self.updates = UpdateQueue()
        self.events = EventLog()
        self._serial = 0
        self._shared_id = 0
        for person in self.people.values():
            self.open_private(person)

    # people and chats

    def serial(self) -> int:
        """A number never given before, for ids."""
        self._serial += 1
        return self._serial

    def numbers(self) -> tuple[int, int]:
        """Where the sequences stand, for `go_on` after a restart."""
        return self._serial, self._shared_id

    def go_on(self, serial: int, shared_id: int) -> None:
        self._serial, self._shared_id = serial, shared_id

    def open_private(self, person: Person) -> Chat:
        """The private chat of a person who has not written yet."""
        self.people[person.id] = person
        members = {person.id: "member", self.me.id: "member"}
        chat = Chat(id=person.id, type="private", started=False, members=members)
        self.chats[chat.id] = chat
        return chat

    def chat(self, name: int | str) -> Chat:
        """The chat with this id or @username. Raises ApiError 400 "chat not found"."""
        if isinstance(name, str):
            wanted = name.removeprefix("@").lower()
            found = next((chat for chat in self.chats.values() if wanted and chat.username.lower() == wanted), None)
        else:
            found = self.chats.get(name)
        if found is None:
            raise bad_request("chat not found")
        return found

    def user(self, number: int) -> Person:
        """The person or bot with this id. Raises ApiError 400 "user not found"."""
        if number == self.me.id:
            return self.me
        if number == ANONYMOUS_ADMIN.id:
            return ANONYMOUS_ADMIN
        if number not in self.people:
            raise bad_request("user not found")
        return self.people[number]

    def audience(self, chat: Chat) -> frozenset[int]:
        """The people who see what happens in the chat."""
        return frozenset(user for user, status in chat.members.items() if status in MEMBERS and user in self.people)

    def chat_wire(self, chat: Chat) -> Json:
        """The chat's Chat object."""
        wire: Json = {"id": chat.id, "type": chat.type}
        if chat.type == "private":
            person = self.people[chat.id]
            wire["first_name"] = person.first_name
            if person.last_name:
                wire["last_name"] = person.last_name
            return wire | ({"username": person.username} if person.username else {})
        wire["title"] = chat.title
        if chat.username:
            wire["username"] = chat.username
        return wire | ({"is_forum": True} if chat.forum else {})

    # messages

    def new_message(
        self,
        chat: Chat,
        sender: int | None,
        body: Json,
        now: datetime,
        *,
        author: int,
        reply_to: int | None = None,
        thread: int | None = None,
        markup: Json | None = None,
        via_bot: bool = False,
    ) -> Message:
        """Write a message into the chat and tell the people in it.

        `markup` is any ReplyMarkup: an inline keyboard stays with the message, a reply keyboard goes under the field.
        """
        markup = markup or {}
        replied = chat.messages.get(reply_to or 0)
        if replied and thread is None and chat.type == "supergroup":
            # a chain of replies is a thread too, though no topic (https://core.telegram.org/bots/api#message)
            thread = replied.thread or replied.id
        message = Message(
            id=self._next_message_id(chat),
            chat=chat.id,
            date=int(now.timestamp()),
            sender=sender,
            author=author,
            body=body,
            reply_to=reply_to,
            thread=thread,
            markup=markup if "inline_keyboard" in markup else None,
            via_bot=via_bot,
            inline_id=f"inline-{self.serial()}" if via_bot and "inline_keyboard" in markup else "",
        )
        chat.messages[message.id] = message
        news = {}
        if "keyboard" in markup or "remove_keyboard" in markup:
            chat.keyboard = markup if "keyboard" in markup else None
            news = {"keyboard": chat.keyboard}
        self.tell("message", chat, message=self.wire(message), **news)
        return message

    def _next_message_id(self, chat: Chat) -> int:
        # private chats and basic groups share one sequence, as in an account; channels and supergroups have their own
        if chat.type in ("private", "group"):
            self._shared_id += 1
            return self._shared_id
        chat.last_id += 1
        return chat.last_id

    def edited(self, chat: Chat, message: Message, now: datetime) -> None:
        """Note that the message changed and tell the people in the chat."""
        message.edit_date = int(now.timestamp())
        self.tell("edit", chat, message=self.wire(message), reactions=dict(message.reactions))

    def delete(self, chat: Chat, numbers: Iterable[int]) -> None:
        gone = [number for number in numbers if chat.messages.pop(number, None)]
        if gone:
            self.tell("delete", chat, chat_id=chat.id, message_ids=gone)
        if any(number in chat.pinned for number in gone):
            chat.pinned = [number for number in chat.pinned if number not in gone]
            self.tell_pins(chat)

    def wire(self, message: Message, *, shallow: bool = False) -> Json:
        """The message's Message object; a reply's own reply is left out, as the Bot API does.

        What stands in a forum topic without being a reply is told as one to the topic's first message.
        """
        chat = self.chats[message.chat]
        wire: Json = {"message_id": message.id, "date": message.date, "chat": self.chat_wire(chat)}
        if message.sender is None:
            wire["sender_chat"] = self.chat_wire(chat)
            if chat.type != "channel":
                wire["from"] = ANONYMOUS_ADMIN.wire()
        else:
            wire["from"] = self.user(message.sender).wire()
        if message.edit_date is not None:
            wire["edit_date"] = message.edit_date
        if message.via_bot:
            wire["via_bot"] = self.me.wire()
        if message.thread is not None:
            wire["message_thread_id"] = message.thread
        if message.thread in chat.topics:
            wire["is_topic_message"] = True
        replied = chat.messages.get(message.reply_to or message.thread or 0)
        if replied and replied is not message and not shallow:
            wire["reply_to_message"] = self.wire(replied, shallow=True)
        wire |= self._named(message.body)
        if message.markup:
            wire["reply_markup"] = message.markup
        return wire

    def _named(self, body: Json) -> Json:
        """The body with the users of its text_mention entities filled in; unknown ones are dropped."""
        for field in ("entities", "caption_entities"):
            if any(entity["type"] == "text_mention" for entity in body.get(field, ())):
                body = body | {field: [named for entity in body[field] if (named := self._mention(entity))]}
        return body

    def _mention(self, entity: Json) -> Json | None:
        if entity["type"] != "text_mention":
            return entity
        number = int(entity["user_id"] or 0)
        if number not in self.people and number != self.me.id:
            return None
        return {key: entity[key] for key in ("type", "offset", "length")} | {"user": self.user(number).wire()}

    # telling

    def tell(self, kind: str, chat: Chat, **data: object) -> None:
        """Publish an event to the people in the chat."""
        self.events.publish(kind, self.audience(chat), **data)

    def tell_reactions(self, chat: Chat, message: Message) -> None:
        """Publish who reacted how to a message."""
        self.tell("reaction", chat, chat_id=chat.id, message_id=message.id, reactions=dict(message.reactions))

    def tell_pins(self, chat: Chat) -> None:
        """Publish the newest pinned message, None where none is left."""
        self.tell("pin", chat, chat_id=chat.id, message=self.pinned(chat))

    def pinned(self, chat: Chat) -> Json | None:
        return self.wire(chat.messages[chat.pinned[0]], shallow=True) if chat.pinned else None

    def tell_chat(self, chat: Chat, also: Iterable[int] = ()) -> None:
        """Publish the chat's own new condition, also to people who have just left it."""
        self.events.publish("chat", self.audience(chat) | frozenset(also), chat=self.condition(chat))

    def condition(self, chat: Chat) -> Json:
        """The Chat with what people see of it besides its messages: who is in it, what they may do, its topics."""
        condition = self.chat_wire(chat) | {"blocked": self.blocked(chat)}
        if chat.type != "private":
            members = [
                {"user": self.user(user).wire(), "status": status, "rights": chat.rights.get(user, {})}
                for user, status in chat.members.items()
                if status in MEMBERS
            ]
            condition |= {"members": members, "permissions": chat.permissions}
        if chat.forum:
            topics = [{"id": topic.id, "name": topic.name, "closed": topic.closed} for topic in chat.topics.values()]
            condition["topics"] = topics
        return condition

    def blocked(self, chat: Chat) -> bool:
        """True where the bot was blocked, removed or has left."""
        return chat.status(self.me.id) not in MEMBERS
