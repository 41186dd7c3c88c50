"""`newsdigest feeds …`: the feeds, one file a family of commands."""

from importlib.util import find_spec

import typer

app = typer.Typer(name="feeds", help="The feeds: add, list, pause, remove, import and export.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    # with a callback Typer keeps `feeds check` in two words though there is one command only
    pass


if find_spec("bot.cli.feeds.check"):
    from bot.cli.feeds.check import check

    app.command()(check)
