"""Tickets to the operator's status page, signed with a key that only who has the bot's token can make.

A link is one that the bot, or `newsdigest status-link`, hands to somebody: it lasts ten minutes and opens the page
once. A session is what the browser keeps then. Nothing of either is in the database, so that every process knows them.
"""

import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from bot.settings import Settings

PAGE = "/status"

OPERATOR = "operator"
"""Who has a shell on the machine, or the page's token; anybody else is a Telegram user id."""


class Purpose(StrEnum):
    LINK = "link"
    SESSION = "session"


LASTS = {Purpose.LINK: timedelta(minutes=10), Purpose.SESSION: timedelta(hours=12)}
LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """`nonce` is like no other ticket's."""

    purpose: Purpose
    subject: str
    made_at: datetime
    nonce: str

    @property
    def ends_at(self) -> datetime:
        return self.made_at + LASTS[self.purpose]


class Tickets:
    """Writes and reads them."""

    def __init__(self, token: str) -> None:
        self._key = hmac.digest(token.encode(), b"newsdigest status page", sha256)

    def write(self, purpose: Purpose, subject: str, *, now: datetime) -> str:
        """A new one, in letters that stand in an address as they are."""
        said = f"{purpose}.{subject}.{int(now.timestamp())}.{secrets.token_urlsafe(12)}"
        return f"{said}.{self._signature(said)}"

    def read(self, written: str, purpose: Purpose, *, now: datetime) -> Ticket | None:
        """None for one that isn't ours, is for something else, or has ended."""
        if len(written) > LONGEST or not written.isascii():
            return None
        said, _, signature = written.rpartition(".")
        if not hmac.compare_digest(signature, self._signature(said)):
            return None
        kind, subject, made_at, nonce = said.split(".")
        ticket = Ticket(
            purpose=Purpose(kind), subject=subject, made_at=datetime.fromtimestamp(int(made_at), UTC), nonce=nonce
        )
        return ticket if ticket.purpose is purpose and now < ticket.ends_at else None

    def _signature(self, said: str) -> str:
        return urlsafe_b64encode(hmac.digest(self._key, said.encode(), sha256)).decode().rstrip("=")


def link_for(settings: Settings, subject: str, *, now: datetime) -> str | None:
    """A link that opens the page once; None where the settings switch on no page."""
    if settings.status_url is None or settings.watch_port is None or settings.token is None:
        return None
    return link(settings.status_url, Tickets(settings.token.get_secret_value()).write(Purpose.LINK, subject, now=now))


def link(base: str, written: str) -> str:
    """Where a link ticket opens the page that is reached at `base`."""
    return f"{base}{PAGE}/enter?ticket={written}"
