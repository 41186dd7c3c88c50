"""Reading an answer's body: decompressed while it comes, and no further than a bound on what comes out.

Decompression is ours since aiohttp's ends the answer at the first flaw; some servers say gzip and send plain text, and
some serve a file's gzip without saying so.
"""

import codecs
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Protocol

import aiohttp
import brotli  # type: ignore[import-untyped]
from backports import zstd

from jobs.feeds.problems import FeedProblem

ACCEPTED_ENCODINGS = "gzip, deflate, br, zstd"
MOST_LAYERS = 3
MOST_MEMBERS = 2000

_ENDS = (b"</rss>", b"</feed>", b"</rdf:RDF>", b"</html>")

_GZIP_MAGIC = b"\x1f\x8b\x08"
_BYTE_ORDER_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE + b"<", codecs.BOM_UTF16_BE + b"\x00<")
_GZIP, _ZLIB, _RAW = 31, 15, -15
"""zlib's window bits for the three containers."""
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_ZSTD_WINDOW: Mapping[int, int] = {zstd.DecompressionParameter.window_log_max: 23}
"""8 MB, the most that a server may ask a client to hold (RFC 9659)."""


_SLICE = 2**14


class Stage(Protocol):
    """One layer of compression."""

    def decode(self, data: bytes, most: int) -> bytes:
        """What `data` adds, a little over `most` bytes at the most. Raises FeedProblem for data that isn't valid."""


async def read_body(response: aiohttp.ClientResponse, most_bytes: int) -> bytes:
    """The body of a response whose session doesn't decompress. Raises FeedProblem beyond `most_bytes`."""
    raw = response.content.iter_any()
    encodings = response.headers.get("Content-Encoding", "").lower().split(",")
    body = Body([encoding.strip() for encoding in encodings], most_bytes)
    try:
        async for chunk in raw:
            body.add(chunk)
    except aiohttp.ClientPayloadError:
        # a wrong length or a missing last chunk is a flaw of the server's where the feed itself came to its end
        if not body.whole().rstrip().endswith(_ENDS):
            raise
    except FeedProblem:
        # closing drops the connection: the rest is neither read nor waited for
        response.close()
        raise
    return body.whole()


async def read_start(response: aiohttp.ClientResponse, most_bytes: int) -> bytes:
    """About the first `most_bytes` of a body, or as much of them as can be had and read."""
    encodings = [encoding.strip() for encoding in response.headers.get("Content-Encoding", "").lower().split(",")]
    body = Body(encodings, most_bytes)
    with suppress(FeedProblem, aiohttp.ClientError, TimeoutError):
        body.add(await response.content.read(most_bytes))
    return body.whole()


class Body:
    """A body that grows by chunks as they come over the network."""

    def __init__(self, encodings: list[str], most_bytes: int) -> None:
        self._encodings = [encoding for encoding in encodings if encoding not in {"", "identity"}]
        self._most = most_bytes
        self._stages: list[Stage] | None = None
        self._parts: list[bytes] = []
        self._raw_size = 0
        self._made: list[int] = []

    def add(self, chunk: bytes) -> None:
        """Take in a chunk. Raises FeedProblem where the body is too large or its compression broken."""
        # a stream may also go on for ever and come to nothing, such as empty frames one after the other
        self._raw_size += len(chunk)
        if self._raw_size > self._most:
            raise self._too_large()
        if self._stages is None:
            self._stages = _stages(self._encodings, chunk)
            self._made = [0] * len(self._stages)
        for place, stage in enumerate(self._stages):
            # what comes out between two layers counts, too: it may be a thousand times both ends
            chunk = stage.decode(chunk, self._most - self._made[place])
            self._made[place] += len(chunk)
            if self._made[place] > self._most:
                raise self._too_large()
        self._parts.append(chunk)

    def _too_large(self) -> FeedProblem:
        return FeedProblem(f"the answer is larger than {self._most / 2**20:g} MB")

    def whole(self) -> bytes:
        """All that came."""
        return b"".join(self._parts)


def _stages(encodings: list[str], start: bytes) -> list[Stage]:
    """What undoes `encodings`, judged by how the body starts: plain text is left alone whatever was said of it."""
    if not encodings:
        return [Inflate(_GZIP)] if start.startswith(_GZIP_MAGIC) else []
    if len(encodings) > MOST_LAYERS:
        raise FeedProblem("the answer is compressed over and over again")
    stages: list[Stage] = []
    for encoding in reversed(encodings):
        match encoding:
            case "gzip" | "x-gzip" if stages or start.startswith(_GZIP_MAGIC[:2]):
                stages.append(Inflate(_GZIP))
            case "deflate" if not _is_text(start):
                stages.append(Inflate(_ZLIB if _is_zlib(start) else _RAW))
            case "br" if not _is_text(start):
                stages.append(Brotli())
            case "zstd" if stages or start.startswith(_ZSTD_MAGIC):
                stages.append(Zstd())
            case "gzip" | "x-gzip" | "deflate" | "br" | "zstd":
                pass
            case _ if not _is_text(start):
                raise FeedProblem(f"the answer is compressed in a way nobody asked for ({encoding[:20]!r})")
    return stages


def _is_text(start: bytes) -> bool:
    return start.lstrip()[:1] in (b"<", b"{") or start.startswith(_BYTE_ORDER_MARKS)


def _is_zlib(start: bytes) -> bool:
    """RFC 1950, section 2.2: the method, and a check over the first two bytes."""
    return len(start) >= 2 and start[0] & 0x0F == 8 and int.from_bytes(start[:2]) % 31 == 0


def _sliced(data: bytes, most: int, decompress: Callable[[bytes, int], bytes]) -> bytes:
    """What `decompress` makes of the data in pieces: a decompressor copies all that stands behind a member's end.

    It ends with the piece that goes beyond `most` bytes.
    """
    parts: list[bytes] = []
    for start in range(0, len(data), _SLICE):
        part = decompress(data[start : start + _SLICE], most)
        parts.append(part)
        most -= len(part)
        if most < 0:
            break
    return b"".join(parts)


class _Members:
    """How many streams stand one after the other in one: each costs a decompressor, and may be empty."""

    def __init__(self) -> None:
        self._count = 0

    def next(self) -> None:
        self._count += 1
        if self._count > MOST_MEMBERS:
            raise FeedProblem("the answer is compressed in thousands of pieces, as no feed is")


class Inflate:
    """gzip, zlib or raw deflate, with members one after the other as one."""

    def __init__(self, window_bits: int) -> None:
        self._window_bits = window_bits
        self._decompressor = zlib.decompressobj(window_bits)
        self._after = b""
        self._members = _Members()

    def decode(self, data: bytes, most: int) -> bytes:
        return _sliced(data, most, self._inflate)

    def _inflate(self, data: bytes, most: int) -> bytes:
        parts: list[bytes] = []
        data, self._after = self._after + data, b""
        while data and most >= 0:
            if self._decompressor.eof:
                if self._window_bits != _GZIP or not data.startswith(_GZIP_MAGIC):
                    # the next member's first bytes may still be on their way; padding is harmless
                    self._after = data if _GZIP_MAGIC.startswith(data) else b""
                    break
                self._members.next()
                self._decompressor = zlib.decompressobj(self._window_bits)
            try:
                # one byte more than there is room for tells that it is too large; zero would mean no bound
                part = self._decompressor.decompress(data, most + 1)
            except zlib.error as error:
                raise FeedProblem("the answer is compressed wrongly") from error
            parts.append(part)
            most -= len(part)
            data = self._decompressor.unconsumed_tail or self._decompressor.unused_data
        return b"".join(parts)


class Brotli:
    """RFC 7932."""

    def __init__(self) -> None:
        self._decompressor = brotli.Decompressor()

    def decode(self, data: bytes, most: int) -> bytes:
        parts: list[bytes] = []
        try:
            # each call gives up to a window's worth; the input is taken by the first, the rest is asked for
            while most >= 0 and not self._decompressor.is_finished():
                part: bytes = self._decompressor.process(data, output_buffer_limit=most + 1)
                if not part:
                    break
                data = b""
                parts.append(part)
                most -= len(part)
        except brotli.error as error:
            raise FeedProblem("the answer is compressed wrongly") from error
        return b"".join(parts)


class Zstd:
    """RFC 8878, with frames one after the other as one."""

    def __init__(self) -> None:
        self._decompressor = zstd.ZstdDecompressor(options=_ZSTD_WINDOW)
        self._after = b""
        self._members = _Members()

    def decode(self, data: bytes, most: int) -> bytes:
        return _sliced(data, most, self._decompress)

    def _decompress(self, data: bytes, most: int) -> bytes:
        parts: list[bytes] = []
        data, self._after = self._after + data, b""
        try:
            while most >= 0:
                if self._decompressor.eof:
                    if not data.startswith(_ZSTD_MAGIC):
                        # the next frame's first bytes may still be on their way; padding is harmless
                        self._after = data if data and _ZSTD_MAGIC.startswith(data) else b""
                        break
                    self._members.next()
                    self._decompressor = zstd.ZstdDecompressor(options=_ZSTD_WINDOW)
                part = self._decompressor.decompress(data, most + 1)
                parts.append(part)
                most -= len(part)
                data = self._decompressor.unused_data
                if not self._decompressor.eof and self._decompressor.needs_input:
                    break
        except zstd.ZstdError as error:
            raise FeedProblem("the answer is compressed wrongly") from error
        return b"".join(parts)
