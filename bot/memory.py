"""How often the process looks for memory to give back, and in how many places it takes it.

Python looks through everything that it holds each time what came since has grown by a quarter: with the words of 16
languages, the libraries and what is remembered that is a tenth of a second, in which nobody is answered.

The C library gives nearly each thread a store of its own (an arena), keeps there what the thread needed at its largest
work, and gives back only what is free at a store's end. Large work comes to one thread today and to another tomorrow,
so that all of them would grow for weeks to what one needs.
"""

import ctypes
import gc
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager

THRESHOLDS = (20_000, 20, 50)
"""Objects more than before after which the youngest are looked through, and so many times a generation before the next
one is (https://docs.python.org/3/library/gc.html#gc.set_threshold); an answer makes some thousands of objects, nearly
all of which are let go without being looked for."""

ARENAS = 2
"""As many threads take memory at the same time without waiting for one another, which is rare: most of what they do
holds the interpreter."""

_M_ARENA_MAX = -8
"""Of malloc.h (https://man7.org/linux/man-pages/man3/mallopt.3.html)."""


def take_from_few_arenas() -> None:
    """Let all threads that come share `ARENAS` stores, with glibc; does nothing elsewhere, nor where the environment
    says how many there are to be (MALLOC_ARENA_MAX)."""
    if platform.libc_ver()[0] == "glibc" and "MALLOC_ARENA_MAX" not in os.environ:
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, ARENAS)


@contextmanager
def settled() -> Iterator[None]:
    """What is there when this is entered stays until it is left, and isn't looked through."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
