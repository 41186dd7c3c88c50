"""The page over HTTP, under `/status`: read-only, for whom the gate lets in, and no other page can show or use it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

from aiohttp import web

from bot.page import logins, views
from bot.page.charts import Charts
from bot.page.facts import Facts, told
from bot.page.gate import Gate, TooMany
from bot.page_tickets import LASTS, OPERATOR, PAGE, Purpose, Tickets
from bot.settings import Settings
from bot.watch.serving import DATABASE_S, Doctor
from jobs.clock import Clock
from storage.database import Database, explained
from storage.errors import StorageError
from storage.roles import may_configure

COOKIE = "newsdigest_status"
STYLE = Path(__file__).with_name("style.css")
ICON = Path(__file__).with_name("icon.svg")
LARGEST_FORM = 4096
USED = "This link was used already, or is too old. Get a new one."

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
Form = Mapping[str, str | bytes | web.FileField]


class StatusPage:
    """`doctor` examines the process that this page is of."""

    def __init__(self, settings: Settings, database: Database, clock: Clock, doctor: Doctor) -> None:
        assert settings.token is not None
        token = settings.status_token.get_secret_value() if settings.status_token else None
        self._settings = settings
        self._database = database
        self._clock = clock
        self._doctor = doctor
        self._gate = Gate(Tickets(settings.token.get_secret_value()), token=token, since=clock())
        self._charts = Charts(database, clock, zone=settings.default_zone.key)
        self._style = STYLE.read_text(encoding="utf-8")
        self._icon = ICON.read_text(encoding="utf-8")

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(PAGE, self._guarded(self.status)),
            web.get(f"{PAGE}/charts/{{name:[a-z]+}}-{{theme:light|dark}}.png", self._guarded(self.chart)),
            web.get(f"{PAGE}/style.css", self.style),
            web.get(f"{PAGE}/icon.svg", self.icon),
            web.get(f"{PAGE}/enter", self.show_link),
            web.post(f"{PAGE}/enter", self.enter),
            web.post(f"{PAGE}/leave", self.leave),
        ]

    async def status(self, _request: web.Request) -> web.Response:
        diagnosis = await self._doctor.examine()
        figures = await self._doctor.ask(lambda figures: told(self._database, figures))
        facts = Facts(
            now=self._clock(),
            at=self._doctor.signs.seconds(),
            version=version("newsdigest"),
            faults=(*diagnosis.faults, *diagnosis.elsewhere),
            signs=self._doctor.signs,
            patience=timedelta(minutes=self._settings.health_minutes),
            pictures=self._charts.sizes,
            told=figures,
        )
        return _html(views.status(facts))

    async def chart(self, request: web.Request) -> web.Response:
        drawn = await self._charts.png(request.match_info["name"], request.match_info["theme"])
        if drawn is None:
            raise web.HTTPNotFound(headers=HEADERS)
        # the browser may keep it as long as it is good, and shows it to nobody else
        return web.Response(
            body=drawn, content_type="image/png", headers=HEADERS | {"Cache-Control": "private, max-age=300"}
        )

    async def style(self, _request: web.Request) -> web.Response:
        return web.Response(
            text=self._style, content_type="text/css", headers=HEADERS | {"Cache-Control": "max-age=300"}
        )

    async def icon(self, _request: web.Request) -> web.Response:
        return web.Response(
            text=self._icon, content_type="image/svg+xml", headers=HEADERS | {"Cache-Control": "max-age=86400"}
        )

    async def show_link(self, request: web.Request) -> web.Response:
        """Say what the link is for; only the button uses it up."""
        ticket = request.query.get("ticket", "")
        if self._gate.link(ticket, now=self._clock()) is None:
            return self._login(USED, status=403)
        return _html(logins.enter(ticket))

    async def enter(self, request: web.Request) -> web.StreamResponse:
        """Log in, by a link's ticket or by the token."""
        if _is_of_another_page(request):
            return self._login("Another page wanted to log you in here.", status=403)
        if (request.content_length or 0) > LARGEST_FORM:
            return self._login("That is too much.", status=413)
        form = await _form(request)
        if form is None:
            return self._login("That is no form of this page.", status=400)
        if "ticket" in form:
            return await self._enter_by_link(str(form["ticket"]))
        return self._enter_by_token(str(form.get("token", "")))

    async def _enter_by_link(self, written: str) -> web.Response:
        """Who may look is asked first: while that can't be told, the link isn't used up."""
        ticket = self._gate.link(written, now=self._clock())
        may_look = await self._may_look(ticket.subject) if ticket else False
        if may_look is None:
            return self._login("The database doesn't answer. Your link stays good: try it again soon.", status=503)
        # somebody else may have used it meanwhile
        subject = self._gate.use_link(written, now=self._clock()) if may_look else None
        if subject is None:
            return self._login(USED, status=403)
        return self._entered(subject)

    def _enter_by_token(self, tried: str) -> web.Response:
        try:
            subject = self._gate.try_token(tried, now=self._clock())
        except TooMany as problem:
            wait = max(1, round(problem.wait.total_seconds()))
            return self._login(f"Too many wrong tokens were tried; wait {wait} seconds.", status=429, wait=wait)
        if subject is None:
            return self._login("That is not the token of this page.", status=403)
        return self._entered(subject)

    def _entered(self, subject: str) -> web.Response:
        response = web.Response(status=303, headers=HEADERS | {"Location": PAGE})
        response.set_cookie(
            COOKIE,
            self._gate.new_session(subject, now=self._clock()),
            max_age=int(LASTS[Purpose.SESSION].total_seconds()),
            path=PAGE,
            httponly=True,
            secure=self._is_https,
            # not strict: who comes by a link in a chat is logged in all the same
            samesite="Lax",
        )
        return response

    async def leave(self, request: web.Request) -> web.StreamResponse:
        if _is_of_another_page(request):
            return self._login(status=403)
        response = web.Response(status=303, headers=HEADERS | {"Location": PAGE})
        response.del_cookie(COOKIE, path=PAGE, httponly=True, secure=self._is_https, samesite="Lax")
        return response

    @property
    def _is_https(self) -> bool:
        return str(self._settings.status_url).startswith("https:")

    def _guarded(self, answer: Answer) -> Answer:
        async def guarded(request: web.Request) -> web.StreamResponse:
            subject = self._gate.session(request.cookies.get(COOKIE, ""), now=self._clock())
            if subject is None or not await self._may_look(subject):
                return self._login(status=401)
            return await answer(request)

        return guarded

    async def _may_look(self, subject: str) -> bool | None:
        """The operator, and who may configure now. Owners are known without the database, which may be what is away:
        then None for others."""
        if subject == OPERATOR or subject in map(str, self._settings.admins):
            return True
        try:
            async with asyncio.timeout(DATABASE_S):
                return await asyncio.to_thread(self._is_admin, int(subject))
        except (StorageError, TimeoutError):
            return None

    def _is_admin(self, user_id: int) -> bool:
        with explained(self._database.url), self._database.read() as session:
            return may_configure(session, user_id)

    def _login(self, says: str = "", *, status: int, wait: int | None = None) -> web.Response:
        response = _html(logins.login(token=self._gate.has_token, says=says), status=status)
        if wait is not None:
            response.headers["Retry-After"] = str(wait)
        return response


async def _form(request: web.Request) -> Form | None:
    """What was filled in; None for what no form of this page's sends."""
    if request.content_type != "application/x-www-form-urlencoded":
        return None
    try:
        return await request.post()
    except (LookupError, ValueError):
        # in letters that nobody knows, or that it isn't written in
        return None


def _is_of_another_page(request: web.Request) -> bool:
    return request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}


def _html(text: str, *, status: int = 200) -> web.Response:
    return web.Response(text=text, content_type="text/html", status=status, headers=HEADERS)


def page_routes(settings: Settings, database: Database, clock: Clock, doctor: Doctor) -> list[web.RouteDef]:
    """None where the settings name no address for the page."""
    return StatusPage(settings, database, clock, doctor).routes() if settings.status_url else []
