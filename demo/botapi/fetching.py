"""Files that a bot sends by address: fetched here as Telegram would, from loopback only."""

import ipaddress
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from demo.botapi.arguments import Arguments, Upload
from demo.botapi.errors import bad_request

FIELDS = ("photo", "document")
MAX_FETCH = 20 * 1024 * 1024
TIMEOUT = aiohttp.ClientTimeout(total=10)


async def fetched(args: Arguments) -> Arguments:
    """The call with each file address turned into an upload. Raises ApiError 400 for what can't be fetched."""
    files = dict(args.files)
    for field in FIELDS:
        address = args.text(field)
        if _is_address(address):
            files[field] = await _fetch(address)
    values = dict(args.values)
    if "media" in values and args.text("media").startswith("{"):
        values["media"] = await _attached(args.record("media", "InputMedia") or {}, files)
    elif "media" in values and "http" in args.text("media"):
        values["media"] = [await _attached(item, files) for item in args.records("media", "InputMedia") or []]
    return replace(args, values=values, files=files) if files != args.files else args


async def _attached(item: dict[str, Any], files: dict[str, Upload]) -> dict[str, Any]:
    address = str(item.get("media", ""))
    if not _is_address(address):
        return item
    name = f"fetched {len(files)}"
    files[name] = await _fetch(address)
    return item | {"media": f"attach://{name}"}


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://"))


async def _fetch(address: str) -> Upload:
    try:
        parts = urlsplit(address)
        is_near = ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        # no address, or a host by name
        is_near = False
    if not is_near:
        raise bad_request("failed to get HTTP URL content")
    try:
        async with aiohttp.ClientSession(timeout=TIMEOUT) as session, session.get(address) as answer:
            if answer.status != 200:
                raise bad_request("wrong type of the web page content")
            content = await answer.content.read(MAX_FETCH + 1)
            while not answer.content.at_eof() and len(content) <= MAX_FETCH:
                content += await answer.content.read(MAX_FETCH + 1 - len(content))
            name = PurePosixPath(parts.path).name or "file"
            return Upload(name, answer.content_type, content[: MAX_FETCH + 1])
    except (aiohttp.ClientError, TimeoutError):
        raise bad_request("failed to get HTTP URL content") from None
