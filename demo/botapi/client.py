"""A person at the other end, for tests: writes, taps and waits over HTTP, on the event stream, without polling.

    async with User(server.base_url) as robin:
        await robin.send("/start")
        welcome = await robin.next_message()
        await robin.tap(welcome, "Harbour")
        await robin.wait_for(lambda message: "subscribed" in message.text)

Each wait takes what came since the last wait returned, so nothing that is already there is missed or seen twice.
"""

from collections.abc import Callable

from demo.botapi.person.hosting import Hosting
from demo.botapi.person.line import WAIT_SECONDS, RefusedError, body_of
from demo.botapi.person.writing import Writing
from demo.botapi.seen import Message
from demo.botapi.shapes import Json

__all__ = ["Message", "RefusedError", "User"]


class User(Writing, Hosting):
    """One person's hands and eyes. `id` None is the first person; use it as an async context manager."""

    async def state(self, chat: int | None = None) -> Json:
        """What the chat page sees (`GET /user/state`)."""
        return await self._get("/user/state", chat)

    async def messages(self, chat: int | None = None) -> list[Message]:
        """The chat's messages, oldest first."""
        return [Message(raw) for raw in (await self.state(chat))["messages"]]

    async def commands(self, chat: int | None = None) -> dict[str, str]:
        """What the "/" menu offers this person in a chat, in their language: descriptions by command."""
        commands = (await self.state(chat))["commands"]
        return {command["command"]: command["description"] for command in commands}

    async def preview(self, message: Message) -> Json | None:
        """The card below a message's text: `{"url": ..., "site": ..., "title": ..., "description": ..., ...}`.

        None where the message has none. Only pages on this machine are looked at; those elsewhere have none.
        """
        preview: Json | None = (await self._get("/user/preview", message.chat, message=message.id))["preview"]
        return preview

    async def download(self, message: Message) -> bytes:
        """The bytes of the document, or of the photo, in a message."""
        file = message.raw["document"] if "document" in message.raw else message.raw["photo"][-1]
        async with self._open_session().get(f"/user/file/{file['file_id']}") as answer:
            if answer.status >= 400:
                await body_of(answer)
            return await answer.read()

    async def next_message(self, timeout: float = WAIT_SECONDS, chat: int | None = None) -> Message:  # noqa: ASYNC109
        """The bot's next new message, in this chat or any. Raises TimeoutError that tells what came instead."""
        event = await self.next_event("message", timeout, lambda event: _from_bot(event, chat))
        return Message(event["message"])

    async def next_edit(self, timeout: float = WAIT_SECONDS, chat: int | None = None) -> Message:  # noqa: ASYNC109
        """The next message that the bot edits, as it is then."""
        event = await self.next_event("edit", timeout, lambda event: _from_bot(event, chat))
        return Message(event["message"])

    async def wait_for(
        self,
        fits: Callable[[Message], bool],
        timeout: float = WAIT_SECONDS,  # noqa: ASYNC109 - the caller's words
    ) -> Message:
        """The next message or edit of the bot's that fits."""
        event = await self._wait(
            lambda event: (
                event["type"] in ("message", "edit") and _from_bot(event, None) and fits(Message(event["message"]))
            ),
            timeout,
        )
        return Message(event["message"])

    async def next_event(
        self,
        kind: str,
        timeout: float = WAIT_SECONDS,  # noqa: ASYNC109 - the caller's words
        fits: Callable[[Json], bool] = lambda event: True,
    ) -> Json:
        """The next event of a kind ("answer", "action", "delete", "pin", "reaction", "chat", ...)."""
        return await self._wait(lambda event: event["type"] == kind and fits(event), timeout)

    async def answer_to(self, query_id: str, timeout: float = WAIT_SECONDS) -> Json:  # noqa: ASYNC109
        """The bot's answer to a tap, `{"text": ..., "show_alert": ..., "url": ...}`, also where it came before."""
        return await self._wait(lambda event: event.get("query_id") == query_id, timeout, again=True)


def _from_bot(event: Json, chat: int | None) -> bool:
    message = Message(event["message"])
    return message.from_bot and chat in (None, message.chat)
