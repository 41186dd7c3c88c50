"""What no log may hold, taken out of texts: secrets that are known, and what looks like one."""

import re
from collections.abc import Collection
from urllib.parse import quote, quote_plus, unquote

TOKEN = re.compile(r"(?<!\d)\d{5,}(?:(?::|%3[Aa])[\w-]{20,})+")
"""What a bot token looks like; addresses of the Bot API carry it after "bot"."""

LOGIN = re.compile(r"(?<=://)[^/\s@\"']+@")
"""What stands before the host in an address: a database's or a proxy's login."""

NAMED = re.compile(
    r"""(?ix)
    ( [?&;] [\w.-]* (?: token | key | secret | passw | pwd | auth | sig | session | hash ) [\w.-]* = ) [^&;\s"'<>]+
    | ( \b (?: proxy- )? authorization \b ["']? \s* [:=] \s* ["']? (?: basic | bearer )? \s* ) [^\s"',}]+
    | ( \b x-telegram-bot-api-secret-token \b ["']? \s* [:=] \s* ["']? ) [^\s"',}]+
    """
)
"""Values that go by a name which says that they are secret: in an address, in a header."""


def spellings(secrets: Collection[str]) -> tuple[str, ...]:
    """The secrets, and each as it stands in an address, the longest first: none is left over of another."""
    found = {
        spelled
        for secret in secrets
        if secret
        for spelled in (secret, quote(secret, safe=""), quote_plus(secret), unquote(secret))
        if spelled
    }
    return tuple(sorted(found, key=lambda spelled: (-len(spelled), spelled)))


def redact(text: str, secrets: Collection[str] = ()) -> str:
    """The text with the secrets (all their `spellings`), and whatever looks like one, replaced."""
    for secret in secrets:
        text = text.replace(secret, "[secret]")
    text = TOKEN.sub("[token]", text)
    text = LOGIN.sub("[login]@", text)
    return NAMED.sub(lambda found: f"{next(filter(None, found.groups()))}[secret]", text)
