"""What is kept about somebody: as a file, and erased, with what their votes did to the groups that they are in."""

import gzip
import json
from dataclasses import dataclass
from datetime import datetime

from jobs.tastes import refresh
from storage.database import Session
from storage.personal import Erased, erase_chat, export_chat

MOST_PLAIN = 20_000_000
"""Bytes of a file that goes out as it is; Telegram takes 50 MB of a bot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile:
    """JSON in UTF-8, compressed where it is long."""

    name: str
    content: bytes


def export(session: Session, *, telegram_id: int, user_id: int | None, now: datetime) -> DataFile | None:
    """Everything of `storage.personal.export_chat`; None where nothing is kept."""
    found = export_chat(session, telegram_id=telegram_id, user_id=user_id)
    if not found:
        return None
    name = f"newsdigest-{now:%Y-%m-%d}.json"
    written = json.dumps({"exported_at": now.isoformat(), **found}, ensure_ascii=False, indent=2).encode()
    if len(written) <= MOST_PLAIN:
        return DataFile(name=name, content=written)
    return DataFile(name=f"{name}.gz", content=gzip.compress(written))


def erase(session: Session, *, telegram_id: int, user_id: int | None, now: datetime) -> Erased:
    """See `storage.personal.erase_chat`."""
    erased = erase_chat(session, telegram_id=telegram_id, user_id=user_id, now=now)
    for chat_id in erased.voted_in:
        refresh(session, chat_id, now=now)
    return erased
