"""The database itself: there, whole, of this version, with room to grow, backed up."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from bot.cli.backups import backup_folder
from bot.cli.checks.finding import Finding, megabytes, note, told, works, wrong
from bot.opening import is_missing_file
from bot.settings import Settings
from storage.addresses import shown
from storage.backups import backups_in, made_at
from storage.database import LARGEST_LOG, Database
from storage.errors import StorageError
from storage.schema import check_schema, head
from storage.soundness import damage, last_moment, size_of, users

LEAST_ROOM = 200 * 2**20
"""With less than that free on its disk the database will soon be full."""

OLD = timedelta(days=2)
"""A backup that was made daily is younger."""

AHEAD = timedelta(minutes=2)
"""So much later than now may be what the database was last told: other machines' clocks differ a little."""


def look_at_database(settings: Settings, database: Database, now: datetime) -> Iterator[Finding]:
    """Everything about it; raises StorageError where it can't be used at all."""
    where = shown(database.url)
    if is_missing_file(database):
        yield note("database", f"{where} isn't there yet", "newsdigest run makes it")
        return
    check_schema(database)
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
    if not database.shared:
        yield from _file(Path(str(database.url.database)), size)
    yield from _backups(settings, database, now)


def open_database(settings: Settings) -> Database | Finding:
    """The database that the settings name, or what is wrong with the name."""
    try:
        return Database(settings.database_url)
    except StorageError as problem:
        return unusable(problem)


def unusable(problem: StorageError) -> Finding:
    return told("database", str(problem))


def _file(file: Path, size: int) -> Iterator[Finding]:
    free = shutil.disk_usage(file.parent).free
    if free < LEAST_ROOM:
        yield wrong("disk", f"{megabytes(free)} are free where the database lies", "make room")
    elif free < size:
        says = f"{megabytes(free)} are free where the database lies: less than a second one takes"
        yield note("disk", says, "make room, or put backups on another disk (NEWSDIGEST_BACKUP_FOLDER)")
    else:
        yield works("disk", f"{megabytes(free)} are free where the database lies")
    log = Path(f"{file}-wal")
    if log.exists() and log.stat().st_size > 4 * LARGEST_LOG:
        says = f"SQLite's log {log} has {megabytes(log.stat().st_size)}: some program has been reading for long"
        yield note("log", says, "end what has the database open besides the bot")
    replaced = [each for each in file.parent.glob(f"{file.name}.replaced-*") if each.suffix not in {"-wal", "-shm"}]
    if replaced:
        total = megabytes(sum(each.stat().st_size for each in replaced))
        says = f"{len(replaced)} databases that a restore replaced lie in {file.parent}, with {total}"
        yield note("replaced", says, "remove them when all is well")


def _backups(settings: Settings, database: Database, now: datetime) -> Iterator[Finding]:
    folder = backup_folder(settings, database)
    made = [at for each in backups_in(folder, database) if (at := made_at(each))]
    nightly = "newsdigest db backup --keep 14, nightly by cron"
    if not made:
        yield note("backups", f"none in {folder}", nightly)
        return
    age = now - made[0]
    ago = f"{age.days} days" if age >= timedelta(days=2) else f"{max(0, int(age.total_seconds() // 3600))} hours"
    if age > OLD:
        yield note("backups", f"the newest in {folder} is {ago} old", nightly)
    else:
        yield works("backups", f"{len(made)} in {folder}, the newest {ago} old")
