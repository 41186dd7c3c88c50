"""Files: kept by id, told apart by content, their pictures measured."""

import hashlib
import re
import struct

from demo.botapi.arguments import Upload
from demo.botapi.errors import bad_request
from demo.botapi.records import File
from demo.botapi.shapes import Json
from demo.botapi.state import State

MAX_PHOTO = 10 * 1024 * 1024
MAX_SIDES, MAX_RATIO = 10_000, 20

# frame headers of JPEG: every start of frame but the ones that are tables (ITU T.81, table B.1)
_JPEG_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


def keep_document(state: State, upload: Upload) -> File:
    """Store any file. Raises ApiError 400 for an empty one."""
    return _keep(state, upload, None)


def keep_photo(state: State, upload: Upload) -> File:
    """Store a picture. Raises ApiError 400 where Telegram could not make a photo of it."""
    size = len(upload.content)
    if size > MAX_PHOTO:
        raise bad_request(f"file of size {size} bytes is too big for a photo; the maximum size is {MAX_PHOTO} bytes")
    if upload.content and (measures := measured(upload.content)) is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if upload.content and measures:
        _, width, height = measures
        if width + height > MAX_SIDES or max(width, height) > MAX_RATIO * min(width, height):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        return _keep(state, upload, measures)
    return _keep(state, upload, None)


def _keep(state: State, upload: Upload, picture: tuple[str, int, int] | None) -> File:
    if not upload.content:
        raise bad_request("file must be non-empty")
    digest = hashlib.sha256(upload.content).hexdigest()
    mime_type, width, height = picture or (upload.mime_type, 0, 0)
    file = File(
        id=f"{'AgAC' if picture else 'BQAC'}{state.serial():06}{digest[:32]}",
        unique_id=f"{'AQAD' if picture else 'AgAD'}{digest[:16]}",
        name=_safe_name(upload.name),
        mime_type=mime_type,
        content=upload.content,
        width=width,
        height=height,
    )
    state.files[file.id] = file
    return file


def _safe_name(name: str) -> str:
    name = re.sub(r"[\x00-\x1f\x7f/\\]", "_", name).strip()
    return name[-120:] or "file"


def photo_wire(file: File) -> Json:
    """`{"photo": [PhotoSize]}`: one size, the whole picture."""
    size = {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "width": file.width,
        "height": file.height,
        "file_size": len(file.content),
    }
    return {"photo": [size]}


def document_wire(file: File) -> Json:
    """`{"document": Document}`."""
    document = {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "file_name": file.name,
        "mime_type": file.mime_type,
        "file_size": len(file.content),
    }
    return {"document": document}


def measured(content: bytes) -> tuple[str, int, int] | None:
    """A picture's MIME type, width and height in pixels; None for what is no PNG, GIF, JPEG or WebP."""
    try:
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            return _positive("image/png", *struct.unpack(">II", content[16:24]))
        if content[:6] in (b"GIF87a", b"GIF89a"):
            return _positive("image/gif", *struct.unpack("<HH", content[6:10]))
        if content.startswith(b"\xff\xd8"):
            return _positive("image/jpeg", *_jpeg_measures(content))
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return _positive("image/webp", *_webp_measures(content))
    except (struct.error, IndexError):
        # cut off before its measures
        return None
    return None


def _positive(mime_type: str, width: int, height: int) -> tuple[str, int, int] | None:
    return (mime_type, width, height) if width > 0 and height > 0 else None


def _jpeg_measures(content: bytes) -> tuple[int, int]:
    at = 2
    while True:
        while content[at + 1] == 0xFF:
            at += 1
        marker, length = content[at + 1], struct.unpack(">H", content[at + 2 : at + 4])[0]
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + max(length, 2)


def _webp_measures(content: bytes) -> tuple[int, int]:
    match content[12:16]:
        case b"VP8 ":
            width, height = struct.unpack("<HH", content[26:30])
            return width & 0x3FFF, height & 0x3FFF
        case b"VP8L":
            bits = struct.unpack("<I", content[21:25])[0]
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8X":
            return int.from_bytes(content[24:27], "little") + 1, int.from_bytes(content[27:30], "little") + 1
    return 0, 0
