"""Outlets that never run out of news: feeds and article pages on this machine, the same ones for the same seed.

An event is told by one outlet or by two, each in its own words; every article has words enough to tell it from others.
"""

import random
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape

from aiohttp import web

from benchmarks.answers.press import Press, Report

TOPICS = ("harbour", "railways", "weather")
OUTLETS_A_TOPIC = 2
SHOWN = 40
"""So many of its newest articles a feed shows; no day has more."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """An article as an outlet published it; `path` begins with the outlet's."""

    path: str
    report: Report
    published_at: datetime


class Papers:
    """What is out so far; `served` counts the requests."""

    def __init__(self, seed: int) -> None:
        self._press = Press(seed)
        self._chance = random.Random(seed)
        self.pieces: dict[str, list[Piece]] = {outlet: [] for outlet in self.outlets()}
        self.served = 0

    @staticmethod
    def outlets(topic: str | None = None) -> list[str]:
        """The names of all outlets, or of a topic's."""
        wanted = TOPICS if topic is None else (topic,)
        return [f"{name}-{number}" for name in wanted for number in range(OUTLETS_A_TOPIC)]

    def publish(self, *, events: int, now: datetime) -> None:
        """Put out a day's news: so many events a topic."""
        for topic in TOPICS:
            for _ in range(events):
                event = self._press.event()
                outlets = self.outlets(topic)
                for outlet in self._chance.sample(outlets, k=self._chance.randint(1, len(outlets))):
                    number = len(self.pieces[outlet]) + 1
                    piece = Piece(path=f"/{outlet}/{number}", report=self._press.report(event), published_at=now)
                    self.pieces[outlet].append(piece)

    def paths(self) -> Iterator[str]:
        """Of every article that is out."""
        return (piece.path for pieces in self.pieces.values() for piece in pieces)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/robots.txt", self._robots)
        app.router.add_get("/{outlet}/feed.xml", self._feed)
        app.router.add_get(r"/{outlet}/{number:\d+}", self._page)
        return app

    async def _robots(self, _: web.Request) -> web.Response:
        return web.Response(text="User-agent: *\nAllow: /\n")

    async def _feed(self, request: web.Request) -> web.Response:
        self.served += 1
        outlet = request.match_info["outlet"]
        base = f"{request.scheme}://{request.host}"
        text = feed(outlet, self.pieces[outlet][-SHOWN:], base)
        return web.Response(body=text.encode(), content_type="application/rss+xml")

    async def _page(self, request: web.Request) -> web.Response:
        self.served += 1
        piece = self.pieces[request.match_info["outlet"]][int(request.match_info["number"]) - 1]
        return web.Response(text=page(piece), content_type="text/html")


def feed(outlet: str, pieces: Sequence[Piece], base: str) -> str:
    """RSS, the newest first."""
    items = "".join(
        f"<item><title>{escape(piece.report.title)}</title><link>{base}{piece.path}</link>"
        f"<guid>{base}{piece.path}</guid><pubDate>{format_datetime(piece.published_at)}</pubDate></item>"
        for piece in reversed(pieces)
    )
    head = f"<title>{outlet.title()}</title><link>{base}/{outlet}/</link><language>en</language>"
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{head}{items}</channel></rss>'


def page(piece: Piece) -> str:
    """The article as a page of its own."""
    title = escape(piece.report.title)
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in piece.report.text.split("\n\n"))
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title></head>'
        f"<body><main><article><h1>{title}</h1>{text}</article></main></body></html>"
    )
