"""Files that a bot sends by address: fetched here as Telegram would, from loopback only."""

import ipaddress
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp

from demo.botapi.arguments import Arguments, Upload
from demo.botapi.errors import bad_request

FIELDS = ("photo", "document")
MAX_FETCH = 20 * 1024 * 1024
MAX_REDIRECTS = 3
REDIRECTS = (301, 302, 303, 307, 308)
TIMEOUT = aiohttp.ClientTimeout(total=10)


async def fetched(args: Arguments) -> Arguments:
    """The call with each file address turned into an upload. Raises ApiError 400 for what can't be fetched."""
    files = dict(args.files)
    for field in FIELDS:
        address = args.text(field)
        if _is_address(address):
            files[field] = await fetch(address)
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
    files[name] = await fetch(address)
    return item | {"media": f"attach://{name}"}


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://"))


async def fetch(address: str, most: int = MAX_FETCH) -> Upload:
    """What is at an address of this machine, its first `most` bytes and one more. Raises ApiError 400."""
    try:
        async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
            for _ in range(MAX_REDIRECTS + 1):
                if not _is_near(address):
                    break
                async with session.get(address, allow_redirects=False) as answer:
                    if answer.status in REDIRECTS and "Location" in answer.headers:
                        address = urljoin(address, answer.headers["Location"])
                        continue
                    return await _taken(answer, address, most)
    except (aiohttp.ClientError, TimeoutError, ValueError):
        pass
    raise bad_request("failed to get HTTP URL content")


async def _taken(answer: aiohttp.ClientResponse, address: str, most: int) -> Upload:
    if answer.status != 200:
        raise bad_request("wrong type of the web page content")
    content = await answer.content.read(most + 1)
    while not answer.content.at_eof() and len(content) <= most:
        content += await answer.content.read(most + 1 - len(content))
    name = PurePosixPath(urlsplit(address).path).name or "file"
    return Upload(name, answer.content_type, content[: most + 1])


def _is_near(address: str) -> bool:
    try:
        return ipaddress.ip_address(urlsplit(address).hostname or "").is_loopback
    except ValueError:
        # no address, or a host by name
        return False
