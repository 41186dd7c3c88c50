"""Strings out of feeds and pages, made fit to keep and to show."""

import html
import re
from urllib.parse import urljoin, urlsplit, urlunsplit

import nh3
from yarl import URL

LONGEST_URL = 2000
"""Bytes; a longer one fits no index of PostgreSQL's."""
LONGEST_CONTENT = 200_000
"""Signs, some thirty thousand words; of a longer one the beginning is kept."""

# control signs but tab and line ends, and halves of surrogate pairs: no database keeps them
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SPACE = re.compile(r"\s+")
_ABSOLUTE = re.compile(r"https?://[\w.-]+(?:/|\Z)")
_TRACKING = re.compile(
    r"utm_\w+|mtm_\w+|pk_\w+|piwik_\w+|hsa_\w+|at_(?:medium|campaign|custom\d|link\w*|format|bbc\w*)|"
    r"ns_(?:campaign|mchannel|source|linkname)|"
    r"fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|ttclid|igshid|mc_[ce]id|mkt_tok|_hsenc|_hsmi|"
    r"xtor|ref_src|cmpid|ocid|icid|ito|sr_share|ftag|ncid|wt[._]mc|_ga|_gl|srsltid|smid|guccounter|guce_\w+",
    re.IGNORECASE,
)
_FROM_FEED = re.compile(
    r"(?:ref|from|source|src|partner|via|cmp|campaign|medium|mod)=(?:rss[\w.-]*|feed|feedburner|atom)|(?:rss|feed)=(?:1|true)",
    re.IGNORECASE,
)
"""What tells a publisher that a reader came from the feed."""


def fit(text: str) -> str:
    """`text` without the signs that databases refuse."""
    return _UNFIT.sub("", text)


def one_line(text: str, most: int = 500) -> str:
    """Plain text on one line of at most `most` characters."""
    line = _SPACE.sub(" ", fit(text)).strip()
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def without_markup(markup: str) -> str:
    """The text of a short piece of HTML on one line, its entities resolved."""
    # without tags nothing is to be kept, and nh3's parser is a browser's: it ends at any input
    return one_line(html.unescape(nh3.clean(fit(markup), tags=set(), clean_content_tags={"script", "style"})))


def sanitised(markup: str) -> str:
    """HTML without anything that runs, loads frames or carries style."""
    return fit(nh3.clean(fit(markup[:LONGEST_CONTENT]), url_schemes={"http", "https", "mailto"}))


def from_plain(text: str) -> str:
    """Plain text as HTML paragraphs."""
    paragraphs = (one_line(part, len(part) + 1) for part in re.split(r"\n\s*\n", text[:LONGEST_CONTENT]))
    return "".join(f"<p>{html.escape(part)}</p>" for part in paragraphs if part)


def web_url(link: str, base: str) -> str:
    """The absolute http or https address of `link` as found at `base`, in ASCII; empty where it is none."""
    link = _SPACE.sub("", fit(link)) if "\n" in link else fit(link).strip()
    if not link:
        return ""
    try:
        url = URL(link if _ABSOLUTE.match(link) else urljoin(base, link))
        if url.scheme not in {"http", "https"} or not url.host or (url.port or 1) > 65535:
            return ""
        address = str(url)
    except ValueError:
        return ""
    return address if len(address) <= LONGEST_URL else ""


def canonical(url: str) -> str:
    """`url` without what doesn't tell pages apart: tracking parameters, the scheme's own port, a tracking fragment."""
    parts = urlsplit(url)
    kept = [pair for pair in parts.query.split("&") if pair and not _is_tracking(pair)]
    fragment = "" if _TRACKING.fullmatch(parts.fragment.partition("=")[0]) else parts.fragment
    netloc = parts.netloc.removesuffix({"http": ":80", "https": ":443"}.get(parts.scheme, ""))
    return urlunsplit((parts.scheme, netloc, parts.path or "/", "&".join(kept), fragment))


def _is_tracking(pair: str) -> bool:
    return bool(_TRACKING.fullmatch(pair.partition("=")[0]) or _FROM_FEED.fullmatch(pair))
