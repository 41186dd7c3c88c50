"""`newsdigest db backup` and `newsdigest db restore`."""

import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.interruptions import interruptible
from bot.cli.output import complain, give_up, good_settings

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.copies import Progress
    from storage.database import Database

COUNTED = ("chats", "topics", "feeds", "articles", "digests")
"""What is said of a backup's content: tables whose rows an operator has an idea of."""

UNCHANGED = "nothing was changed; the database is as it was"


def backup(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="The file to write, or a folder; else NEWSDIGEST_BACKUP_FOLDER, or backups/ beside the database.",
            show_default=False,
        ),
    ] = None,
    *,
    keep: Annotated[
        int | None,
        typer.Option(min=1, help="How many to keep in the folder; older ones are removed.", show_default=False),
    ] = None,
) -> None:
    """Back up the whole database, also while the bot runs, and check the backup."""
    from jobs.clock import utc_now
    from storage.backups import back_up, name_for, remove_older
    from storage.database import Database
    from storage.errors import StorageError

    if file is not None and keep is not None and not file.is_dir():
        give_up("--keep is about a folder of backups; name a folder in place of the file, or none")
    settings, now = good_settings(), utc_now()
    try:
        database = Database(settings.database_url)
        folder = file if file is not None and file.is_dir() else backup_folder(settings, database)
        to = folder / name_for(database, now) if file is None or file.is_dir() else file
        with interruptible("no backup was made", again=signal.SIG_IGN), _bar() as progress:
            made = back_up(database, to, progress)
        database.close()
        removed = remove_older(folder, database, keep=keep, now=now) if keep is not None else []
    except StorageError as problem:
        give_up(str(problem))
    typer.echo(f"Backed up {_counted(made.rows)} to {made.file} ({made.size / 2**20:,.1f} MB).")
    if removed:
        typer.echo(f"Removed older ones: {len(removed)}.")


def restore(
    file: Annotated[Path, typer.Argument(help="What newsdigest db backup wrote.", show_default=False)],
) -> None:
    """Put a backup in the place of the database, which is kept aside. The bot has to be stopped first."""
    from jobs.clock import utc_now
    from storage.addresses import shown
    from storage.backups import restore as put_back
    from storage.database import Database
    from storage.errors import StorageError
    from storage.schema import head

    settings = good_settings()
    try:
        database = Database(settings.database_url)
        with interruptible(UNCHANGED, again=signal.SIG_IGN), _bar() as progress:
            restored = put_back(database, file, now=utc_now(), progress=progress)
    except StorageError as problem:
        give_up(str(problem))
    where = shown(database.url)
    typer.echo(f"Restored {_counted(restored.rows)} to {where}.")
    if restored.aside is not None:
        typer.echo(f"What was there before is kept: {restored.aside}. Remove it when all is well.")
    if not restored.compared:
        complain(
            f"no checksum lay beside it ({file.name}.sha256): it could be read, and may have been changed all the same"
        )
    if restored.revision != head():
        complain(
            f"the backup is at revision {restored.revision}, this version needs {head()}; run: newsdigest db upgrade"
        )
    else:
        _warn_of_waiting(database)
    database.close()


def compact() -> None:
    """Make an SQLite file as small as what is in it. The bot has to be stopped first."""
    from storage.database import Database
    from storage.errors import StorageError
    from storage.sqlite_copies import compact as make_small

    settings = good_settings()
    try:
        database = Database(settings.database_url)
        if database.url.get_backend_name() != "sqlite":
            give_up("PostgreSQL does this by itself (autovacuum)")
        file = Path(str(database.url.database))
        before, after = make_small(file)
    except StorageError as problem:
        give_up(str(problem))
    typer.echo(f"{file} has {after / 2**20:,.1f} MB now; it had {before / 2**20:,.1f}.")


def backup_folder(settings: "Settings", database: "Database") -> Path:
    """Where backups go when no file is named."""
    if settings.backup_folder is not None:
        return settings.backup_folder
    if database.url.get_backend_name() != "sqlite":
        return Path("backups")
    return Path(str(database.url.database)).parent / "backups"


def _warn_of_waiting(database: "Database") -> None:
    from storage.deliveries import count_deliveries

    with database.read() as session:
        counts = count_deliveries(session)
    waiting = counts.get("pending", 0) + counts.get("sending", 0)
    if waiting:
        typer.echo(f"Messages that were waiting in it: {waiting:,}. Those that went out since then come once more.")


def _counted(rows: Mapping[str, int]) -> str:
    counted = ((rows[table], table) for table in COUNTED if table in rows)
    return ", ".join(f"{count:,} {table.removesuffix('s') if count == 1 else table}" for count, table in counted)


@contextmanager
def _bar() -> Iterator["Progress"]:
    """A bar of bytes where a person watches."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeElapsedColumn()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def progress(doing: str, done: int, of: int | None) -> None:
            bar.update(task, description=doing.capitalize(), completed=done, total=of)

        yield progress
