"""A step that no signal may cut in two."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Ctrl-C, an end that somebody asks for, and a terminal that is gone, as when ssh breaks off."""


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let the signals that end a program come to nothing meanwhile. For what is done in a moment."""
    if threading.current_thread() is not threading.main_thread():
        # signals are heard by the main thread alone
        yield
        return
    before = {each: signal.signal(each, signal.SIG_IGN) for each in SIGNALS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
