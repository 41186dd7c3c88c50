"""`newsdigest db …`: the database's tables."""

import typer

from bot.cli import backups
from bot.cli.migrate_to import migrate_to
from bot.cli.output import complain, give_up, good_settings

app = typer.Typer(name="db", help="Look after the database.", no_args_is_help=True)
app.command()(backups.backup)
app.command()(backups.restore)
app.command()(backups.compact)
app.command()(migrate_to)


@app.command()
def upgrade() -> None:
    """Make the tables, or bring them to this version. Safe to repeat."""
    from jobs.runners.many import make_tables
    from storage import schema
    from storage.addresses import shown
    from storage.database import Database
    from storage.errors import StorageError

    settings = good_settings()
    try:
        database = Database(settings.database_url)
        before, after = schema.upgrade(database, waiting=complain)
        if database.shared:
            make_tables(database)
    except StorageError as problem:
        give_up(str(problem))
    database.close()
    where = shown(database.url)
    if before == after and before != schema.head():
        typer.echo(f"{where} was upgraded by a newer version (revision {after}), with which this one can go on.")
    elif before == after:
        typer.echo(f"{where} is up to date (revision {after}).")
    else:
        typer.echo(f"{where} was brought from {'nothing' if before is None else f'revision {before}'} to {after}.")
