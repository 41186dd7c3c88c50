"""Settings that stand in files of their own, as containers and systemd hand out secrets; and lines of `.env`.

NEWSDIGEST_TOKEN_FILE names the file in which the value of NEWSDIGEST_TOKEN stands; so for every setting.
"""

import errno
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dotenv.parser import parse_stream
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, DotEnvSettingsSource, PydanticBaseSettingsSource

ENDING = "_FILE"
LARGEST = 64 * 1024
"""Bytes; what is larger is no secret, but another file's address."""

HANDED_OUT = Path("/run/secrets")
"""Where a container finds its secrets; nobody else is in there, whatever the files' modes say."""


class FileProblem(Exception):
    """A file that a setting names can't be used; each line names one variable and its file."""


class FileSource(PydanticBaseSettingsSource):
    """What stands in the files that variables of the environment and of `.env` name."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        raise NotImplementedError

    def __call__(self) -> dict[str, str]:
        """Values by field. Raises FileProblem."""
        given = given_variables(self.settings_cls)
        prefix = str(self.config.get("env_prefix")).upper()
        values, problems = {}, []
        for name, file in files_of(self.settings_cls, given).items():
            if given.get(name):
                problems.append(f"{name} and {name}{ENDING} are both set; remove one of them")
                continue
            try:
                values[name.removeprefix(prefix).lower()] = content(file)
            except FileProblem as problem:
                problems.append(f"{name}{ENDING}={file} can't be used: {problem}")
        if problems:
            raise FileProblem("\n".join(problems))
        return values


def given_variables(settings: type[BaseSettings]) -> Mapping[str, str]:
    """All variables of `.env` and the environment, which wins unless it is empty, by their names in capitals."""
    in_file = variables_of_file(settings)
    around = {name.upper(): value for name, value in os.environ.items()}
    return in_file | {name: value for name, value in around.items() if value or name not in in_file}


def variables_of_file(settings: type[BaseSettings]) -> dict[str, str]:
    """Those of `.env` alone."""
    return {name.upper(): value or "" for name, value in DotEnvSettingsSource(settings).env_vars.items()}


def unreadable_lines(file: Path) -> list[int]:
    """The numbers of the lines, from 1, that hold no variable; none where there is no file.

    Raises OSError, or UnicodeDecodeError for what is no text in UTF-8.
    """
    if not file.is_file():
        return []
    with file.open(encoding="utf-8") as opened:
        found = list(parse_stream(opened))
    # what begins with empty lines is told by the first that isn't
    return [each.original.line + _empty_before(each.original.string) for each in found if each.error]


def _empty_before(written: str) -> int:
    return len(written[: len(written) - len(written.lstrip())].splitlines())


def files_of(settings: type[BaseSettings], given: Mapping[str, str]) -> dict[str, Path]:
    """The file of each setting that has one, by the setting's variable."""
    prefix = str(settings.model_config.get("env_prefix")).upper()
    names = (prefix + field.upper() for field in settings.model_fields)
    return {name: Path(given[name + ENDING]) for name in names if given.get(name + ENDING)}


def content(file: Path) -> str:
    """The value in the file, without the end of its line. Raises FileProblem."""
    try:
        with file.open("rb") as opened:
            raw = opened.read(LARGEST + 1)
    except OSError as error:
        raise FileProblem(f"{(error.strerror or str(error)).lower()}; {_way_out(error)}") from None
    if len(raw) > LARGEST:
        raise FileProblem("it is too large to be a value; name the right file")
    try:
        value = raw.decode("utf-8").strip()
    except UnicodeDecodeError:
        raise FileProblem("it is no text in UTF-8; write the value into it, and nothing else") from None
    if not value:
        raise FileProblem("it is empty; write the value into it, and nothing else")
    if len(value.splitlines()) > 1:
        raise FileProblem("it has more than one line; write the value into it, and nothing else")
    return value


def _way_out(error: OSError) -> str:
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"let user {os.geteuid()}, as whom this runs, read it and enter its folder"
    if error.errno == errno.EISDIR:
        return "name a file (a container's engine makes a folder where it finds no file to hand in)"
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        return "make it, with the value in it and nothing else, or name the right one"
    return "see to it that it can be read, or name another one"


def is_open_to_all(file: Path) -> bool:
    """Whether everybody on this machine may read the file."""
    try:
        return bool(file.stat().st_mode & stat.S_IROTH) and HANDED_OUT not in file.resolve().parents
    except OSError:
        return False
