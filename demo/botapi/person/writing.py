"""What a person does in a chat: write, send, tap, react, ask inline, follow links."""

import io
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp

from demo.botapi.person.line import Line, body_of
from demo.botapi.seen import InlineAnswer, InlineResult, Message


class Writing(Line):
    """The hands that write. `chat` None is the private chat with the bot, `thread` a forum topic, `reply_to` a message.

    `as_chat` True writes as the chat itself, as an anonymous admin does; None as the person has it set there.
    """

    async def send(
        self, text: str, chat: int | None = None, *, reply_to: int = 0, thread: int = 0, as_chat: bool | None = None
    ) -> Message:
        """Write a text."""
        answer = await self._post("/user/send", chat, text=text, **_place(reply_to, thread, as_chat))
        return Message(answer["message"])

    async def send_formatted(self, html: str, chat: int | None = None) -> Message:
        """Write a text with the formatting that Telegram HTML says, as apps have buttons for it."""
        return Message((await self._post("/user/send", chat, text=html, html=True))["message"])

    async def forward(self, text: str, sender: int, chat: int | None = None, *, hidden: bool = False) -> Message:
        """Forward a text of somebody's; `hidden` where they don't let others link to them."""
        answer = await self._post("/user/send", chat, text=text, forwarded_from=sender, hidden=hidden)
        return Message(answer["message"])

    async def reply_to(self, message: Message, text: str, *, as_chat: bool | None = None) -> Message:
        """Answer a message, in its chat and topic."""
        return await self.send(text, message.chat, reply_to=message.id, as_chat=as_chat)

    async def tap(self, message: Message, button: str) -> str:
        """Tap the inline button with this text; the query's id."""
        found = message.button(button)
        if "callback_data" not in found:
            raise LookupError(f"{found['text']!r} is a button without callback data")
        return await self.tap_data(message, found["callback_data"], forged=False)

    async def tap_data(self, message: Message, data: str, *, forged: bool = True) -> str:
        """Send callback data; `forged`, whether the message has such a button, or is still there, or not."""
        answer = await self._post("/user/tap", message.chat, message_id=message.id, data=data, forged=forged)
        return str(answer["query_id"])

    async def edit(self, message: Message, text: str) -> Message:
        """Edit one's own message."""
        answer = await self._post("/user/edit", message.chat, message_id=message.id, text=text)
        return Message(answer["message"])

    async def delete(self, message: Message) -> None:
        """Delete a message for everybody: one's own, in a private chat the bot's too, as a group's admin any."""
        await self._post("/user/delete", message.chat, message_id=message.id)

    async def react(self, message: Message, emoji: str) -> None:
        """React, or with "" take the reaction back."""
        await self._post("/user/react", message.chat, message_id=message.id, emoji=emoji)

    async def send_location(
        self, latitude: float, longitude: float, chat: int | None = None, *, reply_to: int = 0, thread: int = 0
    ) -> Message:
        """Share a place, in degrees."""
        place = _place(reply_to, thread, None)
        answer = await self._post("/user/location", chat, latitude=latitude, longitude=longitude, **place)
        return Message(answer["message"])

    async def send_document(
        self,
        name: str,
        content: bytes,
        chat: int | None = None,
        *,
        caption: str = "",
        as_photo: bool = False,
        reply_to: int = 0,
        thread: int = 0,
    ) -> Message:
        """Send a file, or a picture as a photo."""
        fields = {"user": str(self.id), "caption": caption, "as_photo": str(as_photo).lower()}
        form = aiohttp.FormData(fields, quote_fields=False)
        for field, value in (("chat", chat or self.id), ("reply_to", reply_to), ("thread", thread)):
            form.add_field(field, str(value))
        form.add_field("file", io.BytesIO(content), filename=name)
        async with self._open_session().post("/user/document", data=form) as answer:
            return Message((await body_of(answer))["message"])

    async def inline(self, query: str, offset: str = "", chat: int | None = None) -> InlineAnswer:
        """Ask inline in a chat, and wait for what the bot offers; the next page is `answer.next_offset`."""
        answer = await self._post("/user/inline", chat, query=query, offset=offset)
        return InlineAnswer(answer, chat or self.id)

    async def choose(
        self, answer: InlineAnswer, result: str | InlineResult, *, reply_to: int = 0, thread: int = 0
    ) -> Message:
        """Send a result, named by (a part of) its title, into the chat in which was asked."""
        chosen = answer.result(result) if isinstance(result, str) else result
        place = _place(reply_to, thread, None)
        sent = await self._post("/user/choose", answer.chat, query_id=answer.query_id, result_id=chosen.id, **place)
        return Message(sent["message"])

    async def follow(self, link: str, chat: int | None = None) -> Message:
        """Open a link to the bot: `?start=` writes /start to it, `?startgroup=` brings it into the group `chat`."""
        parts, query = urlsplit(link), parse_qs(urlsplit(link).query, keep_blank_values=True)
        if parts.hostname != "t.me" or parts.path.strip("/").lower() != self.bot_username.lower():
            raise LookupError(f"{link} is no link to @{self.bot_username}")
        if "startgroup" in query:
            answer = await self._post("/user/start_group", chat, parameter=query["startgroup"][0])
            return Message(answer["message"])
        return await self.send(f"/start {query.get('start', [''])[0]}".strip())

    async def block(self) -> None:
        await self._post("/user/block", None)

    async def unblock(self) -> None:
        await self._post("/user/unblock", None)

    async def deactivate(self) -> None:
        """Delete one's account."""
        await self._post("/user/deactivate", None)

    async def switch_language(self, code: str) -> None:
        """Have one's Telegram in another language, an IETF tag: "uk", "pt-br"."""
        await self._post("/user/profile", None, language_code=code)

    async def rename(self, first_name: str, *, last_name: str = "", username: str = "") -> None:
        await self._post("/user/profile", None, first_name=first_name, last_name=last_name, username=username)

    async def read(self, chat: int | None = None) -> None:
        """Have seen everything in a chat."""
        await self._post("/user/read", chat)


def _place(reply_to: int, thread: int, as_chat: bool | None) -> dict[str, Any]:
    place: dict[str, Any] = {"reply_to": reply_to, "thread": thread}
    return place if as_chat is None else place | {"as_chat": as_chat}
