"""The newsroom over HTTP: pages, pictures and feeds with validators (RFC 9110, section 13)."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from hashlib import sha256
from html import escape

from aiohttp import ETag, web

from demo.newsroom.feeds import CONTENT_TYPES, FeedPage, render_feed
from demo.newsroom.newsroom import Newsroom, Piece
from demo.newsroom.outlets import Outlet, load_outlets
from demo.newsroom.pages import article_page, front_page, outlet_page
from demo.newsroom.pictures import picture_svg

FEED_LENGTH = 30
"""How many pieces a feed shows."""

Handler = Callable[[web.Request], Awaitable[web.Response]]


def build_app(newsroom: Newsroom) -> web.Application:
    """The application that serves every outlet of `newsroom`, each under its own path. The caller owns the port."""
    app = web.Application()
    site = _Site(newsroom)
    app.router.add_get("/", site.front)
    app.router.add_get("/robots.txt", _robots)
    for outlet in load_outlets().values():
        app.router.add_get(f"/{outlet.slug}", site.to_outlet(outlet))
        app.router.add_get(f"/{outlet.slug}/", site.outlet(outlet))
        app.router.add_get(f"/{outlet.slug}/icon.svg", site.icon(outlet))
        for section in (None, *outlet.sections):
            app.router.add_get(outlet.feed_path(section), site.feed(outlet, section))
    app.router.add_get(r"/{outlet}/{year:\d{4}}/{month:\d\d}/{slug}.svg", site.picture)
    app.router.add_get(r"/{outlet}/{year:\d{4}}/{month:\d\d}/{slug}", site.article)
    return app


class _Site:
    """The handlers, over one newsroom."""

    def __init__(self, newsroom: Newsroom) -> None:
        self._newsroom = newsroom

    async def front(self, request: web.Request) -> web.Response:
        page = front_page(tuple(load_outlets().values()), _base(request))
        return _answer(request, page.encode(), "text/html", self._newsroom.start)

    def to_outlet(self, outlet: Outlet) -> Handler:
        async def handle(request: web.Request) -> web.Response:
            raise web.HTTPMovedPermanently(f"/{outlet.slug}/")

        return handle

    def outlet(self, outlet: Outlet) -> Handler:
        async def handle(request: web.Request) -> web.Response:
            pieces = self._pieces(outlet)
            page = outlet_page(outlet, pieces, _base(request))
            return _answer(request, page.encode(), "text/html", _newest(pieces, self._newsroom.start))

        return handle

    def feed(self, outlet: Outlet, section: str | None) -> Handler:
        async def handle(request: web.Request) -> web.Response:
            pieces = [piece for piece in self._pieces(outlet) if section in {None, piece.section}][:FEED_LENGTH]
            page = FeedPage(outlet=outlet, section=section, pieces=pieces, base=_base(request))
            content_type = CONTENT_TYPES[outlet.format]
            return _answer(request, render_feed(page), content_type, _newest(pieces, self._newsroom.start))

        return handle

    def icon(self, outlet: Outlet) -> Handler:
        async def handle(request: web.Request) -> web.Response:
            return _answer(request, _icon(outlet), "image/svg+xml", self._newsroom.start)

        return handle

    async def article(self, request: web.Request) -> web.Response:
        piece = self._piece(request)
        earlier = [other for other in self._pieces(piece.outlet) if other.published_at < piece.published_at]
        page = article_page(piece, earlier, _base(request))
        return _answer(request, page.encode(), "text/html", piece.published_at)

    async def picture(self, request: web.Request) -> web.Response:
        piece = self._piece(request)
        return _answer(request, picture_svg(piece), "image/svg+xml", piece.published_at)

    def _pieces(self, outlet: Outlet) -> list[Piece]:
        return [piece for piece in self._newsroom.published() if piece.outlet is outlet]

    def _piece(self, request: web.Request) -> Piece:
        path = request.path.removesuffix(".svg")
        for piece in self._newsroom.published():
            if piece.path == path:
                return piece
        raise web.HTTPNotFound(text=f"No page at {request.path}. The front page is at /.\n")


async def _robots(_request: web.Request) -> web.Response:
    return web.Response(text="User-agent: *\nAllow: /\n")


def _answer(request: web.Request, body: bytes, content_type: str, modified: datetime) -> web.Response:
    """`body`, or 304 when the client's copy is still good. If-None-Match outranks If-Modified-Since (RFC 9110,
    13.2.2). The tag is weak, for it stands for the compressed and the plain bytes alike."""
    tag = ETag(sha256(body).hexdigest()[:20], is_weak=True)
    modified = modified.replace(microsecond=0)
    if request.if_none_match is not None:
        fresh = any(known.value in {tag.value, "*"} for known in request.if_none_match)
    else:
        fresh = request.if_modified_since is not None and modified <= request.if_modified_since
    response = (
        web.Response(status=304) if fresh else web.Response(body=body, content_type=content_type, charset="utf-8")
    )
    response.etag = tag
    response.last_modified = modified
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept-Encoding"
    if not fresh:
        response.enable_compression()
    return response


def _newest(pieces: list[Piece], otherwise: datetime) -> datetime:
    return pieces[0].published_at if pieces else otherwise


def _base(request: web.Request) -> str:
    return f"{request.scheme}://{request.host}"


def _icon(outlet: Outlet) -> bytes:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="12" '
        f'fill="{outlet.colour}"/><text x="32" y="45" font-family="Georgia,serif" font-size="38" fill="#fff" '
        f'text-anchor="middle">{escape(outlet.name.removeprefix("The ")[0])}</text></svg>'
    ).encode()
