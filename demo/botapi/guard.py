"""Who may speak to the server at all: this machine, and in a browser only the server's own pages.

A page from elsewhere can make a browser send requests here, and a name that resolves to 127.0.0.1 can make them look
local; both show in the headers Origin, Sec-Fetch-Site and Host.
"""

import ipaddress
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

GUARDED = ("/user/", "/faults")


@web.middleware
async def only_this_machine(request: web.Request, handler: Handler) -> web.StreamResponse:
    """403 for another Host than loopback, and for a foreign page's request to the people's side."""
    if not _is_loopback(request.host):
        return _refused("this server answers on loopback only")
    if request.path.startswith(GUARDED) and _is_foreign(request):
        return _refused("a page from another origin may not use this")
    return await handler(request)


def _is_loopback(host: str) -> bool:
    name = urlsplit(f"//{host}").hostname or ""
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _is_foreign(request: web.Request) -> bool:
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site", "none")
    return (origin is not None and origin != f"http://{request.host}") or site not in ("none", "same-origin")


def _refused(reason: str) -> web.Response:
    return web.json_response({"error": reason}, status=403)
