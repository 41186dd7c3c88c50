"""`newsdigest feeds …`: the feeds, one file a family of commands."""

import typer

from bot.cli.feeds.add import add
from bot.cli.feeds.check import check
from bot.cli.feeds.lists import export_list, import_list, packs
from bot.cli.feeds.options import set_options
from bot.cli.feeds.shown import list_feeds
from bot.cli.feeds.states import pause, remove, resume

app = typer.Typer(name="feeds", help="The feeds: find, add, list, check, pause, export.", no_args_is_help=True)
app.command()(add)
app.command("list")(list_feeds)
app.command()(check)
app.command()(pause)
app.command()(resume)
app.command()(remove)
app.command("set")(set_options)
app.command("import")(import_list)
app.command("export")(export_list)
app.command()(packs)
