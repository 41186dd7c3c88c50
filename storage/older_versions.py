"""Versions of newsdigest that work on one database while it is upgraded.

Migrations add, and take nothing away that the version before uses: its processes go on while the tables are brought to
the next version, and are then replaced one after another. The database itself says how far back that holds, in
`schema_floor`: the oldest revision whose version can work with it. A migration that takes something away raises it.
"""

import re

from sqlalchemy import Connection, inspect, text

NAMED = re.compile(r"newsdigest r(\d+)")


def application_name(revision: str) -> str:
    """What a process calls itself at the server; there others can see what it needs."""
    return f"newsdigest r{revision}"


def floor_of(connection: Connection) -> str | None:
    """The oldest revision whose version can work with this database; None where it is older than such a word."""
    if not inspect(connection).has_table("schema_floor"):
        return None
    return str(connection.execute(text("SELECT revision FROM schema_floor")).scalar_one())


def processes_below(connection: Connection, floor: str) -> dict[str, str]:
    """The processes at work on a PostgreSQL database that are too old for that floor: by where they run, the revision
    that they are made for."""
    others = text("""
        SELECT DISTINCT coalesce(host(client_addr), 'this machine'), application_name FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
    """)
    named = ((where, NAMED.fullmatch(name or "")) for where, name in connection.execute(others))
    return {where: found[1] for where, found in named if found and found[1] < floor}


def longest_at_work(connection: Connection) -> list[str]:
    """Who holds up others in this PostgreSQL database, the longest transaction first, in words for the operator."""
    query = text("""
        SELECT pid, application_name, extract(epoch FROM now() - xact_start)::int AS seconds FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start < now() - interval '1 second'
        ORDER BY xact_start LIMIT 3
    """)
    return [
        f"process {row.pid} of {row.application_name or '?'} for {row.seconds} s" for row in connection.execute(query)
    ]
