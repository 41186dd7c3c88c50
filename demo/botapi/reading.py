"""From an HTTP request to a call's arguments."""

import json
from typing import Any

from aiohttp import BodyPartReader, web

from demo.botapi.arguments import Arguments, Upload
from demo.botapi.errors import ApiError, bad_request

MAX_UPLOAD = 50 * 1024 * 1024
"""https://core.telegram.org/bots/api#sending-files"""


async def arguments(request: web.Request) -> Arguments:
    """Query, form, multipart or JSON body together, the body winning. Raises ApiError 400 and 413."""
    values: dict[str, Any] = dict(request.query)
    files: dict[str, Upload] = {}
    if request.can_read_body:
        if request.content_type == "application/json":
            values |= await _json(request)
        elif request.content_type == "application/x-www-form-urlencoded":
            values |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
        elif request.content_type == "multipart/form-data":
            await _multipart(request, values, files)
    return Arguments(values, files)


async def _json(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.read() or b"{}")
    except ValueError:
        raise bad_request("can't parse request: unsupported request: can't parse JSON object") from None
    if not isinstance(body, dict):
        raise bad_request("can't parse request: JSON object expected")
    return body


async def _multipart(request: web.Request, values: dict[str, Any], files: dict[str, Upload]) -> None:
    try:
        reader = await request.multipart()
        async for part in reader:
            if not isinstance(part, BodyPartReader) or part.name is None:
                raise bad_request("can't parse request: wrong multipart body")
            content = bytes(await part.read(decode=True))
            if part.filename is None:
                values[part.name] = content.decode()
                continue
            if len(content) > MAX_UPLOAD:
                raise ApiError(413, "Request Entity Too Large")
            mime_type = part.headers.get("Content-Type", "application/octet-stream")
            files[part.name] = Upload(part.filename, mime_type, content)
    except ValueError:
        raise bad_request("can't parse request: wrong multipart body") from None
