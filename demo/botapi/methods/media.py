"""sendPhoto, sendDocument, sendMediaGroup, getFile."""

from typing import Any

from demo.botapi.errors import bad_request, not_served
from demo.botapi.files import document_wire, keep_document, keep_photo, photo_wire
from demo.botapi.methods.call import Call
from demo.botapi.methods.sending import markup_of, send, target
from demo.botapi.methods.texts import call_caption, caption, measured_caption
from demo.botapi.records import File
from demo.botapi.shapes import Json

MAX_DOWNLOAD = 20 * 1024 * 1024
MAX_ALBUM = 10


def send_photo(call: Call) -> object:
    """https://core.telegram.org/bots/api#sendphoto"""
    return _send_one(call, "photo")


def send_document(call: Call) -> object:
    """https://core.telegram.org/bots/api#senddocument"""
    return _send_one(call, "document")


def _send_one(call: Call, kind: str) -> Json:
    text, markup = call_caption(call), markup_of(call)
    where = target(call, f"can_send_{kind}s")
    body = _file_wire(call, kind, kind, call.args.text(kind)) | measured_caption(call.state, text)
    return call.state.wire(send(call, where, body | _caption_place(call.args.flag("show_caption_above_media")), markup))


def send_media_group(call: Call) -> object:
    """https://core.telegram.org/bots/api#sendmediagroup"""
    media = call.args.records("media", "InputMedia")
    if media is None:
        raise bad_request('parameter "media" is required')
    if not media:
        raise bad_request("there are no messages to send")
    if len(media) > MAX_ALBUM:
        raise bad_request("too many messages to send as an album")
    kinds = {_kind(item) for item in media}
    if len(kinds) > 1:
        raise bad_request("document can't be mixed with other media types")
    where = target(call, f"can_send_{kinds.pop()}s")
    bodies = [media_item(call, item) for item in media]
    group = {"media_group_id": str(13_000_000_000_000_000 + call.state.serial())}
    return [call.state.wire(send(call, where, body | group, None)) for body in bodies]


def _kind(item: Json) -> str:
    kind = str(item.get("type"))
    if kind in ("audio", "video", "animation"):
        raise not_served(f"media of type {kind}")
    if kind not in ("photo", "document"):
        raise bad_request(f'can\'t parse InputMedia: type "{kind}" is unsupported')
    return kind


def media_item(call: Call, item: Json) -> Json:
    """The body that an InputMedia stands for, its caption included. Raises ApiError 400."""
    kind = _kind(item)
    text = caption(
        str(item.get("caption") or ""), str(item.get("parse_mode") or ""), item.get("caption_entities") or None
    )
    source = str(item.get("media") or "")
    body = _file_wire(call, kind, source.removeprefix("attach://"), source)
    return body | measured_caption(call.state, text) | _caption_place(item.get("show_caption_above_media"))


def _caption_place(above: Any) -> Json:
    return {"show_caption_above_media": True} if above else {}


def _file_wire(call: Call, kind: str, field: str, source: str) -> Json:
    """The content field of a file: uploaded under `field`, attached by name, or sent before and named by its id."""
    field = source.removeprefix("attach://") if source.startswith("attach://") else field
    if upload := call.args.files.get(field):
        return (
            photo_wire(keep_photo(call.state, upload))
            if kind == "photo"
            else document_wire(keep_document(call.state, upload))
        )
    if not source:
        raise bad_request(f"there is no {kind} in the request")
    file = call.state.files.get(source)
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if bool(file.width) is not (kind == "photo"):
        names = ("Photo", "Document") if file.width else ("Document", "Photo")
        raise bad_request("can't use file of type {} as {}".format(*names))
    return photo_wire(file) if kind == "photo" else document_wire(file)


def get_file(call: Call) -> object:
    """https://core.telegram.org/bots/api#getfile"""
    file: File | None = call.state.files.get(call.args.text("file_id"))
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.content) > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.content),
        "file_path": file.path,
    }
