"""What Telegram says of its posting."""

from datetime import datetime, timedelta

from telegram import WebhookInfo

RECENT = timedelta(minutes=5)


def trouble_of(info: WebhookInfo, now: datetime) -> str:
    """Why Telegram can't post, where messages wait for it; else empty."""
    failed = info.last_error_date
    if not failed or now - failed > RECENT or not info.pending_update_count:
        return ""
    return (
        f"Telegram can't post to {info.url} ({info.last_error_message}): look at the proxy, its certificate, and its "
        "way to this process. Messages wait there meanwhile"
    )
