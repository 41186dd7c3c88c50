"""When two addresses are one article's: compared by a key that leaves out what only says how the page is served."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

_VARIANT_HOST = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
_VARIANT_START = re.compile(r"^/(?:amp|print)(?=/.)")
_VARIANT_END = re.compile(r"(?<=[^/])[/.](?:amp|print)(?:\.html?)?$|/index\.(?:html?|php)$")
_VARIANT_QUERY = re.compile(
    r"(?:amp|_amp|noamp|isamp|print|printview|printable|mobile)(?:=(?:1|0|true|yes|mobile)?)?|m=[01]|"
    r"(?:output|outputtype|view|format|mode|type|layout)=(?:amp|print|printable|mobile)|"
    r"(?:usqp|amp_js_v|amp_gsa|amp_tf)=.*",
    re.IGNORECASE,
)
_NO_PLACE = re.compile(
    r"(?:comments?|respond|disqus_thread|rss|feed|more|top|main|content|article)?$|:~:|\w*=?(?:rss|feed)$",
    re.IGNORECASE,
)
"""Fragments that name no part of a page that could be an article of its own; `#v2` and `#comment-7` do."""


# one entry's address is asked about when it is parsed, compared and kept
@lru_cache(maxsize=4096)
def address_key(url: str) -> str:
    """Equal for addresses of one article: http and https, www, a closing slash, AMP, mobile and print variants.

    Tracking parameters are taken to be gone from `url` already. A fragment counts where it may name an entry.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url
    host = (parts.hostname or "").lower()
    while (shorter := _VARIANT_HOST.sub("", host, count=1)) != host:
        host = shorter
    place = host if port in {None, 80, 443} else f"{host}:{port}"
    path = _VARIANT_START.sub("", parts.path.rstrip("/"), count=1)
    path = _VARIANT_END.sub("", path).rstrip("/")
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _VARIANT_QUERY.fullmatch(pair))
    fragment = "" if _NO_PLACE.match(parts.fragment) else f"#{parts.fragment}"
    return place + path + (f"?{query}" if query else "") + fragment
