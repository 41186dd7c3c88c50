"""The process that `jobs.digests.by_hour.process` starts: orders in, batches out, over the connection with the number
that it is given.

What is no order says that there are none for now, and of which moment things are to be kept.

First comes the database's URL, which stands in no list of processes and in no environment.
"""

import gc
import logging
import os
import pickle
import signal
import sys
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection

from jobs.digests.by_hour.composing import Composer, Order
from jobs.digests.by_hour.known_prints import Outgoing
from jobs.processes import failure
from storage.database import Database

NICE = 5
"""So much it stands back behind those who answer people (nice(2))."""


def main(connection: Connection) -> None:
    # a Ctrl-C is for the parent, whose end closes the connection
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.disable(logging.CRITICAL)
    if sys.platform != "win32":
        os.nice(NICE)
    database = Database(connection.recv())
    composer, prints = Composer(database), Outgoing()
    gc.freeze()
    # its end comes when the parent is gone, whatever it was at
    with suppress(EOFError, ConnectionError):
        # that it is ready
        connection.send(None)
        while True:
            order = connection.recv()
            if isinstance(order, Order):
                connection.send_bytes(_answer(composer, order, prints))
            else:
                prints = Outgoing()
                composer.rest(but=order)


def _answer(composer: Composer, order: Order, prints: Outgoing) -> bytes:
    """What came of it: (a batch with its prints apart, None), or (None, what went wrong)."""
    try:
        batch = composer.compose(order)
        made = (replace(batch, prints=()), prints.pack(batch.prints))
        return pickle.dumps((made, None), pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # the parent raises it again
        return failure(error)


if __name__ == "__main__":
    main(Connection(int(sys.argv[1])))
