"""What Telegram says of its posting."""

from datetime import datetime, timedelta

from telegram import WebhookInfo

RECENT = timedelta(minutes=5)


def trouble_of(
    info: WebhookInfo,
    now: datetime,
    *,
    came_at: datetime | None = None,
    without_database: tuple[datetime, datetime] | None = None,
) -> str:
    """Why Telegram can't post, where messages wait for it; else empty.

    It is over once one came, at `came_at`: on a busy day some wait all the time. Between the moments `without_database`
    that is the reason: what can't be written down isn't taken.
    """
    failed = info.last_error_date
    if not failed or now - failed > RECENT or not info.pending_update_count or (came_at and came_at >= failed):
        return ""
    if without_database and without_database[0] <= failed <= without_database[1]:
        return (
            f"What Telegram posts is not taken while the database fails ({info.last_error_message}); it posts it again "
            "by itself"
        )
    return (
        f"Telegram can't post to {info.url} ({info.last_error_message}): look at the proxy, its certificate, and its "
        "way to this process. Messages wait there meanwhile"
    )
