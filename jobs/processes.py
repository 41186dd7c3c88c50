"""What processes that this one starts to compute are given, and how they say what went wrong."""

import os
import pickle
import sys

KEPT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR")


def environment(*also: str) -> dict[str, str]:
    """Of this process's environment what computing needs, and what is named: the bot's token isn't among it."""
    kept = {name: os.environ[name] for name in (*KEPT, *also) if name in os.environ}
    # each thread of numpy's would hold megabytes of its own, and there is nothing for them to do
    return kept | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "OPENBLAS_NUM_THREADS": "1"}


def failure(error: Exception) -> bytes:
    """(None, the error), pickled: the parent raises it again."""
    try:
        return pickle.dumps((None, error), pickle.HIGHEST_PROTOCOL)
    except Exception:  # what an error carries may not be picklable, in any way its class likes
        return pickle.dumps((None, RuntimeError(repr(error))), pickle.HIGHEST_PROTOCOL)
