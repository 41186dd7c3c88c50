"""One performance of the demo: the stage is opened, the bot runs, and the terminal tells what happens."""

import asyncio
import os
import signal
import sys
import webbrowser
from contextlib import suppress
from pathlib import Path

from rich.console import Console
from rich.status import Status

from demo.botapi.client import User
from demo.stage import FIRST_TOPICS, Stage, bot_running, opened, take_first_steps
from jobs.clock import utc_now


class DemoError(Exception):
    """The demo can't go on; the text says why, and the way out."""


async def play(console: Console, folder: Path, *, port: int, browser: bool) -> None:
    """Play until Ctrl-C or SIGTERM. Raises DemoError, or SnapshotError for a damaged conversation."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with opened(folder, port=port, clock=utc_now) as stage:
        show = asyncio.create_task(_show(console, stage, folder, browser=browser))
        asked = asyncio.create_task(stop.wait())
        await asyncio.wait([show, asked], return_when=asyncio.FIRST_COMPLETED)
        if not show.done():
            console.print("\nClosing …")
            show.cancel()
        asked.cancel()
        await asyncio.gather(show, asked, return_exceptions=True)
    if show.done() and not show.cancelled() and (error := show.exception()):
        raise error
    console.print("Everything is kept for the next [bold]make demo[/bold]; [bold]make demo RESET=1[/bold] starts over.")


async def _show(console: Console, stage: Stage, folder: Path, *, browser: bool) -> None:
    """Run the bot and tell what happens, until it is cancelled or the bot ends."""
    out = stage.newsroom.published()
    outlets = len({piece.outlet.slug for piece in out})
    console.print(f"[green]✓[/green] The newsroom is open: {len(out)} articles by {outlets} outlets")
    async with bot_running(stage, folder) as bot, User(stage.api.base_url) as user:
        ended = asyncio.create_task(bot.ended())
        playing = asyncio.create_task(_first_digest(console, stage, user, browser=browser))
        await asyncio.wait([ended, playing], return_when=asyncio.FIRST_COMPLETED)
        if playing.done():
            try:
                playing.result()
            except TimeoutError as error:
                raise DemoError(f"{error}. The bot's last words ({bot.log}):\n{bot.last_words()}") from None
            go_on = asyncio.create_task(stage.go_on(user))
            await asyncio.wait([ended, go_on], return_when=asyncio.FIRST_COMPLETED)
        raise DemoError(f"the bot ended by itself. Its last words ({bot.log}):\n{bot.last_words()}")


async def _first_digest(console: Console, stage: Stage, user: User, *, browser: bool) -> None:
    fresh = not await user.messages()
    with console.status("The bot starts …") as status:
        if fresh:
            await take_first_steps(user, FIRST_TOPICS)
            console.print("[green]✓[/green] The bot runs; the demo's reader said /start and chose three topics")
            console.print(f"[green]✓[/green] {await _read(stage, status)} articles fetched and read")
            status.update("The first digest is on its way …")
            await stage.first_digest(user)
            console.print("[green]✓[/green] The first digest arrived")
        else:
            console.print("[green]✓[/green] The bot runs; the conversation goes on where it was")
    console.print(f"\n  The chat page:  [bold]{stage.api.base_url}/[/bold]")
    console.print(f"  The newsroom:   {stage.newsroom_address}/\n")
    console.print("  Try /latest, /schedule or /admin; a digest follows every two minutes.")
    console.print("  Ctrl-C stops.")
    if browser and _has_screen():
        webbrowser.open(stage.api.base_url)


async def _read(stage: Stage, status: Status) -> int:
    """Wait for the first articles; how many were read."""
    count = 0

    def say(read: int, total: int) -> None:
        nonlocal count
        count = read
        status.update(f"The bot reads the news: {read} of {total} articles …")

    # a slow machine gets its digest of what was read by then
    with suppress(TimeoutError):
        await stage.read_first_articles(say)
    return count


def _has_screen() -> bool:
    """Whether a browser with a window can open; one for terminals would take this one away."""
    return sys.platform in {"darwin", "win32"} or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
