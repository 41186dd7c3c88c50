"""Who starts a process anew hears from it as long as it may go on; real sockets, and real processes that hang."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.watch.health import Diagnosis, Fault
from bot.watch.restarters import LOOK_S, OwnEnd, Systemd, may_go_on, restarted_by, restarters

WELL = Diagnosis(faults=())
SILENT = Diagnosis(faults=(Fault(part="sender", says="Telegram has taken none for 18 minutes"),))
AWAY = Diagnosis(faults=(Fault(part="database", says="the disk is full"),))
ROOT = Path(__file__).parents[3]


@dataclass
class Heard:
    """Somebody who writes down what he hears, and asks without a pause."""

    every: float = 0.0
    lines: list[str] = field(default_factory=list)
    given_up: asyncio.Event = field(default_factory=asyncio.Event)

    def begins(self) -> None:
        self.lines.append("begins")

    def goes_on(self) -> None:
        self.lines.append("goes on")

    def says(self, words: str) -> None:
        self.lines.append(words)

    def gives_up(self) -> None:
        self.lines.append("gives up")
        self.given_up.set()

    def ends(self) -> None:
        self.lines.append("ends")


async def heard(*looks: Diagnosis) -> list[str]:
    """What is heard of a process that is found so, one look after another, and then ends."""
    left, seen_all, somebody = list(looks), asyncio.Event(), Heard()

    async def examine() -> Diagnosis:
        if not left:
            seen_all.set()
            await asyncio.Event().wait()
        return left.pop(0)

    async with asyncio.timeout(30), restarted_by([somebody], examine):
        waits = [asyncio.create_task(event.wait()) for event in (seen_all, somebody.given_up)]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
    return somebody.lines


async def test_a_heartbeat_comes_at_each_look_while_it_is_well_and_how_it_is_only_when_that_changes():
    assert await heard(WELL, WELL, WELL) == ["begins", "well", "goes on", "goes on", "goes on", "ends"]


async def test_one_that_is_not_well_at_three_looks_has_no_heartbeat_any_more(caplog):
    says = "sender: Telegram has taken none for 18 minutes"
    assert await heard(WELL, SILENT, SILENT, SILENT, WELL) == ["begins", "well", "goes on", says, "gives up", "ends"]
    assert f"ends to be started anew: {says}" in caplog.text


async def test_one_that_is_well_again_at_the_third_look_goes_on():
    told = await heard(SILENT, SILENT, WELL, SILENT, SILENT, WELL)
    assert told.count("goes on") == 2
    assert "gives up" not in told


async def test_a_database_that_is_away_is_waited_for():
    told = await heard(AWAY, AWAY, AWAY, AWAY)
    assert told == ["begins", "database: the disk is full", *["goes on"] * 4, "ends"]


def test_what_is_at_fault_beside_a_database_that_is_away_does_not_wait_for_it():
    assert not may_go_on((*AWAY.faults, *SILENT.faults))


async def test_what_nobody_does_elsewhere_is_said_and_is_no_reason_to_end():
    assert await heard(*[Diagnosis(faults=(), elsewhere=SILENT.faults)] * 4) == [
        "begins",
        "sender: Telegram has taken none for 18 minutes",
        *["goes on"] * 4,
        "ends",
    ]


@pytest.fixture(params=["in a file", "without one"])
def systemd(request, tmp_path) -> Iterator[tuple[socket.socket, str]]:
    """What listens as systemd does, and the address that it hands out."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        if request.param == "in a file":
            address = str(tmp_path / "notify")
            listening.bind(address)
        else:
            address = f"@newsdigest-test-{os.getpid()}"
            listening.bind(f"\0{address[1:]}")
        yield listening, address


def test_systemd_hears_lines_that_it_understands(systemd):
    listening, address = systemd
    [told] = restarters({"NOTIFY_SOCKET": address}, by_itself=False)
    told.begins()
    told.goes_on()
    told.says("database: the disk\nis full")
    told.ends()
    lines = [listening.recv(1000).decode() for _ in range(4)]
    assert lines == ["READY=1", "WATCHDOG=1", "STATUS=database: the disk is full", "STOPPING=1"]


def test_systemd_that_is_gone_is_a_warning(tmp_path, caplog):
    Systemd(str(tmp_path / "nowhere")).goes_on()
    assert "systemd can't be told WATCHDOG" in caplog.text


@pytest.mark.parametrize(
    ("environment", "every"),
    [
        ({}, LOOK_S),
        ({"WATCHDOG_USEC": "90000000"}, 30),
        ({"WATCHDOG_USEC": "15000000"}, 5),
        ({"WATCHDOG_USEC": "3600000000"}, LOOK_S),
        ({"WATCHDOG_USEC": "15000000", "WATCHDOG_PID": str(os.getpid())}, 5),
        ({"WATCHDOG_USEC": "15000000", "WATCHDOG_PID": "1"}, LOOK_S),
    ],
)
def test_three_heartbeats_come_in_the_time_in_which_systemd_wants_one(environment, every):
    [told] = restarters({"NOTIFY_SOCKET": "/run/systemd/notify", **environment}, by_itself=False)
    assert told.every == every


def test_nobody_is_told_anything_where_nobody_waits():
    assert restarters({}, by_itself=False) == ()
    assert restarters({}, by_itself=True) == (OwnEnd(),)


HANGS = """
import signal, time
from bot.watch.restarters import OwnEnd
signal.signal(signal.SIGTERM, lambda *_: print("is asked to end", flush=True))
hasty = OwnEnd(every=0.05, grace=0.05)
hasty.begins()
hasty.ends()
time.sleep(0.5)
print("goes on", flush=True)
hasty.gives_up()
hasty.begins()
def stuck_here():
    time.sleep(600)
stuck_here()
"""


def test_a_process_ends_by_itself_in_order_if_it_can_and_shows_where_it_hangs_if_not():
    said = subprocess.run(
        [sys.executable, "-c", HANGS], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert said.stdout.splitlines() == ["goes on", "is asked to end"]
    assert "in stuck_here" in said.stderr
    assert said.returncode == 1
