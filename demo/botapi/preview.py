"""Link previews: what a page says of itself, fetched as Telegram would, from this machine only.

https://core.telegram.org/bots/api#linkpreviewoptions, https://ogp.me
"""

from collections import OrderedDict
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from demo.botapi.arguments import Upload
from demo.botapi.errors import ApiError
from demo.botapi.fetching import fetch
from demo.botapi.files import measured
from demo.botapi.shapes import Json

MAX_PAGE = 1024 * 1024
MAX_PICTURE = 5 * 1024 * 1024
MAX_KEPT = 200
SVG = "image/svg+xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What stands on a preview's card; `is_large` says whether the page asks for a large picture."""

    url: str
    site: str
    title: str = ""
    description: str = ""
    picture: Upload | None = None
    is_large: bool = False

    def wire(self) -> Json:
        return {
            "url": self.url,
            "site": self.site,
            "title": self.title,
            "description": self.description,
            "picture": self.picture is not None,
            "is_large": self.is_large,
        }


def previewed_address(body: Json) -> str | None:
    """The address that a message's preview shows: the one its options name, else its first link. None for no preview.

    `body` has the content fields of a Message; only texts have previews.
    """
    options = body.get("link_preview_options", {})
    if "text" not in body or options.get("is_disabled"):
        return None
    if options.get("url"):
        return str(options["url"])
    for entity in body.get("entities", ()):
        if entity["type"] == "text_link":
            return str(entity["url"])
        if entity["type"] == "url":
            return _written(body["text"], entity["offset"], entity["length"])
    return None


def _written(text: str, offset: int, length: int) -> str:
    words = text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le")
    return words if "://" in words else f"https://{words}"


class Previews:
    """Previews by address. A page is fetched once; one that could not be is tried again when it is next asked for."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Preview] = OrderedDict()

    async def of(self, address: str) -> Preview | None:
        """None where there is no page on this machine."""
        page, _, _ = address.partition("#")
        if page not in self._kept:
            try:
                self._kept[page] = await _read(page)
            except ApiError:
                return None
            if len(self._kept) > MAX_KEPT:
                self._kept.popitem(last=False)
        return self._kept[page]


async def _read(address: str) -> Preview:
    page = await fetch(address, MAX_PAGE)
    if page.mime_type not in ("text/html", "application/xhtml+xml"):
        return Preview(url=address, site=urlsplit(address).netloc, title=page.name)
    head = _Head()
    head.feed(page.content.decode(errors="replace"))
    found = head.said
    return Preview(
        url=address,
        site=found.get("og:site_name") or urlsplit(address).netloc,
        title=found.get("og:title") or found.get("twitter:title") or head.title.strip(),
        description=found.get("og:description") or found.get("twitter:description") or found.get("description", ""),
        picture=await _picture(address, found.get("og:image") or found.get("twitter:image") or ""),
        is_large=found.get("twitter:card") == "summary_large_image",
    )


async def _picture(page: str, address: str) -> Upload | None:
    if not address:
        return None
    try:
        return await picture(urljoin(page, address))
    except ApiError:
        return None


async def picture(address: str) -> Upload:
    """A picture on this machine, also an SVG, which the sample newsroom's are. Raises ApiError 400."""
    found = await fetch(address, MAX_PICTURE)
    if found.mime_type == SVG and len(found.content) <= MAX_PICTURE:
        return found
    measures = measured(found.content)
    if measures is None or len(found.content) > MAX_PICTURE:
        raise ApiError(400, "there is no picture at this address")
    return Upload(found.name, measures[0], found.content)


class _Head(HTMLParser):
    """The title and the meta elements of a page; of several of one name the first."""

    def __init__(self) -> None:
        super().__init__()
        self.title = ""
        self.said: dict[str, str] = {}
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("property") or given.get("name")
        if tag == "meta" and name and given.get("content"):
            self.said.setdefault(name.lower(), " ".join(str(given["content"]).split()))
        # a picture's title is none of the page's
        self._in_title = tag == "title" and not self.title

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
