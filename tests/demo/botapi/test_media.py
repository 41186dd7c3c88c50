"""Photos, documents, albums: sent, fetched, downloaded."""

import io
import json
import struct
import zlib
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given
from hypothesis import strategies as st

from demo.botapi.arguments import Upload
from demo.botapi.client import RefusedError, User
from demo.botapi.errors import ApiError
from demo.botapi.files import MAX_PHOTO, keep_document, keep_photo, measured
from demo.botapi.methods.media import MAX_DOWNLOAD
from demo.botapi.server import LocalBotApi


def png(width: int = 2, height: int = 1) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\0" + b"\x20\x60\xa0" * width) * height
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


async def upload(bot: Any, method: str, files: dict[str, tuple[str, bytes]], **values: object) -> tuple[int, Any]:
    """A multipart call, as clients make it."""
    form = aiohttp.FormData()
    for name, value in values.items():
        form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    for field, (name, content) in files.items():
        form.add_field(field, io.BytesIO(content), filename=name)
    async with bot.session.post(bot.address(method), data=form) as answer:
        return answer.status, await answer.json()


async def test_a_document_goes_to_the_reader_and_back_to_the_bot(bot: Any, reader: User) -> None:
    files = {"document": ("feeds.opml", b"<opml/>")}
    _, body = await upload(bot, "sendDocument", files, chat_id=reader.id, caption="<b>yours</b>", parse_mode="HTML")
    document = body["result"]["document"]
    assert (document["file_name"], document["file_size"]) == ("feeds.opml", 7)
    got = await reader.next_message()
    assert (got.text, got.entities) == ("yours", [{"type": "bold", "offset": 0, "length": 5}])
    assert await reader.download(got) == b"<opml/>"
    again = await bot("sendDocument", chat_id=reader.id, document=document["file_id"])
    assert again["document"] == document


async def test_a_photo_is_measured(bot: Any, reader: User) -> None:
    _, body = await upload(bot, "sendPhoto", {"photo": ("chart.png", png(30, 20))}, chat_id=reader.id, caption="chart")
    (size,) = body["result"]["photo"]
    assert (size["width"], size["height"]) == (30, 20)
    got = await reader.next_message()
    assert await reader.download(got) == png(30, 20)
    async with bot.session.get(f"{bot.api.base_url}/user/file/{size['file_id']}") as answer:
        assert answer.content_type == "image/png"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"no picture", "IMAGE_PROCESS_FAILED"),
        (b"", "file must be non-empty"),
        (png()[:20], "IMAGE_PROCESS_FAILED"),
        (png(9000, 1001)[:30], "PHOTO_INVALID_DIMENSIONS"),
        (png(100, 1), "PHOTO_INVALID_DIMENSIONS"),
    ],
)
async def test_pictures_that_are_no_photos(bot: Any, reader: User, content: bytes, reason: str) -> None:
    status, body = await upload(bot, "sendPhoto", {"photo": ("x.png", content)}, chat_id=reader.id)
    assert (status, body["description"]) == (400, f"Bad Request: {reason}")


async def test_a_photo_has_at_most_ten_megabytes(api: LocalBotApi) -> None:
    with pytest.raises(ApiError, match="of size 10485761 bytes is too big for a photo; the maximum size is 10485760"):
        keep_photo(api.state, Upload("x.png", "image/png", bytes(MAX_PHOTO + 1)))


async def test_captions_are_limited(bot: Any, reader: User) -> None:
    photo = {"photo": ("x.png", png())}
    status, body = await upload(bot, "sendPhoto", photo, chat_id=reader.id, caption="x" * 1025)
    assert (status, body["description"]) == (400, "Bad Request: message caption is too long")
    _, body = await upload(bot, "sendPhoto", photo, chat_id=reader.id, caption="x" * 1024)
    assert len(body["result"]["caption"]) == 1024


async def test_a_caption_is_edited(bot: Any, reader: User) -> None:
    _, body = await upload(bot, "sendPhoto", {"photo": ("x.png", png())}, chat_id=reader.id, caption="one")
    here = {"chat_id": reader.id, "message_id": body["result"]["message_id"]}
    edited = await bot("editMessageCaption", **here, caption="<i>two</i>", parse_mode="HTML")
    assert (edited["caption"], edited["photo"]) == ("two", body["result"]["photo"])
    assert "caption" not in await bot("editMessageCaption", **here)
    answer = await bot.refused("editMessageText", **here, text="x")
    assert answer == "Bad Request: there is no text in the message to edit"


async def test_missing_and_wrong_files(bot: Any, reader: User) -> None:
    answer = await bot.refused("sendPhoto", chat_id=reader.id)
    assert answer == "Bad Request: there is no photo in the request"
    answer = await bot.refused("sendDocument", chat_id=reader.id, document="BQACnothing")
    assert answer == "Bad Request: wrong file identifier/HTTP URL specified"
    _, body = await upload(bot, "sendDocument", {"document": ("x.txt", b"x")}, chat_id=reader.id)
    file_id = body["result"]["document"]["file_id"]
    answer = await bot.refused("sendPhoto", chat_id=reader.id, photo=file_id)
    assert answer == "Bad Request: can't use file of type Document as Photo"


async def test_an_album(bot: Any, reader: User) -> None:
    media = [
        {"type": "photo", "media": "attach://a", "caption": "<b>first</b>", "parse_mode": "HTML"},
        {"type": "photo", "media": "attach://b"},
    ]
    files = {"a": ("a.png", png()), "b": ("b.png", png(3, 3))}
    status, body = await upload(bot, "sendMediaGroup", files, chat_id=reader.id, media=media)
    assert status == 200
    first, second = body["result"]
    assert first["media_group_id"] == second["media_group_id"]
    assert (first["caption"], second.get("caption")) == ("first", None)
    assert (await reader.next_message()).id == first["message_id"]


@pytest.mark.parametrize(
    ("media", "reason"),
    [
        ([], "there are no messages to send"),
        ([{"type": "photo", "media": "x"}] * 11, "too many messages to send as an album"),
        (
            [{"type": "photo", "media": "x"}, {"type": "document", "media": "x"}],
            "document can't be mixed with other media types",
        ),
        ([{"type": "sticker", "media": "x"}], 'can\'t parse InputMedia: type "sticker" is unsupported'),
        (None, 'parameter "media" is required'),
        ([{"type": "photo", "media": "attach://gone"}], "wrong file identifier/HTTP URL specified"),
        ("{", "can't parse InputMedia JSON object"),
    ],
)
async def test_albums_that_are_refused(bot: Any, reader: User, media: object, reason: str) -> None:
    assert await bot.refused("sendMediaGroup", chat_id=reader.id, media=media) == f"Bad Request: {reason}"


async def test_files_by_address_are_fetched_from_loopback_only(bot: Any, reader: User) -> None:
    async def picture(request: web.Request) -> web.Response:
        return web.Response(body=png(4, 4), content_type="image/png")

    app = web.Application()
    app.router.add_get("/pier.png", picture)
    async with TestServer(app) as server:
        address = str(server.make_url("/pier.png"))
        sent = await bot("sendPhoto", chat_id=reader.id, photo=address)
        assert sent["photo"][0]["width"] == 4
        album = await bot("sendMediaGroup", chat_id=reader.id, media=[{"type": "photo", "media": address}] * 2)
        assert len(album) == 2
        answer = await bot.refused("sendPhoto", chat_id=reader.id, photo=str(server.make_url("/gone.png")))
        assert answer == "Bad Request: wrong type of the web page content"
    for far in (address, "https://vale.example/x.png", "http://10.0.0.1/x.png", "http://[::1/x.png"):
        answer = await bot.refused("sendPhoto", chat_id=reader.id, photo=far)
        assert answer == "Bad Request: failed to get HTTP URL content"


async def test_the_bot_downloads_what_the_reader_sent(bot: Any, reader: User) -> None:
    sent = await reader.send_document("my feeds.opml", b"<opml></opml>", caption="/import")
    message = (await bot.update())["message"]
    assert message["caption_entities"] == [{"type": "bot_command", "offset": 0, "length": 7}]
    file = await bot("getFile", file_id=message["document"]["file_id"])
    async with bot.session.get(f"{bot.api.file_url}{bot.api.token}/{file['file_path']}") as answer:
        assert await answer.read() == b"<opml></opml>"
    assert await reader.download(sent) == b"<opml></opml>"
    assert await bot.refused("getFile", file_id="x") == "Bad Request: invalid file_id"


async def test_files_over_20_megabytes_are_not_handed_to_bots(bot: Any, reader: User) -> None:
    file = keep_document(bot.api.state, Upload("big.bin", "application/zip", bytes(MAX_DOWNLOAD + 1)))
    assert await bot.refused("getFile", file_id=file.id) == "Bad Request: file is too big"


async def test_the_download_address_needs_the_token_and_a_path(bot: Any, reader: User) -> None:
    for address, status in [
        (f"{bot.api.file_url}1:wrong/documents/x", 401),
        (f"{bot.api.file_url}{bot.api.token}/documents/gone", 404),
        (f"{bot.api.base_url}/user/file/gone", 404),
    ]:
        async with bot.session.get(address) as answer:
            assert answer.status == status


async def test_a_reader_sends_a_photo(bot: Any, reader: User) -> None:
    await reader.send_document("pier.png", png(), as_photo=True)
    assert (await bot.update())["message"]["photo"][0]["width"] == 2
    with pytest.raises(RefusedError, match="IMAGE_PROCESS_FAILED"):
        await reader.send_document("pier.png", b"text", as_photo=True)


async def test_documents_are_served_to_be_saved_whatever_they_claim_to_be(bot: Any, reader: User) -> None:
    form = aiohttp.FormData({"chat": str(reader.id)})
    form.add_field("document", b"<script>alert(1)</script>", filename="a\"b'é.html", content_type="text/html")
    async with bot.session.post(f"{bot.api.base_url}/user/document", data=form) as answer:
        document = (await answer.json())["message"]["document"]
    async with bot.session.get(f"{bot.api.base_url}/user/file/{document['file_id']}") as answer:
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


GIF = b"GIF89a" + struct.pack("<HH", 7, 5)
JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xc0\x00\x11\x08" + struct.pack(">HH", 5, 7)
WEBP_X = b"RIFF....WEBPVP8X" + bytes(8) + (6).to_bytes(3, "little") + (4).to_bytes(3, "little")
WEBP_L = b"RIFF....WEBPVP8L" + bytes(5) + (6 | 4 << 14).to_bytes(4, "little")
WEBP = b"RIFF....WEBPVP8 " + bytes(10) + struct.pack("<HH", 7, 5)


@pytest.mark.parametrize("content", [GIF, JPEG, WEBP_X, WEBP_L, WEBP], ids=["gif", "jpeg", "webp x", "webp l", "webp"])
def test_measures_of_the_other_kinds(content: bytes) -> None:
    measures = measured(content)
    assert measures is not None
    assert measures[1:] == (7, 5)


STARTS = st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", GIF[:6], JPEG[:4], WEBP_X[:16], WEBP_L[:16], WEBP[:16]])


@given(STARTS, st.binary(max_size=64))
def test_any_bytes_are_measured_or_not(start: bytes, rest: bytes) -> None:
    measures = measured(start + rest)
    assert measures is None or min(measures[1:]) > 0


async def test_a_chart_takes_the_place_of_another(bot: Any, reader: User) -> None:
    _, body = await upload(bot, "sendPhoto", {"photo": ("week.png", png(30, 20))}, chat_id=reader.id, caption="week")
    media = {"type": "photo", "media": "attach://month", "caption": "month"}
    mine = {"chat_id": reader.id, "message_id": body["result"]["message_id"]}
    _, body = await upload(bot, "editMessageMedia", {"month": ("month.png", png(40, 20))}, **mine, media=media)
    assert body["ok"], body
    edited = await reader.next_edit()
    assert (edited.text, edited.raw["photo"][0]["width"]) == ("month", 40)


async def test_a_text_becomes_a_document(bot: Any, reader: User) -> None:
    file = (await reader.send_document("feeds.opml", b"<opml/>")).raw["document"]["file_id"]
    sent = await bot.say("one moment")
    mine = {"chat_id": reader.id, "message_id": sent["message_id"]}
    media = {"type": "document", "media": file, "caption": "<b>done</b>", "parse_mode": "HTML"}
    edited = await bot("editMessageMedia", **mine, media=media)
    assert (edited["document"]["file_name"], edited["caption"]) == ("feeds.opml", "done")
    assert "text" not in edited
    answer = await bot.refused("editMessageMedia", **mine, media=media)
    assert answer.startswith("Bad Request: message is not modified")
    assert await bot.refused("editMessageMedia", **mine) == 'Bad Request: parameter "media" is required'
    answer = await bot.refused("editMessageMedia", **mine, media={"type": "sticker", "media": file})
    assert answer == 'Bad Request: can\'t parse InputMedia: type "sticker" is unsupported'
