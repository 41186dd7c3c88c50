"""What people look at besides messages: previews of links, thumbnails of inline results, files."""

from urllib.parse import quote

from aiohttp import web

from demo.botapi.arguments import Arguments, Upload
from demo.botapi.errors import ApiError
from demo.botapi.preview import Preview, Previews, picture, previewed_address
from demo.botapi.records import Chat
from demo.botapi.state import State

SAFE_PICTURE = {
    "X-Content-Type-Options": "nosniff",
    # an SVG that is opened by itself is a page, and this server's
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "Cache-Control": "private, max-age=3600",
}


class Looking:
    """Answers GET requests for pictures and previews; who asks was checked before."""

    def __init__(self, state: State) -> None:
        self.state = state
        self._previews = Previews()

    async def preview(self, chat: Chat, args: Arguments) -> web.StreamResponse:
        """`{"preview": {...}}` of a message, or null where it has none."""
        found = await self._preview(chat, args)
        return web.json_response({"preview": found.wire() if found else None})

    async def preview_picture(self, chat: Chat, args: Arguments) -> web.StreamResponse:
        found = await self._preview(chat, args)
        if found is None or found.picture is None:
            raise ApiError(404, "there is no such picture")
        return _shown(found.picture)

    async def _preview(self, chat: Chat, args: Arguments) -> Preview | None:
        message = chat.messages.get(args.integer("message"))
        address = previewed_address(message.body) if message else None
        return await self._previews.of(address) if address else None

    async def thumbnail(self, user: int, args: Arguments) -> web.StreamResponse:
        """The thumbnail of an inline result that the user was offered."""
        query = self.state.queries.get(args.text("query_id"))
        if query is None or query.user != user or not query.answer:
            raise ApiError(404, "there is no such answered query")
        results = query.answer.get("results", [])
        address = next((one.get("thumbnail_url") for one in results if one["id"] == args.text("result_id")), None)
        if not isinstance(address, str):
            raise ApiError(404, "the result has no thumbnail")
        return _shown(await picture(address))

    async def file(self, file_id: str) -> web.StreamResponse:
        """A file's bytes: pictures to be shown, everything else to be saved, whatever it claims to be."""
        file = self.state.files.get(file_id)
        if file is None:
            raise ApiError(404, "there is no such file")
        headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=3600"}
        if not file.width:
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
        content_type = file.mime_type if file.width else "application/octet-stream"
        return web.Response(body=file.content, content_type=content_type, headers=headers)


def _shown(picture: Upload) -> web.Response:
    return web.Response(body=picture.content, content_type=picture.mime_type, headers=SAFE_PICTURE)
