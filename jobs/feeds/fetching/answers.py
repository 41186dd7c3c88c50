"""What an answer's headers say: how long it stays good, when to come again, what to send back next time."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime


def freshness(headers: Mapping[str, str], *, now: datetime) -> timedelta | None:
    """How long the answer says it stays good: Cache-Control's max-age, else Expires (RFC 9111, section 4.2.1)."""
    directives = [directive.strip().lower() for directive in headers.get("Cache-Control", "").split(",")]
    if "no-store" in directives or "no-cache" in directives:
        return None
    for directive in directives:
        name, _, value = directive.partition("=")
        if name == "max-age":
            return _seconds(value.strip('" ').lstrip("0") or "0")
    expires = _date(headers.get("Expires", ""))
    return max(expires - now, timedelta(0)) if expires else None


def retry_time(headers: Mapping[str, str], *, now: datetime) -> timedelta | None:
    """The server's Retry-After, in seconds or as a date (RFC 9110, section 10.2.3)."""
    value = headers.get("Retry-After", "").strip()
    seconds = _seconds(value)
    if seconds is not None:
        return seconds
    date = _date(value)
    return max(date - now, timedelta(0)) if date else None


def plain_header(headers: Mapping[str, str], name: str) -> str | None:
    """The header where it is one that can be kept and sent back: printable ASCII of reasonable length."""
    value = headers.get(name, "")
    return value if value and len(value) <= 1000 and value.isascii() and value.isprintable() else None


def _seconds(value: str) -> timedelta | None:
    # nine figures are thirty years; longer ones overflow
    return timedelta(seconds=int(value[:9])) if value.isascii() and value.isdigit() else None


def _date(value: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(value)
        return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
