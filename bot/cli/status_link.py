"""`newsdigest status-link`: a link to the status page, for whoever has a shell on this machine."""

import typer

from bot.cli.output import give_up, good_settings


def status_link() -> None:
    """Print a link that opens the status page once, within ten minutes."""
    from bot.page_tickets import OPERATOR, link_for
    from jobs.clock import utc_now

    settings = good_settings()
    if settings.token is None:
        give_up("NEWSDIGEST_TOKEN is not set; get a token from https://t.me/BotFather and put it into .env")
    address = link_for(settings, OPERATOR, now=utc_now())
    if address is None:
        give_up(
            "there is no status page; set NEWSDIGEST_WATCH_PORT=9464, and NEWSDIGEST_STATUS_URL to where your browser "
            "reaches that port, such as http://127.0.0.1:9464"
        )
    typer.echo(address)
    typer.echo("It opens the page once, within ten minutes.", err=True)
