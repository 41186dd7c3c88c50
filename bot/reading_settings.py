"""Reading the settings: what can't be used is told by its name, with how to write it, and no secret with it."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.secret_files import (
    ENDING,
    FileProblem,
    files_of,
    given_variables,
    is_open_to_all,
    unreadable_lines,
    variables_of_file,
)
from bot.settings import FILE, PREFIX, Settings
from storage.addresses import file_of

NO_VARIABLE = "this is no NAME=value; write one, end what begins with a quotation mark by one, or put a # before it"


class SettingsProblem(Exception):
    """A setting can't be used; each line names one variable and says how to write it."""


def read_settings() -> Settings:
    """The settings of this process. Raises SettingsProblem with one line for each that can't be used."""
    try:
        with _readable_file():
            return Settings()
    except FileProblem as problem:
        raise SettingsProblem(str(problem)) from None
    except ValidationError as error:
        raise SettingsProblem("\n".join(dict.fromkeys(explain(detail) for detail in error.errors()))) from None


@contextmanager
def _readable_file() -> Iterator[None]:
    try:
        if lines := unreadable_lines(Path(FILE)):
            # never what stands there, which may be a secret
            raise SettingsProblem("\n".join(f"{FILE}, line {line}: {NO_VARIABLE}" for line in lines))
        yield
    except PermissionError as error:
        raise SettingsProblem(f"{FILE} can't be read ({error}); let user {os.geteuid()} read it") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsProblem(f"{FILE} can't be read ({error}); it has to be a text file in UTF-8") from None


def unknown_names() -> list[str]:
    """Variables of the environment and `.env` that look like settings and are none, each with what may be meant.

    Raises SettingsProblem where `.env` can't be read.
    """
    known = {PREFIX + field.upper() for field in Settings.model_fields}
    with _readable_file():
        given = {name for name in given_variables(Settings) if name.startswith(PREFIX)}
    return [_suggest(name, known) for name in sorted(given - known - {name + ENDING for name in known})]


def loose_files(settings: Settings) -> list[str]:
    """The files with secrets in them, or people's data, that everybody on this machine can read, each with the way out.

    Raises SettingsProblem where `.env` can't be read.
    """
    with _readable_file():
        given, in_file = given_variables(Settings), variables_of_file(Settings)
    files = list(files_of(Settings, given).values())
    if any(secret in value for secret in settings.secrets() for value in in_file.values()):
        files.append(Path(FILE))
    if database := file_of(settings.database_url):
        files.append(database)
    return [
        f"{file} can be read by everybody on this machine; run: chmod o-r {file}"
        for file in dict.fromkeys(files)
        if is_open_to_all(file)
    ]


def _suggest(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"{name} is no setting; did you mean {close[0]}?" if close else f"{name} is no setting"


def explain(detail: ErrorDetails) -> str:
    """One line that names the variable, its value, the reason and how to write it."""
    if not detail["loc"]:
        return detail["msg"].removeprefix("Value error, ")
    field = str(detail["loc"][0])
    name = PREFIX + field.upper()
    example = Settings.model_fields[field].examples
    assert example
    reason = detail["msg"].removeprefix("Value error, ").rstrip(".")
    unshown = {"token", "status_token", "database_url", "webhook_secret"}
    shown = "" if field in unshown else f"={detail['input']!s}"
    return f"{name}{shown} can't be used: {reason[:1].lower()}{reason[1:]}; write it like {name}={example[0]}"
