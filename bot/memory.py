"""How often the process looks for memory to give back.

Python looks through everything that it holds each time what came since has grown by a quarter: with the words of 16
languages, the libraries and what is remembered that is a tenth of a second, in which nobody is answered.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

THRESHOLDS = (20_000, 20, 50)
"""Objects more than before after which the youngest are looked through, and so many times a generation before the next
one is (https://docs.python.org/3/library/gc.html#gc.set_threshold); an answer makes some thousands of objects, nearly
all of which are let go without being looked for."""


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
