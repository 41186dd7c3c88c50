"""What a person does with chats: make them, bring people and the bot in, say who may do what, run a forum's topics."""

from demo.botapi.person.line import Line


class Hosting(Line):
    """The hands that run groups and channels."""

    async def create_group(
        self,
        title: str,
        kind: str = "group",
        *,
        forum: bool = False,
        members: list[int] | None = None,
        with_bot: bool = True,
    ) -> int:
        """Make a group, supergroup (also a `forum`) or channel; its id."""
        answer = await self._post(
            "/user/groups", None, title=title, type=kind, forum=forum, members=members or [], bot=with_bot
        )
        return int(answer["chat"]["id"])

    async def create_forum(self, title: str, *, members: list[int] | None = None) -> int:
        """Make a supergroup with topics, the bot in it; its id."""
        return await self.create_group(title, "supergroup", forum=True, members=members)

    async def create_channel(self, title: str, *, members: list[int] | None = None) -> int:
        """Make a channel, the bot being one of its admins; its id."""
        return await self.create_group(title, "channel", members=members)

    async def add_bot(self, chat: int) -> None:
        await self._post("/user/add", chat)

    async def remove_bot(self, chat: int) -> None:
        """Kick the bot out."""
        await self._post("/user/remove", chat)

    async def leave(self, chat: int) -> None:
        """Go oneself."""
        await self._post("/user/leave", chat)

    async def promote(self, chat: int, user: int, status: str = "administrator", **rights: bool) -> None:
        """Give a user or the bot (`bot_id`) a status, as the chat's creator.

        "member" brings in who isn't there, "left" and "kicked" send away. `rights` by their names in the Bot API: an
        administrator has all but those that are False (`can_post_messages=False`, and `is_anonymous=True`), somebody
        "restricted" only those that are True.
        """
        await self._post("/user/promote", chat, user=user, status=status, rights=rights)

    async def permit(self, chat: int, **permissions: bool) -> None:
        """Say what a group's members may do: `can_send_messages=False` leaves writing to admins."""
        await self._post("/user/permit", chat, permissions=permissions)

    async def be_anonymous(self, chat: int, *, anonymous: bool = True) -> None:
        """As an admin of a supergroup, speak as the chat itself from now on."""
        await self._post("/user/anonymous", chat, anonymous=anonymous)

    async def migrate(self, chat: int, *, forum: bool = False) -> int:
        """Turn a group into a supergroup; the new id."""
        return int((await self._post("/user/migrate", chat, forum=forum))["chat"]["id"])

    async def open_topic(self, chat: int, name: str) -> int:
        """Open a forum topic; its id, which is what `thread` means elsewhere."""
        return int((await self._post("/user/topic", chat, name=name))["topic"]["id"])

    async def rename_topic(self, chat: int, thread: int, name: str) -> None:
        await self._post("/user/rename_topic", chat, thread=thread, name=name)

    async def close_topic(self, chat: int, thread: int) -> None:
        await self._post("/user/close_topic", chat, thread=thread)

    async def reopen_topic(self, chat: int, thread: int) -> None:
        await self._post("/user/close_topic", chat, thread=thread, reopen=True)

    async def delete_topic(self, chat: int, thread: int) -> None:
        """Delete a topic with all its messages."""
        await self._post("/user/delete_topic", chat, thread=thread)

    async def new_user(
        self, first_name: str, *, last_name: str = "", username: str = "", language_code: str = "en"
    ) -> int:
        """Somebody else signs up; their id, for a `User` of their own."""
        profile = {
            "first_name": first_name,
            "last_name": last_name,
            "username": username,
            "language_code": language_code,
        }
        answer = await self._post("/user/users", None, **profile)
        return int(answer["user"]["id"])
