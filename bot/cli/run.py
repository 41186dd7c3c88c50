"""`newsdigest run`: the bot and its jobs in one process, until it is told to stop."""

import typer

from bot.cli.output import complain, give_up, good_settings


def run() -> None:
    """Run the bot: fetch feeds, make digests, answer people. Ctrl-C or SIGTERM stops it."""
    import asyncio
    import signal

    from bot.logs import set_up_logs
    from bot.settings import loose_files, unknown_names

    settings = good_settings()
    for problem in (*unknown_names(), *loose_files(settings)):
        complain(problem)
    set_up_logs(settings.log_level, secrets=settings.secrets())

    # these take a second to load: a wrong setting is said before
    from bot.app import run as serve
    from bot.connecting import TokenRefused
    from bot.web import CannotListen
    from storage.errors import StorageError

    async def until_signalled() -> signal.Signals | None:
        stop, received = asyncio.Event(), None

        def on_signal(number: signal.Signals) -> None:
            nonlocal received
            received = number
            stop.set()
            # the second one ends the process at once
            for each in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(each)

        loop = asyncio.get_running_loop()
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(each, on_signal, each)
        await serve(settings, stop=stop)
        return received

    try:
        received = asyncio.run(until_signalled())
    except (TokenRefused, StorageError, CannotListen) as problem:
        give_up(str(problem))
    if received is signal.SIGINT:
        raise typer.Exit(128 + signal.SIGINT)
