"""Where a page says that its article stands, or that it is to be looked for. Pure.

Only tags are looked at, without a tree: the head of a page has them all, and a hostile one costs a walk over its start.
"""

import html
import re
from dataclasses import dataclass

from jobs.feeds.text import web_url

LOOKED_AT = 200_000
LONGEST_REDIRECT, MOST_WORDS = 50_000, 60
"""Signs and words of a page that does nothing but lead on: in others a script may lead elsewhere now and then."""
MOST_SECONDS = 10
"""A page that reloads later than that shows something first."""

# what is left open goes to the end: a search that starts anew at each "<!--" could take minutes
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_SCRIPT = re.compile(r"<(script|style|textarea)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]*>")
_TAG = re.compile(r"<(meta|link|base)\b([^<>]{1,4000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-zA-Z:_-]{1,30})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_REFRESH = re.compile(r"\s*(\d{1,6})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?(.+)", re.IGNORECASE | re.DOTALL)
_LEADS_ON = re.compile(
    r"""(?:\blocation(?:\.href)?\s*=(?!=)|\blocation\.(?:replace|assign)\()\s*(["'])(https?:[^"'<>\s]{4,2000})\1"""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointers:
    """Absolute addresses, empty where the page doesn't say: `canonical` (RFC 6596), `named` (Open Graph's `og:url`),
    `onward`, where it sends its readers by a meta refresh or, a page of nothing else, by a script."""

    canonical: str = ""
    named: str = ""
    onward: str = ""


def pointers_in(page: str, url: str) -> Pointers:
    """What the page found at `url` says."""
    start = _COMMENT.sub(" ", page[:LOOKED_AT])
    canonical, named, refresh, base = "", "", "", url
    bare = _SCRIPT.sub(" ", start)
    for kind, inside in _TAG.findall(bare):
        said = {name.lower(): html.unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(inside)}
        match kind.lower():
            case "base" if base == url:
                base = web_url(said.get("href", ""), url) or url
            case "link" if "canonical" in said.get("rel", "").lower().split():
                canonical = canonical or said.get("href", "")
            case "meta" if said.get("http-equiv", "").lower() == "refresh":
                refresh = refresh or _target(said.get("content", ""))
            case "meta" if "og:url" in {said.get("property", "").lower(), said.get("name", "").lower()}:
                named = named or said.get("content", "")
    onward = refresh or _by_script(start, bare)
    return Pointers(canonical=web_url(canonical, base), named=web_url(named, base), onward=web_url(onward, base))


def _by_script(page: str, without_scripts: str) -> str:
    """Where a page's script leads on, if it does nothing else."""
    if len(page) > LONGEST_REDIRECT or len(_ANY_TAG.sub(" ", without_scripts).split()) > MOST_WORDS:
        return ""
    found = _LEADS_ON.search(page)
    return found[2].replace("\\/", "/") if found else ""


def _target(content: str) -> str:
    found = _REFRESH.fullmatch(content)
    if found is None or int(found[1]) > MOST_SECONDS:
        return ""
    return found[2].strip().strip("\"'")
