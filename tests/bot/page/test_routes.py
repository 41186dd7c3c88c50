"""The status page over HTTP: what it shows, what it doesn't, and whom it lets in."""

import asyncio
import threading
from datetime import datetime
from http.cookies import SimpleCookie

import aiohttp
import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.page_tickets import OPERATOR, Purpose, Tickets, link
from storage.errors import DatabaseUnreachable
from storage.roles import Role, revoke

BOT_TOKEN = "123456:test-token-that-nobody-may-see"
PAGE_TOKEN = "the token of this page"
OWNER, ADMIN, READER = 11, 12, 13


class Visitor:
    """A browser with its cookies, which follows no redirect by itself."""

    def __init__(self, url: str) -> None:
        self.url = url
        # a cookie of an address without a name
        self.http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))

    async def __aenter__(self) -> "Visitor":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.close()

    async def get(self, path: str = "/status") -> tuple[int, str]:
        async with self.http.get(self.url + path, allow_redirects=False) as response:
            return response.status, await response.text(errors="replace")

    async def post(self, path: str, headers: dict[str, str] | None = None, **form: str) -> aiohttp.ClientResponse:
        async with self.http.post(self.url + path, data=form, headers=headers, allow_redirects=False) as response:
            await response.read()
            return response

    async def log_in(self) -> None:
        assert (await self.post("/status/enter", token=PAGE_TOKEN)).status == 303


def ticket(subject: str, *, at: datetime) -> str:
    return Tickets(BOT_TOKEN).write(Purpose.LINK, subject, now=at)


async def test_nobody_sees_anything_before_they_are_logged_in(opened):
    async with opened() as place, Visitor(place.url) as visitor:
        for path in ("/status", "/status/charts/chats-light.png"):
            status, text = await visitor.get(path)
            assert status == 401
            assert "Log in" in text
            assert "What waits" not in text
        assert (await visitor.get("/status/style.css"))[0] == 200
        assert (await visitor.get("/status/icon.svg"))[0] == 200


async def test_the_token_opens_the_page_which_says_how_all_is(opened):
    async with opened() as place, Visitor(place.url) as visitor:
        place.watch.signs.polling = place.watch.signs.new()
        await visitor.log_in()
        status, text = await visitor.get()
    assert status == 200
    for said in (
        "All is well",
        "Messages to send",
        "polling Telegram",
        "chat not found",
        "the answer was lost",
        "Pier",
    ):
        assert said in text
    assert "the first for 20 minutes" in text
    assert "5 hours" in text


async def test_what_fails_is_said_before_it_has_lasted_long_enough_to_be_a_fault(opened):
    async with opened() as place, Visitor(place.url) as visitor:
        place.watch.signs.polling, place.watch.signs.sending = place.watch.signs.new(), place.watch.signs.new()
        await visitor.log_in()
        for sign in (place.watch.signs.polling, place.watch.signs.sending):
            sign.failed(4966.0, "no connection: [Errno 111] Connect call failed")
        _, text = await visitor.get()
        assert "Telegram has not been reached for 34 seconds; 1 message waits" in text
        assert "[Errno 111]" in text
        assert "All is well" not in text
        for sign in (place.watch.signs.polling, place.watch.signs.sending):
            sign.went_well(5000.0)
        _, text = await visitor.get()
        assert "All is well" in text


async def test_who_stands_by_is_told_from_who_has_not_come_to_its_start(opened):
    async with opened() as place, Visitor(place.url) as visitor:
        await visitor.log_in()
        assert "It stands by" in (await visitor.get())[1]
        place.watch.signs.ready, place.watch.signs.start_problem = False, "no connection: refused"
        _, text = await visitor.get()
    assert "It has not come to its start: Telegram can&#39;t be reached (no connection: refused)" in text
    assert "All is well" not in text


async def test_what_is_not_well_stands_first(opened):
    async with opened() as place, Visitor(place.url) as visitor:
        sending = place.watch.signs.sending = place.watch.signs.new()
        sending.failed(1000.0, "no connection (ConnectError)")
        await visitor.log_in()
        _, text = await visitor.get()
    assert "One thing isn&#39;t well" in text
    assert "Telegram has taken none for 66 minutes: no connection (ConnectError)" in text


async def test_no_name_no_message_no_key_and_no_markup_of_others_is_on_it(opened):
    async with opened() as place, Visitor(place.url) as visitor:
        await visitor.log_in()
        _, text = await visitor.get()
    for private in ("Ada", "Lovelace", "words of a digest", "sesame", BOT_TOKEN, PAGE_TOKEN):
        assert private not in text
    assert "<script" not in text
    assert "<img src=x" not in text
    assert "&lt;script&gt;" in text
    assert "token=[secret]" in text


async def test_a_database_that_is_away_is_said_on_the_page(opened, monkeypatch):
    async with opened() as place, Visitor(place.url) as visitor:
        await visitor.log_in()
        place.database.close()
        monkeypatch.setattr(place.database, "read", _away)
        status, text = await visitor.get()
        chart, _ = await visitor.get("/status/charts/chats-light.png")
    assert status == 200
    assert "The database doesn&#39;t answer" in text
    assert chart == 404


def _away(*_: object) -> object:
    raise DatabaseUnreachable("the database file can't be used (disk I/O error)")


@pytest.mark.parametrize("name", ["deliveries", "feeds"])
async def test_its_charts_are_pictures_and_others_are_not_there(opened, name):
    async with opened() as place, Visitor(place.url) as visitor:
        await visitor.log_in()
        async with visitor.http.get(f"{place.url}/status/charts/{name}-dark.png") as response:
            assert response.content_type == "image/png"
            assert (await response.read()).startswith(b"\x89PNG")
            assert "private" in response.headers["Cache-Control"]
        assert (await visitor.get("/status/charts/secrets-dark.png"))[0] == 404


async def test_every_answer_forbids_scripts_frames_and_keeping(opened):
    async with opened() as place, Visitor(place.url) as visitor:
        for logged_in in (False, True):
            if logged_in:
                await visitor.log_in()
            async with visitor.http.get(f"{place.url}/status") as response:
                assert response.headers["Content-Security-Policy"].startswith("default-src 'none'; ")
                assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
                assert response.headers["Cache-Control"] == "no-store"
                assert response.headers["Referrer-Policy"] == "no-referrer"
                assert response.headers["X-Content-Type-Options"] == "nosniff"
                assert "Server" not in response.headers


@pytest.mark.parametrize(("base", "secure"), [(None, ""), ("https://ops.example.org", True)])
async def test_the_cookie_is_for_this_page_alone_and_no_script_reads_it(opened, base, secure):
    others = {"status_url": base} if base else {}
    async with opened(**others) as place, Visitor(place.url) as visitor:
        response = await visitor.post("/status/enter", token=PAGE_TOKEN)
        cookie = SimpleCookie(response.headers["Set-Cookie"])["newsdigest_status"]
    assert cookie["httponly"] is True
    assert (cookie["samesite"], cookie["path"], cookie["max-age"]) == ("Lax", "/status", "43200")
    assert cookie["secure"] == secure
    assert PAGE_TOKEN not in cookie.value


async def test_a_wrong_token_is_refused_and_guessing_is_slow(opened):
    async with opened() as place, Visitor(place.url) as visitor:
        for _ in range(5):
            assert (await visitor.post("/status/enter", token="a guess")).status == 403
        refused = await visitor.post("/status/enter", token=PAGE_TOKEN)
        assert refused.status == 429
        assert refused.headers["Retry-After"] == "60"
        assert (await visitor.get())[0] == 401


async def test_without_a_token_of_its_own_the_page_offers_no_field_for_one(opened):
    async with opened(status_token=None) as place, Visitor(place.url) as visitor:
        _, text = await visitor.get()
        assert "password" not in text
        assert (await visitor.post("/status/enter", token="")).status == 403


async def test_a_link_shows_a_button_and_only_the_button_uses_it_up(opened, now):
    written = ticket(str(ADMIN), at=now)
    async with opened() as place, Visitor(place.url) as visitor, Visitor(place.url) as other:
        for _ in range(2):
            status, text = await visitor.get(f"/status/enter?ticket={written}")
            assert (status, written in text) == (200, True)
        assert (await visitor.post("/status/enter", ticket=written)).status == 303
        assert (await visitor.get())[0] == 200
        assert (await other.get(f"/status/enter?ticket={written}"))[0] == 403
        assert (await other.post("/status/enter", ticket=written)).status == 403


@pytest.mark.parametrize(
    ("subject", "status"), [(str(OWNER), 303), (str(ADMIN), 303), (OPERATOR, 303), (str(READER), 403)]
)
async def test_a_link_opens_for_owners_and_admins_only(opened, now, subject, status):
    async with opened() as place, Visitor(place.url) as visitor:
        assert (await visitor.post("/status/enter", ticket=ticket(subject, at=now))).status == status


async def test_who_is_an_admin_no_more_sees_nothing_more(opened, now):
    async with opened() as place, Visitor(place.url) as visitor:
        await visitor.post("/status/enter", ticket=ticket(str(ADMIN), at=now))
        assert (await visitor.get())[0] == 200
        with place.database.write() as session:
            revoke(session, ADMIN, Role.ADMIN)
        assert (await visitor.get())[0] == 401


async def test_owners_see_the_page_while_the_database_is_away(opened, now, monkeypatch):
    async with opened(admins=(OWNER,)) as place, Visitor(place.url) as visitor:
        await visitor.post("/status/enter", ticket=ticket(str(OWNER), at=now))
        monkeypatch.setattr(place.database, "read", _away)
        assert (await visitor.get())[0] == 200


async def test_an_admins_link_stays_good_while_the_database_is_away(opened, now):
    written = ticket(str(ADMIN), at=now)
    async with opened() as place, Visitor(place.url) as visitor:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(place.database, "read", _away)
            async with visitor.http.post(f"{place.url}/status/enter", data={"ticket": written}) as refused:
                assert refused.status == 503
                assert "Your link stays good" in await refused.text()
        assert (await visitor.post("/status/enter", ticket=written)).status == 303


async def test_of_two_who_use_a_link_at_once_one_gets_in(opened, now, monkeypatch):
    both_are_looked_up, written = threading.Barrier(2, timeout=10), ticket(str(ADMIN), at=now)
    monkeypatch.setattr("bot.page.routes.StatusPage._is_admin", lambda *_: both_are_looked_up.wait() >= 0)
    async with opened() as place, Visitor(place.url) as visitor, Visitor(place.url) as other:
        said = await asyncio.gather(*(each.post("/status/enter", ticket=written) for each in (visitor, other)))
    assert sorted(each.status for each in said) == [303, 403]


async def test_logging_out_ends_it(opened):
    async with opened() as place, Visitor(place.url) as visitor:
        await visitor.log_in()
        assert (await visitor.post("/status/leave")).status == 303
        assert (await visitor.get())[0] == 401


@pytest.mark.parametrize("path", ["/status/enter", "/status/leave"])
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_no_other_page_logs_anybody_in_or_out(opened, path, site):
    async with opened() as place, Visitor(place.url) as visitor:
        response = await visitor.post(path, headers={"Sec-Fetch-Site": site}, token=PAGE_TOKEN)
    assert response.status == 403
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    "written", ["", "x" * 5000, "session.11.0.a.b", "link.11.99999999999.a.b", "\u20ac", "link.operator.1.n.sig%00"]
)
async def test_forged_links_and_sessions_are_worth_nothing(opened, written):
    async with opened() as place, Visitor(place.url) as visitor:
        assert (await visitor.post("/status/enter", ticket=written)).status in {403, 413}
        visitor.http.cookie_jar.update_cookies({"newsdigest_status": written.encode("ascii", "replace").decode()})
        assert (await visitor.get())[0] == 401


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"token=x"),
        ("multipart/form-data; boundary=x", b"broken"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Transfer-Encoding: nonsense\r\n\r\nx\r\n--x--"),
        ("application/x-www-form-urlencoded; charset=nonsense", b"token=x"),
        ("application/x-www-form-urlencoded; charset=hex", b"token=x"),
        ("application/x-www-form-urlencoded", b"token=\xff"),
        ("application/json", b"{}"),
        ("", b"token=x"),
    ],
)
async def test_what_is_no_form_of_this_page_is_refused(opened, caplog, kind, body):
    async with opened() as place, Visitor(place.url) as visitor:
        said = await visitor.http.post(f"{place.url}/status/enter", data=body, headers={"Content-Type": kind})
        assert said.status == 400
        assert "Log in" in await said.text()
    assert "Traceback" not in caplog.text


async def test_a_form_of_megabytes_is_not_read(opened):
    async with opened() as place, Visitor(place.url) as visitor:
        assert (await visitor.post("/status/enter", token="x" * 100_000)).status == 413


async def test_without_an_address_for_it_there_is_no_page(opened):
    async with opened(status_url=None) as place, Visitor(place.url) as visitor:
        assert (await visitor.get())[0] == 404


async def test_the_command_line_prints_a_link_and_nothing_else(opened, monkeypatch):
    async with opened() as place:
        for name in ("token", "status_url", "watch_port"):
            value = getattr(place.settings, name)
            value = value.get_secret_value() if name == "token" else str(value)
            monkeypatch.setenv(f"NEWSDIGEST_{name.upper()}", value)
        said = CliRunner().invoke(app, ["status-link"])
        assert said.exit_code == 0
        assert said.stdout.startswith(link(place.url, "link.operator."))
        assert said.stdout.count("\n") == 1


def test_the_command_line_says_which_settings_make_a_page(no_settings, monkeypatch):
    monkeypatch.setenv("NEWSDIGEST_TOKEN", BOT_TOKEN)
    said = CliRunner().invoke(app, ["status-link"])
    assert said.exit_code == 2
    assert "NEWSDIGEST_STATUS_URL" in said.output
