"""What PostgreSQL ends because it takes long: as set for a server, a database or a role."""

from sqlalchemy import Connection, text

LIFT = text("""
    SELECT set_config(name, '0', :local) FROM unnest(ARRAY[
        'statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout'
    ]) AS name WHERE current_setting(name, true) IS NOT NULL
""")
"""Those that this server knows: the last one is of version 17."""


def lift_timeouts(connection: Connection, *, for_session: bool = False) -> None:
    """Let nothing hurry this transaction, or this session from now on."""
    connection.execute(LIFT, {"local": not for_session})
