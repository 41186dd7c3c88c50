"""What a signal does to a command that changes much: it ends in words, and what was begun is undone."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from bot.cli.output import complain
from storage.undisturbed import SIGNALS, handled


class Interrupted(KeyboardInterrupt):
    """One of the signals came."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


@contextmanager
def interruptible(words: str, *, again: signal.Handlers) -> Iterator[None]:
    """Where a signal comes that would end the program without a word: undo, say these words, and end.

    `again` is what further ones do: SIG_DFL ends the program at once, which is only for what undoes itself then;
    SIG_IGN lets the undoing come to its end. A terminal that goes often sends two.
    """
    try:
        with _heeded(again):
            yield
    except Interrupted as interrupted:
        complain(f"interrupted: {words}")
        raise typer.Exit(128 + interrupted.number) from None


@contextmanager
def _heeded(again: signal.Handlers) -> Iterator[None]:
    # one that is ignored, as by nohup, stays so
    heeded = [each for each in SIGNALS if signal.getsignal(each) is not signal.SIG_IGN]

    def on_signal(number: int, _frame: object) -> None:
        for each in heeded:
            signal.signal(each, again)
        raise Interrupted(number)

    with handled(heeded, on_signal):
        yield
