"""How a database's URL is written: for people, and for PostgreSQL's own programs and library."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

SECRET = ("password", "sslpassword")
"""Parameters of a URL that may hold a secret, as its place before the host does
(https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS)."""


def shown(url: URL) -> str:
    """As the operator wrote it, for whoever may read it: without the driver's name, and stars for a password."""
    starred = url.update_query_dict({name: "***" for name in SECRET if name in url.query})
    return _plain(starred).render_as_string(hide_password=True).replace("%2A%2A%2A", "***")


def passwords_in(url: str) -> tuple[str, ...]:
    """What the URL holds that nobody else may see; nothing where it can't be read as one."""
    if (read := _read(url)) is None:
        return ()
    named = (read.query.get(name) for name in SECRET)
    found = (read.password, *(value for value in named if isinstance(value, str)))
    return tuple(str(password) for password in found if password)


def file_of(url: str) -> Path | None:
    """The file of an SQLite database; None of any other, or where the URL can't be read as one."""
    read = _read(url)
    return Path(read.database) if read and read.drivername == "sqlite" and read.database else None


def with_password(url: URL) -> str:
    """For the library; nobody else may see it."""
    return _plain(url).render_as_string(hide_password=False)


def for_programs(url: URL) -> tuple[str, Mapping[str, str]]:
    """What the programs are told on their command line, which everybody on the machine can read, and what is added to
    their environment, which only their user can: the password.
    """
    asked = _plain(url).difference_update_query(SECRET)
    named = url.query.get("password", url.password)
    # to leave it out is all: `URL.set` takes None for no change
    without = URL.create(asked.drivername, asked.username, None, asked.host, asked.port, asked.database, asked.query)
    return without.render_as_string(hide_password=False), {"PGPASSWORD": str(named)} if named else {}


def _read(url: str) -> URL | None:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        return None


def _plain(url: URL) -> URL:
    return url.set(drivername=url.get_backend_name())
