"""What a feed's requests carry of their own: secret, so in a record apart that no list, export or log of feeds has."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from sqlalchemy import null, select, update
from sqlalchemy.orm import Session

from storage.carried import close_feed
from storage.tables import FeedRow

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """For basic authentication."""

    user: str = field(repr=False)
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedOptions:
    """Headers, login and proxy for a feed's requests, and whether its entries' pages are fetched.

    The values are secret: they are shown to nobody, the one who set them included.
    """

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    login: Login | None = field(default=None, repr=False)
    proxy: str | None = field(default=None, repr=False)
    full_article: bool = True

    @property
    def own_request(self) -> bool:
        """Whether its requests differ from others'."""
        return bool(self.headers or self.login or self.proxy)


PLAIN = FeedOptions()
"""Those of a feed that has none of its own."""


def split_login(url: str) -> tuple[str, Login | None]:
    """An address without the login in it, and that login: https://user:password@host/ as people type it.

    An address that can't be taken apart comes back as it was.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url, None
    typed, at, place = parts.netloc.rpartition("@")
    if not at:
        return url, None
    user, _, password = typed.partition(":")
    login = Login(user=unquote(user), password=unquote(password)) if user or password else None
    return urlunsplit(parts._replace(netloc=place)), login


def same_host(old: str, new: str) -> bool:
    """Whether both name one server: the same host and port, or its https instead of its http; never the other way."""
    before, after = urlsplit(old), urlsplit(new)
    ports = [parts.port or _DEFAULT_PORTS.get(parts.scheme) for parts in (before, after)]
    if before.hostname != after.hostname:
        return False
    return (before.scheme == after.scheme and ports[0] == ports[1]) or (
        (before.scheme, after.scheme) == ("http", "https") and ports == [80, 443]
    )


def feed_options(session: Session, feed_id: int) -> FeedOptions:
    """A feed's own options; those of a feed that has none, or that isn't there, are the usual ones."""
    row = session.get(FeedRow, feed_id)
    return _options(row) if row else PLAIN


def options_of(session: Session, feed_ids: Collection[int]) -> dict[int, FeedOptions]:
    """The options of those feeds that have a request of their own."""
    query = select(FeedRow).where(FeedRow.id.in_(feed_ids), FeedRow.request.is_not(null()))
    return {row.id: _options(row) for row in session.scalars(query)}


def set_feed_options(session: Session, feed_id: int, options: FeedOptions) -> None:
    """Let these be all of the feed's options: what they don't name is gone.

    Chats that have the feed among their own lose it where it gets a request of its own, which is not theirs.
    """
    if options.own_request:
        close_feed(session, feed_id)
    session.execute(
        update(FeedRow)
        .where(FeedRow.id == feed_id)
        .values(full_article=options.full_article, request=as_request(options) or null())
    )


def as_request(options: FeedOptions) -> dict[str, Any] | None:
    """The column's value; None where nothing differs from other feeds' requests."""
    login = options.login and {"user": options.login.user, "password": options.login.password}
    request = {"headers": dict(options.headers), "login": login, "proxy": options.proxy}
    return {name: value for name, value in request.items() if value} or None


def _options(row: FeedRow) -> FeedOptions:
    request = row.request or {}
    return FeedOptions(
        headers=request.get("headers", {}),
        login=Login(**request["login"]) if "login" in request else None,
        proxy=request.get("proxy"),
        full_article=row.full_article,
    )
