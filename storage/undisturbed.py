"""What signals do to a step: how they are handled meanwhile, and that none cuts it in two."""

import signal
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Ctrl-C, an end that somebody asks for, and a terminal that is gone, as when ssh breaks off."""

Handler = Callable[[int, FrameType | None], None] | signal.Handlers


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let the signals that end a program come to nothing meanwhile. For what is done in a moment."""
    if threading.current_thread() is not threading.main_thread():
        # signals are heard by the main thread alone
        yield
        return
    with handled(SIGNALS, signal.SIG_IGN):
        yield


@contextmanager
def handled(signals: Collection[signal.Signals], by: Handler) -> Iterator[None]:
    """Let these signals be handled so meanwhile; for the main thread."""
    before = {each: signal.signal(each, by) for each in signals}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
