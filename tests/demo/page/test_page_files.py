"""What the server hands out at `/`."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from demo.page import add_page


@pytest.fixture
async def client() -> AsyncIterator[TestClient[web.Request, web.Application]]:
    app = web.Application()
    add_page(app)
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/js/main.js", "text/javascript; charset=utf-8"),
        ("/css/base.css", "text/css; charset=utf-8"),
        ("/favicon.svg", "image/svg+xml; charset=utf-8"),
    ],
)
async def test_each_kind_of_file_says_what_it_is(
    client: TestClient[web.Request, web.Application], path: str, content_type: str
) -> None:
    response = await client.get(path)

    assert response.status == 200
    assert response.headers["Content-Type"] == content_type
    assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_the_policy_allows_the_own_origin_and_nothing_inline(
    client: TestClient[web.Request, web.Application],
) -> None:
    policy = (await client.get("/")).headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


async def test_a_browser_asks_again_each_time_and_hears_that_nothing_changed(
    client: TestClient[web.Request, web.Application],
) -> None:
    first = await client.get("/js/main.js")
    again = await client.get("/js/main.js", headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "no-cache"
    assert again.status == 304


async def test_the_package_s_own_code_is_not_handed_out(client: TestClient[web.Request, web.Application]) -> None:
    assert (await client.get("/__init__.py")).status == 404
    assert (await client.get("/js/../__init__.py")).status == 404
