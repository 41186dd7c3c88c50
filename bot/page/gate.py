"""Who gets in: link tickets once, a token that can't be guessed, sessions as long as their owner may look."""

import hmac
from collections import deque
from datetime import datetime, timedelta

from bot.page_tickets import OPERATOR, Purpose, Ticket, Tickets

MOST_WRONG = 5
WITHIN = timedelta(minutes=1)
"""So many wrong tokens within this time, of whomever: then nobody's token is looked at until it is over."""


class TooMany(Exception):
    """Too many wrong tokens were tried."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"wait {wait.total_seconds():.0f} s")
        self.wait = wait


class Gate:
    """Of one process. A link that was made before the process began is refused: it may have been used already."""

    def __init__(self, tickets: Tickets, *, token: str | None, since: datetime) -> None:
        self._tickets = tickets
        self._token = token
        self._since = since
        self._used: dict[str, datetime] = {}
        self._wrong: deque[datetime] = deque(maxlen=MOST_WRONG)

    @property
    def has_token(self) -> bool:
        return bool(self._token)

    def link(self, written: str, *, now: datetime) -> Ticket | None:
        """A link that can be used still."""
        ticket = self._tickets.read(written, Purpose.LINK, now=now)
        # a ticket tells its time in whole seconds
        if ticket is None or ticket.nonce in self._used or ticket.made_at < self._since.replace(microsecond=0):
            return None
        return ticket

    def use_link(self, written: str, *, now: datetime) -> str | None:
        """Whose link it is, the first time that it is used; None for one that can't be."""
        ticket = self.link(written, now=now)
        if ticket is None:
            return None
        self._used = {nonce: ends_at for nonce, ends_at in self._used.items() if ends_at > now}
        self._used[ticket.nonce] = ticket.ends_at
        return ticket.subject

    def try_token(self, tried: str, *, now: datetime) -> str | None:
        """Whose token it is; None for a wrong one. Raises TooMany, and then has not looked at it."""
        if len(self._wrong) == MOST_WRONG and (wait := self._wrong[0] + WITHIN - now) > timedelta():
            raise TooMany(wait)
        if self._token and hmac.compare_digest(tried.encode(errors="surrogatepass"), self._token.encode()):
            return OPERATOR
        self._wrong.append(now)
        return None

    def session(self, written: str, *, now: datetime) -> str | None:
        """Whose session it is."""
        ticket = self._tickets.read(written, Purpose.SESSION, now=now)
        return ticket.subject if ticket else None

    def new_session(self, subject: str, *, now: datetime) -> str:
        return self._tickets.write(Purpose.SESSION, subject, now=now)
