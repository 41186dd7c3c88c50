"""Where processes of the product come from: one that has loaded its code already, and forks one after another.

Loading takes two seconds of processor time, which a hundred restarts would spend on nothing. A line of JSON on standard
input starts one, `{"log": ..., "folder": ..., "environment": {...}, "clock": ..., "parts": [...]}`; a line `PID`
answers it, and a line `PID STATUS` tells its end (a negative status is a signal's number). At the end of its input it
kills all that it started, so that nothing outlives a run, however that ended.
"""

import gc
import json
import os
import select
import signal
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

from fire.product import serve


def main() -> None:
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake)
    gc.freeze()
    children: set[int] = set()
    orders = b""
    while True:
        ready, _, _ = select.select([0, woken], [], [])
        if woken in ready:
            os.read(woken, 1000)
            _report(children)
        if 0 in ready:
            received = os.read(0, 100_000)
            if not received:
                break
            *lines, orders = (orders + received).split(b"\n")
            for line in lines:
                pid = _start(json.loads(line))
                children.add(pid)
                _say(f"{pid}")
    for pid in children:
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)


def _report(children: set[int]) -> None:
    while children:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        children.discard(pid)
        _say(f"{pid} {os.waitstatus_to_exitcode(status)}")


def _say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def _start(order: dict[str, Any]) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        nothing, log = os.open(os.devnull, os.O_RDONLY), os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        for source, target in ((nothing, 0), (log, 1), (log, 2)):
            os.dup2(source, target)
        os.closerange(3, 256)
        os.chdir(order["folder"])
        os.environ.clear()
        os.environ.update(order["environment"])
        serve(Path(order["clock"]), order["parts"])
        status = 0
    except BaseException:  # a forked process must not go on as its parent, whatever ended it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    main()
