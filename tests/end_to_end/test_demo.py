"""`make demo`, as a newcomer runs it: a process on a machine without token, and its words."""

import asyncio
import re
import signal
import socket
import sys
from pathlib import Path

from demo.botapi.client import User

ROOT = Path(__file__).parents[2]


async def start(folder: Path, *more: str, port: int = 0, python: tuple[str, ...] = ()) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *python,
        *("-m", "demo", "--data", str(folder), "--port", str(port), "--no-browser", *more),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def said(process: asyncio.subprocess.Process, pattern: str) -> re.Match[str]:
    """Read what it prints until something fits."""
    assert process.stdout is not None
    heard = ""
    async with asyncio.timeout(90):
        while not (found := re.search(pattern, heard)):
            line = await process.stdout.readline()
            assert line, f"it ended, having said:\n{heard}"
            heard += line.decode()
    return found


async def interrupt(process: asyncio.subprocess.Process) -> tuple[int, str]:
    """Ctrl-C; (exit status, what it still said)."""
    process.send_signal(signal.SIGINT)
    async with asyncio.timeout(30):
        rest, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, rest.decode()


async def test_a_digest_comes_by_itself_and_a_second_start_goes_on_where_it_was(tmp_path: Path) -> None:
    demo = await start(tmp_path / "demo")
    await said(demo, "first digest arrived")
    address = (await said(demo, r"The chat page:\s+(http://127\.0\.0\.1:\d+)"))[1]
    async with User(address) as reader:
        messages = await reader.messages()
    assert any(link for message in messages for link in message.links), "the digest is in the chat"
    status, rest = await interrupt(demo)
    assert status == 0
    assert "Traceback" not in rest

    again = await start(tmp_path / "demo")
    address = (await said(again, r"The chat page:\s+(http://127\.0\.0\.1:\d+)"))[1]
    async with User(address) as reader:
        assert len(await reader.messages()) >= len(messages)
        await reader.send("/list")
        assert "Politics" in (await reader.next_message()).text, "the database is that of the first start"

    third = await start(tmp_path / "demo")
    refused = await said(third, "running in")
    assert refused
    assert await third.wait() == 1
    assert (await interrupt(again))[0] == 0


async def test_a_demo_that_is_stopped_while_it_loads_ends_without_a_traceback(tmp_path: Path) -> None:
    demo = await start(tmp_path / "demo", python=("-X", "importtime"))
    await said(demo, r"\| +aiohttp\n")  # half of what it needs is there
    status, rest = await interrupt(demo)
    assert status != 0
    assert "Traceback" not in rest


async def test_starting_over_forgets_the_demo_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("three years of work")
    (tmp_path / "chat.json").write_text("damaged")
    damaged = await start(tmp_path)
    await said(damaged, "delete it to start over")
    assert await damaged.wait() == 1
    demo = await start(tmp_path, "--reset")
    await said(demo, "The newsroom is open")
    await interrupt(demo)
    assert (tmp_path / "thesis.txt").read_text() == "three years of work"


async def test_another_port_is_chosen_when_the_first_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        demo = await start(tmp_path, port=port)
        address = (await said(demo, r"The chat page:\s+(http://127\.0\.0\.1:\d+)"))[1]
        assert not address.endswith(f":{port}")
        async with User(address) as reader:
            assert await reader.messages()
            await reader.send("/list")
            assert "Politics" in (await reader.next_message()).text
        assert (await interrupt(demo))[0] == 0
