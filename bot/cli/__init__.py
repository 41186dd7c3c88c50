"""The command line: one file a command; each imports its rooms when it runs, so that `--help` stays quick."""

from importlib.metadata import version
from typing import Annotated

import typer

from bot.cli import bench, check, db, feeds, health, outbox, preview, run, status_link, summarize
from bot.cli.output import quiet_pipes

app = typer.Typer(
    name="newsdigest",
    help="A news digest bot for Telegram that you host yourself.",
    epilog="Settings are read from the environment and from .env; .env.example names them all.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(run.run)
app.command()(run.bot)
app.command()(run.worker)
app.command()(run.sender)
app.command()(preview.preview)
app.command()(summarize.summarize)
app.command()(check.check)
app.command()(health.health)
app.command()(outbox.outbox)
app.command()(status_link.status_link)
app.add_typer(feeds.app)
app.add_typer(db.app)
app.add_typer(bench.app)


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"newsdigest {version('newsdigest')}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """The console script `newsdigest`."""
    with quiet_pipes():
        app()
