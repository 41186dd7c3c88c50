"""`newsdigest outbox`: what waits to be sent, what didn't arrive, and what may have."""

from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import give_up, good_settings, show

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from storage.outbox_view import Queue, Trouble

PRIORITIES = {0: "answers", 5: "news at once", 10: "digests", 20: "notices and broadcasts"}

MEANINGS = {
    "pending": "wait",
    "sending": "are on their way",
    "sent": "arrived",
    "failed": "were refused by Telegram",
    "unknown": "may have arrived: twice no answer came",
    "cancelled": "were for chats that are gone, or were called off",
}


class Shown(StrEnum):
    """The states that can be asked for."""

    PENDING = "pending"
    SENDING = "sending"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


def outbox(
    *,
    state: Annotated[Shown | None, typer.Option(help="Only messages in this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many messages to show, the newest first.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: one JSON object.")] = False,
) -> None:
    """Show what waits to be sent, and what didn't arrive or may have, with the reasons; of no message its text."""
    import json

    from jobs.clock import utc_now
    from storage.database import Database, refuse_missing
    from storage.deliveries import DeliveryState, count_deliveries
    from storage.errors import StorageError
    from storage.outbox_view import newest_troubles, queues
    from storage.schema import check_schema

    settings, now = good_settings(), utc_now()
    try:
        database = Database(settings.database_url)
        refuse_missing(database)
        check_schema(database)
        with database.read() as session:
            counts = count_deliveries(session)
            waiting = queues(session, now=now)
            troubles = newest_troubles(session, DeliveryState(state) if state else None, limit=limit)
        database.close()
    except StorageError as problem:
        give_up(str(problem))
    if as_json:
        found = {"states": counts, "queues": _plain(waiting), "messages": _plain(troubles)}
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2, default=str))
        return
    _show(counts, waiting, troubles, now)


def _plain(records: "Sequence[Queue | Trouble]") -> list[dict[str, object]]:
    return [asdict(record) for record in records]


def _show(
    counts: "Mapping[str, int]", waiting: "Sequence[Queue]", troubles: "Sequence[Trouble]", now: "datetime"
) -> None:
    from rich.table import Table
    from rich.text import Text

    from summaries.markup import clean

    states = Table(box=None, show_header=False, pad_edge=False)
    states.add_column(justify="right")
    for state, meaning in MEANINGS.items():
        if counts.get(state):
            worrying = state in {"failed", "unknown"}
            states.add_row(f"{counts[state]:,}", Text(state, style="yellow" if worrying else ""), meaning)
    if not counts:
        states.add_row("Nothing was ever to be sent.")
    tables = [states]
    if waiting:
        table = Table("waiting", box=None, pad_edge=False)
        for figure in ("messages", "due", "tried before", "the first is late by"):
            table.add_column(figure, justify="right")
        for queue in waiting:
            late = _span((now - queue.since).total_seconds()) if queue.since else "–"
            name = PRIORITIES.get(queue.priority, f"priority {queue.priority}")
            table.add_row(name, f"{queue.pending:,}", f"{queue.due:,}", f"{queue.retried:,}", late)
        tables.append(table)
    if troubles:
        # the log speaks of deliveries and chats by these numbers
        names = ("delivery", "state", "last try", "chat", "at Telegram", "tries", "reason")
        table = Table(*names, box=None, pad_edge=False)
        for trouble in troubles:
            there = f"{trouble.telegram_id}" + (f"/{trouble.thread_id}" if trouble.thread_id else "")
            at = f"{trouble.at:%Y-%m-%d %H:%M:%S}" if trouble.at else "–"
            reason = Text(clean(trouble.problem), overflow="fold")
            chat, where, tries = f"{trouble.chat_id}", f"{there} {trouble.kind}", f"{trouble.attempts}"
            table.add_row(f"{trouble.id}", trouble.state, at, chat, where, tries, reason)
        tables.append(table)
    show(*tables)


def _span(seconds: float) -> str:
    minutes, rest = divmod(max(0, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [(days, "d"), (hours, "h"), (minutes, "min"), (rest, "s")]
    shown = [f"{number} {unit}" for number, unit in parts if number][:2]
    return " ".join(shown) or "0 s"
