"""How long choosing three sentences takes, text to sentences, ours beside sumy's algorithms, by length of the text.

The text is the sample newsroom's articles one after the other, its language given. sumy's own tokenizer needs a
download of NLTK data and is slower than ours; here its algorithms run on our sentences and words, so the ratios are the
least they can be. Longer texts are not handed to sumy at all: ours steps in.
"""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

from rich.table import Table

from demo.newsroom.newsroom import Newsroom
from summaries import summarize
from summaries.types import Method
from summaries.units import units

SIZES = (10, 30, 100, 300)
START = datetime(2031, 5, 14, 9, 0, tzinfo=UTC)
LONG_ENOUGH_S = 0.3


def table() -> Table:
    """Milliseconds a text, and how many times ours is faster than LexRank."""
    shown = Table(
        "sentences", *Method, "LexRank / ours", title="ms from text to three sentences (CPU, least of several)"
    )
    for size, text in texts(SIZES):
        spent = {method: _ms(partial(summarize, text, language="en", method=method)) for method in Method}
        ratio = spent[Method.LEXRANK] / spent[Method.NEWS]
        shown.add_row(str(size), *(f"{spent[method]:.2f}" for method in Method), f"{ratio:.0f}x")
    return shown


def texts(sizes: Sequence[int]) -> list[tuple[int, str]]:
    """(size, a text of so many sentences)."""
    pieces = Newsroom(START, lambda: START).pieces
    whole = "\n\n".join(
        paragraph for piece in pieces if piece.outlet.language == "en" for paragraph in piece.paragraphs
    )
    found = units(whole, "en")
    return [(size, whole[: found[size - 1].end]) for size in sizes if len(found) >= size]


def _ms(work: Callable[[], object]) -> float:
    """The least CPU time of several runs: what is above it is the machine's doing."""
    work()
    best = float("inf")
    until = time.perf_counter() + LONG_ENOUGH_S
    while True:
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
        if time.perf_counter() > until:
            return best * 1000
