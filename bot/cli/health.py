"""`newsdigest health`: whether the newsdigest that runs on this machine is well, for container health checks."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.output import complain, give_up, good_settings

if TYPE_CHECKING:
    from bot.settings import Settings

ANSWER_S = 10.0

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - asked, not listened on


def health(
    *, quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing; the exit status tells.")] = False
) -> None:
    """Ask the newsdigest that runs here whether it is well. Exits with 1 when it isn't, or doesn't answer."""
    settings = good_settings()
    if settings.watch_port is None:
        give_up("NEWSDIGEST_WATCH_PORT is not set, so nothing can be asked; write it like NEWSDIGEST_WATCH_PORT=9464")
    problems, elsewhere = ask(address(settings))
    if not quiet:
        for problem in (*problems, *elsewhere):
            complain(problem)
    if problems:
        raise typer.Exit(1)
    if not quiet:
        typer.echo("This process is well." if elsewhere else "newsdigest is well.")


def address(settings: "Settings") -> str:
    """Where /healthz is asked from this machine."""
    host = EVERYWHERE.get(settings.watch_host, settings.watch_host)
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.watch_port}/healthz"


class NoAnswer(Exception):
    """No newsdigest answers there; the message is one line for the operator."""


def ask(url: str) -> tuple[list[str], list[str]]:
    """What isn't well in the process that answers there, and what nobody else seems to do, a line for each."""
    try:
        return examine(url)
    except NoAnswer as problem:
        return [str(problem)], []


def examine(url: str) -> tuple[list[str], list[str]]:
    """The same of a newsdigest. Raises NoAnswer where none answers."""
    import json
    from http.client import HTTPException
    from urllib.error import HTTPError
    from urllib.request import ProxyHandler, build_opener

    # a proxy of the environment is for the internet
    opener = build_opener(ProxyHandler({}))
    try:
        with opener.open(url, timeout=ANSWER_S) as answer:
            found: Any = json.load(answer)
    except HTTPError as error:
        try:
            found = json.load(error)
        except ValueError:
            raise NoAnswer(f"{url} answers with {error.code}: is that newsdigest?") from None
    except (OSError, HTTPException, ValueError) as error:
        raise NoAnswer(f"{url} doesn't answer ({getattr(error, 'reason', error)}): does newsdigest run?") from None
    match found:
        case {"well": bool(), "faults": [*faults], "elsewhere": [*elsewhere]}:
            return _lines(faults), _lines(elsewhere)
    raise NoAnswer(f"{url} answers something else than newsdigest does")


def _lines(faults: list[Any]) -> list[str]:
    return [f"{fault['part']}: {fault['says']}" for fault in faults]
