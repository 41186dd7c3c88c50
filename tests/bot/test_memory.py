"""What is there at the start isn't looked through for memory to give back; threads share where they take it from."""

import gc
import os
import platform
import subprocess
import sys

import pytest

from bot.memory import ARENAS, THRESHOLDS, settled

COUNT_ARENAS = """
import ctypes, os, sys, threading
from bot.memory import take_from_few_arenas

take_from_few_arenas()
together = threading.Barrier(12)


def take() -> None:
    taken = bytearray(100_000)
    together.wait()
    del taken


threads = [threading.Thread(target=take) for _ in range(12)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
libc = ctypes.CDLL(None)
libc.fdopen.restype = ctypes.c_void_p
out = ctypes.c_void_p(libc.fdopen(1, b"w"))
libc.malloc_info(0, out)
libc.fflush(out)
"""
"""Prints what glibc says of its arenas after twelve threads held memory at once."""


def test_what_is_there_is_left_alone_while_the_bot_runs_and_no_longer():
    usual = gc.get_threshold()
    with settled():
        assert gc.get_freeze_count() > 1000
        assert gc.get_threshold() == THRESHOLDS
    assert gc.get_freeze_count() == 0
    assert gc.get_threshold() == usual


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries have no arenas")
@pytest.mark.parametrize(("asked", "arenas"), [({}, ARENAS), ({"MALLOC_ARENA_MAX": "5"}, 5)])
def test_threads_share_few_arenas_unless_the_environment_says_how_many(asked: dict[str, str], arenas: int):
    environment = {name: value for name, value in os.environ.items() if name != "MALLOC_ARENA_MAX"}
    told = subprocess.run(
        [sys.executable, "-c", COUNT_ARENAS], env=environment | asked, capture_output=True, text=True, check=True
    )
    assert told.stdout.count("<heap nr=") == arenas
