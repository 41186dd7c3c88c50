"""What is locked: with hashes, from no named host, at run time no more than is needed."""

import ast
import re
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PACKAGES = ("bot", "jobs", "storage", "summaries", "demo", "benchmarks")

NOT_IMPORTED = {
    "lxml-html-clean": "trafilatura asks for it by an extra",
    "manimgx-fonts": "data: fonts",
    "noto-cjk-sans-otc": "data: a font",
    "tzdata": "data: zones, where the system has none",
}
"""Of the direct dependencies: what each is there for all the same."""

COMES_WITH = {
    "httpx": "python-telegram-bot",
    "nltk": "sumy",
    "pydantic-core": "pydantic",
    "yarl": "aiohttp",
}
"""Imported without being asked for: each is a part of what another one shows of itself."""


def locked(name: str) -> dict[str, set[str]]:
    """The versions of each package in a requirements file; more than one where platforms differ."""
    found: dict[str, set[str]] = {}
    for package, version in re.findall(r"^([a-z0-9-]+)(?:\[[^]]*\])?==([^\s;\\]+)", text(name), re.MULTILINE):
        found.setdefault(package, set()).add(version)
    return found


def text(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text()


def names(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(each).name) for each in requirements}


@pytest.mark.parametrize("name", ["run", "dev", "audit"])
def test_everything_is_locked_with_its_hashes_and_from_no_named_host(name: str) -> None:
    entries = re.split(r"^(?=[a-z0-9])", text(name), flags=re.MULTILINE)[1:]
    assert entries
    for entry in entries:
        assert "==" in entry.splitlines()[0]
        assert "--hash=sha256:" in entry
    assert "://" not in text(name)


def test_what_runs_holds_nothing_of_what_develops() -> None:
    groups = PROJECT["dependency-groups"]
    tools = names(groups["dev"]) | names(groups["audit"])
    assert not tools & locked("run").keys()


def test_what_was_tested_is_what_runs() -> None:
    tested = locked("dev")
    assert {name: versions for name, versions in locked("run").items() if not versions <= tested.get(name, set())} == {}


def test_every_direct_dependency_is_there_for_a_reason() -> None:
    needed = names(PROJECT["project"]["dependencies"])
    modules = packages_distributions()
    used = {canonicalize_name(each) for module in imported() for each in modules.get(module, ())}
    assert needed - used == set(NOT_IMPORTED), "unused, or not named above"


def test_whatever_is_imported_is_a_direct_dependency() -> None:
    needed = names(PROJECT["project"]["dependencies"])
    modules = packages_distributions()
    used = {
        canonicalize_name(each)
        for module in imported("benchmarks")
        for each in modules.get(module, ())
        if each != "newsdigest"
    }
    assert used - needed == set(COMES_WITH), "undeclared, or not named above"


def imported(*without: str) -> set[str]:
    """The top-level modules that our packages import."""
    found = set()
    for package in set(PACKAGES) - set(without):
        for file in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    found |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found.add(node.module.partition(".")[0])
    return found
