"""A checksum in a file beside a backup, as `sha256sum` writes it: `sha256sum --check` reads it anywhere.

A database that a disk or a copy has changed can be a sound one with other words in it; nothing else tells.
"""

import hashlib
import os
from io import BufferedReader
from pathlib import Path

from storage.errors import BackupProblem

ENDING = ".sha256"


def beside(backup: Path) -> Path:
    return backup.with_name(backup.name + ENDING)


def note(content: Path, backup: Path) -> None:
    """Write the checksum of `content`, which will be the backup of this name."""
    with beside(backup).open("w") as file, content.open("rb") as written:
        os.chmod(file.fileno(), 0o600)
        file.write(f"{_sum(written)}  {backup.name}\n")
        file.flush()
        os.fsync(file.fileno())


def compare(backup: Path) -> bool:
    """Whether its content was compared with its checksum, and is the same; False where none lies beside it.

    The name in the checksum's file doesn't matter: both may have been renamed. Raises BackupProblem where it differs,
    and OSError where one of the two can't be read.
    """
    with backup.open("rb") as content:
        try:
            noted = beside(backup).read_text(errors="replace").split()
        except FileNotFoundError:
            return False
        found = _sum(content)
    if not noted or noted[0].lower() != found:
        raise BackupProblem(
            f"{backup} is not what was backed up: its checksum is another than {beside(backup).name} says; "
            "copy it anew, or take an older backup"
        )
    return True


def _sum(content: BufferedReader) -> str:
    return hashlib.file_digest(content, "sha256").hexdigest()
