"""Which addresses Telegram takes for a link, and how it writes them (TDLib, LinkManager and parse_url)."""

import re

_ADDRESS = re.compile(
    r"""(?:(?P<scheme>[a-zA-Z][a-zA-Z0-9+.-]*)://)?
        (?:(?P<user>[^/?#@]*)@)?
        (?P<host>\[[0-9a-fA-F:.]+\]|[^/?#:@\s]+)
        (?::(?P<port>\d{1,5}))?
        (?P<rest>[/?#].*)?""",
    re.VERBOSE | re.DOTALL,
)
_USER = re.compile(r"tg:(?://)?user\?id=(\d{1,19})\Z", re.IGNORECASE)
_INTERNAL = re.compile(r"(?:tg|ton|tonsite):(?://)?[A-Za-z0-9_-]+(?:[/?#].*)?\Z", re.IGNORECASE | re.DOTALL)


def mentioned_user(address: str) -> int | None:
    """The user that `tg://user?id=N` names."""
    match = _USER.match(address.strip())
    return int(match[1]) if match else None


def checked(address: str) -> str:
    """`address` as Telegram would keep it.

    Raises ValueError with Telegram's own reason; "Wrong HTTP URL" also stands for a host without a dot, so
    `http://localhost/` is no link while `http://127.0.0.1/` is one.
    """
    address = address.strip()
    if not address:
        raise ValueError("URL host is empty")
    if _INTERNAL.match(address):
        return address
    match = _ADDRESS.fullmatch(address)
    if match is None:
        raise ValueError("Wrong HTTP URL")
    scheme = (match["scheme"] or "http").lower()
    if scheme not in ("http", "https"):
        raise ValueError("Unsupported URL protocol")
    if match["port"] and not 0 < int(match["port"]) < 65536:
        raise ValueError("Wrong port number specified in the URL")
    host = match["host"].lower()
    if "." not in host and not host.startswith("["):
        raise ValueError("Wrong HTTP URL")
    return _written(scheme, match["user"], host, match["port"], match["rest"] or "/")


def _written(scheme: str, user: str | None, host: str, port: str | None, rest: str) -> str:
    rest = rest if rest.startswith("/") else f"/{rest}"
    rest = "".join(f"%{ord(letter):02X}" if letter <= " " else letter for letter in rest)
    authority = (f"{user}@" if user else "") + host + (f":{port}" if port else "")
    return f"{scheme}://{authority}{rest}"
