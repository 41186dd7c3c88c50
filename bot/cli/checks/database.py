"""The database itself: there, whole, of this version, with room to grow, backed up."""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from bot.cli.backups import backup_folder
from bot.cli.checks.finding import Finding, megabytes, note, told, works, wrong
from bot.cli.checks.places import nearest, unwritable
from bot.settings import Settings
from storage.addresses import shown
from storage.backups import backups_in, made_at
from storage.database import LARGEST_LOG, Database, is_missing_file
from storage.errors import DatabaseTrouble, DatabaseUnreachable, SchemaTooOld, StorageError
from storage.file_lock import is_used
from storage.schema import check_schema, head
from storage.soundness import damage, last_moment, size_of, users
from storage.updates import newest_arrival

LEAST_ROOM = 200 * 2**20
"""With less than that free on its disk the database will soon be full."""

OLD = timedelta(days=2)
"""A backup that was made daily is younger."""

LET_WRITE = "give this user room there and the right to write, or name another place: NEWSDIGEST_DATABASE_URL"

AHEAD = timedelta(minutes=2)
"""So much later than now may be what the database was last told: other machines' clocks differ a little."""


def look_at_database(settings: Settings, database: Database, now: datetime) -> Iterator[Finding]:
    """Everything about it; raises StorageError where it can't be used at all."""
    where = shown(database.url)
    if is_missing_file(database):
        folder = Path(str(database.url.database)).parent
        if why := unwritable(folder):
            yield wrong("database", f"{where} isn't there yet, and {why}", LET_WRITE)
            return
        yield note("database", f"{where} isn't there yet", "newsdigest run makes it")
        yield from _room(folder, 0)
        return
    if not database.shared and (why := _closed(Path(str(database.url.database)))):
        raise DatabaseUnreachable(f"{why}; {LET_WRITE}")
    check_schema(database)
    if not database.try_out():
        raise DatabaseTrouble(database.condition.words)
    with database.read() as session:
        size, told, used_by, broken = size_of(session), last_moment(session), users(session), damage(session)
    yield works("database", f"{where}, {megabytes(size)}, revision {head()}")
    if broken:
        yield wrong("integrity", broken, "stop the bot and restore a backup: newsdigest db restore FILE")
    elif broken is not None:
        yield works("integrity", "every page and index is sound")
    if used_by is not None:
        yield works("connections", f"{used_by} other" if used_by else "no other")
    if told and told > now + AHEAD:
        here, there = (f"{moment:%Y-%m-%d %H:%M}" for moment in (now, told))
        says = f"this machine's shows {here} UTC, and the database was last told {there}"
        yield wrong("clock", says, "set the clock, and let it be kept: timedatectl set-ntp true")
    if database.shared:
        yield from _tasks(database)
    else:
        yield from _file(Path(str(database.url.database)), size)
    yield from _backups(settings, database, now)


def open_database(settings: Settings) -> Database | Finding:
    """The database that the settings name, or what is wrong with the name."""
    try:
        return Database(settings.database_url)
    except StorageError as problem:
        return unusable(problem)


def is_at_work(database: Database) -> bool | None:
    """Whether a newsdigest works on it now; None where that isn't known. Raises StorageError."""
    if not database.shared:
        return is_used(database)
    with database.read() as session:
        return None if users(session) else False


def unusable(problem: StorageError) -> Finding:
    return told("database", str(problem))


def _tasks(database: Database) -> Iterator[Finding]:
    from jobs.runners.many import check_tables

    try:
        check_tables(database)
    except SchemaTooOld as problem:
        yield told("workers", str(problem))


def _closed(file: Path) -> str:
    """Why the file can't be worked on; empty where it can."""
    beside = (Path(f"{file}{ending}") for ending in ("", "-wal", "-shm", ".lock"))
    closed = [str(each) for each in beside if each.exists() and not os.access(each, os.W_OK)]
    return f"{' and '.join(closed)} can't be written by user {os.geteuid()}" if closed else unwritable(file.parent)


def _room(folder: Path, size: int) -> Iterator[Finding]:
    free = shutil.disk_usage(nearest(folder)).free
    says = f"{megabytes(free)} are free where the database lies"
    if free < LEAST_ROOM:
        yield wrong("disk", f"{says}, and {megabytes(LEAST_ROOM)} is the least to go on with", "make room")
    elif free < size:
        mend = "make room, or put backups on another disk (NEWSDIGEST_BACKUP_FOLDER)"
        yield note("disk", f"{says}: less than a second one takes", mend)
    else:
        yield works("disk", says)


def _file(file: Path, size: int) -> Iterator[Finding]:
    yield from _room(file.parent, size)
    log = Path(f"{file}-wal")
    if log.exists() and log.stat().st_size > 4 * LARGEST_LOG:
        says = f"SQLite's log {log} has {megabytes(log.stat().st_size)}: some program has been reading for long"
        yield note("log", says, "end what has the database open besides the bot")
    files = list(file.parent.glob(f"{file.name}.replaced-*"))
    if files:
        number = len({each.name.removesuffix("-wal").removesuffix("-shm") for each in files})
        total = megabytes(sum(each.stat().st_size for each in files))
        lie = "1 database that a restore replaced lies" if number == 1 else f"{number} that restores replaced lie"
        says = f"{lie} in {file.parent}, with {total}"
        yield note("replaced", says, f"when all is well: rm {file}.replaced-*")


def _backups(settings: Settings, database: Database, now: datetime) -> Iterator[Finding]:
    folder = backup_folder(settings, database)
    # one dated ahead, by a clock that was wrong, says nothing of how old it is
    made = [at for each in backups_in(folder, database) if (at := made_at(each)) and at <= now]
    nightly = "newsdigest db backup --keep 14, nightly by cron"
    if not made and (why := unwritable(folder)):
        yield wrong(
            "backups",
            why,
            "give this user room there and the right to write, or name another folder: NEWSDIGEST_BACKUP_FOLDER",
        )
        return
    if not made:
        yield note("backups", f"none in {folder}", nightly)
        return
    age = now - made[0]
    ago = f"{age.days} days" if age >= timedelta(days=2) else f"{max(0, int(age.total_seconds() // 3600))} hours"
    if age > OLD:
        yield note("backups", f"the newest in {folder} is {ago} old", nightly)
    else:
        yield works("backups", f"{len(made)} in {folder}, the newest {ago} old")


def newest_update(database: Database) -> datetime | None:
    """When Telegram's last post came, None where none is known."""
    with database.read() as session:
        return newest_arrival(session)
