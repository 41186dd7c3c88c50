"""`python -m demo`: the whole product on this machine, without token and without network."""

import signal
from pathlib import Path
from typing import Annotated

import typer

from demo.saved import InUse, locked, start_over

PAGE_PORT = 8017

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command(help=__doc__)
def demo(
    *,
    reset: Annotated[bool, typer.Option("--reset", help="Forget the earlier start and begin anew.")] = False,
    port: Annotated[int, typer.Option(help="The chat page's port; another is taken when it is in use.")] = PAGE_PORT,
    data: Annotated[Path, typer.Option(help="Where the demo keeps its database.")] = Path("demo-data"),
    browser: Annotated[bool, typer.Option(help="Open the chat page in the browser, where there is one.")] = True,
) -> None:
    # These take a second to load, in which Ctrl-C has to end the demo as quietly as later. An import can swallow
    # Python's KeyboardInterrupt (it may be raised in a weak reference's callback, where errors are only printed).
    signal.signal(signal.SIGINT, signal.SIG_DFL)

    import asyncio

    from rich.console import Console
    from rich.markup import escape

    from demo.botapi.snapshot import SnapshotError
    from demo.play import DemoError, play

    signal.signal(signal.SIGINT, signal.default_int_handler)

    console = Console(highlight=False)
    folder = data.resolve()
    try:
        with locked(folder):
            if reset:
                start_over(folder)
            asyncio.run(play(console, folder, port=port, browser=browser))
    except (DemoError, InUse, SnapshotError, OSError) as error:
        console.print(f"[red]The demo can't go on:[/red] {escape(str(error))}")
        raise typer.Exit(1) from None


if __name__ == "__main__":
    app(prog_name="make demo")
