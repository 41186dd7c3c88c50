"""The chat page: static files that a browser runs on top of the local Bot API's user side.

The page loads nothing from anywhere but its own origin, so it works offline; the policy below holds it to that.
`require-trusted-types-for 'script'` makes the browser refuse `innerHTML` and its kin, so that a message's text can
never become markup (https://www.w3.org/TR/trusted-types/).
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from aiohttp import web

FOLDER: Final = Path(__file__).parent

CONTENT_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
}

SECURITY_POLICY: Final = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]
)

HEADERS: Final = {
    # revalidated by ETag on every load: a restarted demo never meets its predecessor's scripts
    "Cache-Control": "no-cache",
    "Content-Security-Policy": SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def add_page(app: web.Application) -> None:
    """Serve the chat page at `/` and its scripts, styles and pictures beside it."""
    for file in sorted(FOLDER.rglob("*")):
        if file.suffix in CONTENT_TYPES:
            place = file.relative_to(FOLDER).as_posix()
            app.router.add_get("/" if place == "index.html" else f"/{place}", _serve(file))


def _serve(file: Path) -> Callable[[web.Request], Awaitable[web.FileResponse]]:
    headers = {**HEADERS, "Content-Type": CONTENT_TYPES[file.suffix]}

    async def serve(_: web.Request) -> web.FileResponse:
        return web.FileResponse(file, headers=headers)

    return serve
