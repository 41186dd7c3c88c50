"""RSS's `skipHours` and `skipDays`: when a feed says that nothing comes (https://www.rssboard.org/rss-specification).

feedparser keeps of each the last number only, so they are read from the bytes; a feed that says them can be any broken.
"""

import re
from calendar import day_name

_LISTS = re.compile(rb"<(skiphours|skipdays)\s*>(.{0,4000}?)</\1\s*>", re.IGNORECASE | re.DOTALL)
_ITEM = re.compile(rb"<(?:hour|day)\s*>\s*(\w{1,9})\s*</", re.IGNORECASE)
_FIRST_ITEM = re.compile(rb"<(?:item|entry)\b", re.IGNORECASE)


def skipped(body: bytes) -> tuple[frozenset[int], frozenset[int]]:
    """(hours, days) that the feed in `body`, in UTF-8, asks to skip, in UTC: 0 to 23, and 0 for Monday."""
    # usually they stand before the entries, and always in few bytes of an honest feed
    found: dict[bytes, list[bytes]] = {}
    for name, items in _LISTS.findall(_outside_entries(body)):
        found.setdefault(name.lower(), _ITEM.findall(items))
    # RSS 0.91 counted them from 1 to 24
    hours = (int(hour) % 24 for hour in found.get(b"skiphours", ()) if hour.isdigit() and int(hour) <= 24)
    days = {name.lower().encode(): number for number, name in enumerate(day_name)}
    return frozenset(hours), frozenset(days[day.lower()] for day in found.get(b"skipdays", ()) if day.lower() in days)


def _outside_entries(body: bytes) -> bytes:
    """What stands before the first entry, and after the last: an entry may quote such a list."""
    first = _FIRST_ITEM.search(body)
    if first is None:
        return body
    last = max(body.rfind(b"</item>"), body.rfind(b"</entry>"))
    return body[: first.start()] + (body[last:] if last > first.start() else b"")
