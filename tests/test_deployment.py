"""The container, the compose files and the systemd units: read by their own tools, and held to the code they run."""

import re
import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest
import typer.main
from compose_spec import PyOptions

from bot.cli import app
from bot.secret_files import ENDING
from bot.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
COMPOSE = ("compose.yaml", "compose.cluster.yaml")
UNIT = ROOT / "deploy" / "newsdigest.service"
TEMPLATE = ROOT / "deploy" / "newsdigest@.service"
PARTS = ("bot", "worker", "sender")
MEGABYTE = 1_000_000
NAMES = {PREFIX + field.upper() for field in Settings.model_fields}


def composed(name: str) -> dict:
    """A compose file as Docker understands it; raises for what it wouldn't."""
    options = PyOptions()
    options.apply_merge = True
    file = options.from_yaml((ROOT / name).read_text())
    file.validate()
    return file.to_dict()


def ours(name: str) -> dict[str, dict]:
    return {name: service for name, service in composed(name)["services"].items() if service["image"] == "newsdigest"}


def is_command(words: list[str]) -> bool:
    command = typer.main.get_command(app)
    for word in words:
        command = getattr(command, "commands", {}).get(word)
        if command is None:
            return False
    return True


@pytest.mark.parametrize("name", COMPOSE)
def test_each_of_our_services_has_no_rights_and_a_file_system_it_cannot_write_to(name: str) -> None:
    services = ours(name)
    assert services
    for service in services.values():
        assert service["read_only"] is True
        assert service["tmpfs"] == "/tmp"
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert "privileged" not in service
        assert "ports" not in service


@pytest.mark.parametrize("name", COMPOSE)
def test_what_each_service_logs_has_an_end(name: str) -> None:
    for service in composed(name)["services"].values():
        assert service["logging"]["driver"] == "local"
        assert {"max-size", "max-file"} <= service["logging"]["options"].keys()


@pytest.mark.parametrize("name", COMPOSE)
def test_each_service_runs_a_command_that_there_is_with_settings_that_there_are(name: str) -> None:
    for service in ours(name).values():
        assert is_command(service.get("command", ["run"]))
        assert {variable.removesuffix(ENDING) for variable in service["environment"]} <= NAMES


@pytest.mark.parametrize("name", COMPOSE)
def test_no_empty_line_of_a_copied_env_file_takes_the_port_from_the_health_check(name: str) -> None:
    port = re.search(r"NEWSDIGEST_WATCH_PORT=(\d+)", (ROOT / "Dockerfile").read_text())
    assert port
    for service in ours(name).values():
        assert service["environment"]["NEWSDIGEST_WATCH_PORT"] == port[1]


def test_the_cluster_has_two_of_everything_that_may_fail_and_begins_when_the_tables_are_there() -> None:
    services = composed("compose.cluster.yaml")["services"]
    for name in ("bot", "worker", "sender"):
        assert services[name]["deploy"]["replicas"] == 2
        assert services[name]["depends_on"]["upgrade"]["condition"] == "service_completed_successfully"
    assert services["upgrade"]["depends_on"]["database"]["condition"] == "service_healthy"
    assert "ports" not in services["database"]


def test_the_cluster_hands_out_secrets_as_files() -> None:
    file = composed("compose.cluster.yaml")
    for service in ours("compose.cluster.yaml").values():
        environment = service["environment"]
        assert not environment["NEWSDIGEST_TOKEN"]
        for setting in ("TOKEN", "DATABASE_URL"):
            secret = environment[f"NEWSDIGEST_{setting}_FILE"].removeprefix("/run/secrets/")
            assert secret in service["secrets"]
            assert secret in file["secrets"]


def test_the_linter_finds_nothing_in_the_dockerfile() -> None:
    hadolint = shutil.which("hadolint", path=Path(sys.executable).parent)
    assert hadolint, "make installs it"
    said = subprocess.run([hadolint, "Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.stdout == ""
    assert said.returncode == 0


def test_the_image_runs_as_nobody_special_and_has_neither_pip_nor_the_sources() -> None:
    stages = (ROOT / "Dockerfile").read_text().split("\nFROM ")
    assert len(stages) == 3
    assert "--require-hashes" in stages[1]
    assert re.search(r"^USER 10001", stages[2], re.MULTILINE)
    assert "uninstall --yes setuptools" in stages[1]
    assert "pip uninstall" in stages[2]
    assert re.findall(r"^COPY (.*)$", stages[2], re.MULTILINE) == ["--from=build /opt/newsdigest /opt/newsdigest"]
    names = set(re.findall(r"(NEWSDIGEST_\w+)=", stages[2]))
    assert names <= NAMES


def test_the_images_python_is_one_that_newsdigest_is_for() -> None:
    versions = re.findall(r"^FROM python:(3\.\d+)-slim", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    classifiers = set(
        re.findall(r'"Programming Language :: Python :: (3\.\d+)"', (ROOT / "pyproject.toml").read_text())
    )
    assert len(versions) == 2
    assert set(versions) <= classifiers


def test_what_the_image_installs_stays_within_bounds() -> None:
    # without the bytecode that is made of it
    lines = (ROOT / "requirements" / "run.txt").read_text()
    names = set(re.findall(r"^([a-z0-9-]+)==", lines, re.MULTILINE)) - {"setuptools", "colorama"}
    left_out = {"tests", "test", "__pycache__"}
    taken = sum(
        file.locate().stat().st_size
        for name in names
        for file in distribution(name).files or ()
        if not left_out & set(file.parts)
    )
    assert 200 * MEGABYTE < taken < 400 * MEGABYTE


def test_the_image_is_built_from_what_is_packaged_and_nothing_else() -> None:
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    packages = re.search(r"include = \[(.*)\]", (ROOT / "pyproject.toml").read_text())
    assert packages
    needed = {name.strip('"* ') for name in packages[1].split(",")}
    assert allowed == needed - {"demo", "benchmarks"} | {
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "requirements/run.txt",
    }
    assert all((ROOT / name).exists() for name in allowed)


@pytest.mark.parametrize("unit", [UNIT, TEMPLATE], ids=lambda unit: unit.name)
def test_a_unit_runs_commands_that_there_are_with_settings_that_there_are(unit: Path) -> None:
    text = unit.read_text()
    started = re.search(r"^ExecStart=\S+/newsdigest (.*)$", text, re.MULTILINE)
    assert started
    for part in PARTS:
        assert is_command(started[1].replace("%i", part).split())
    assert {name.removesuffix(ENDING) for name in re.findall(r"(NEWSDIGEST_\w+)=", text)} <= NAMES
    assert not re.search(r"SystemCallFilter=.*@resources", text), "what strangers sent is parsed in bounded memory"


def test_the_parts_may_do_no_more_than_all_in_one() -> None:
    def lines(unit: Path) -> list[str]:
        own = ("#", "Description=", "ExecStart=", "EnvironmentFile=")
        return [line for line in unit.read_text().splitlines() if not line.startswith(own)]

    assert lines(TEMPLATE) == lines(UNIT)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
@pytest.mark.parametrize("name", [UNIT.name, "newsdigest@worker.service"])
def test_systemd_finds_nothing_wrong_with_a_unit_and_little_that_it_may_do(name: str, tmp_path: Path) -> None:
    # where it is installed is the only thing that isn't so on this machine
    template = UNIT if name == UNIT.name else TEMPLATE
    text = re.sub(r"^ExecStart=\S+", f"ExecStart={sys.executable}", template.read_text(), flags=re.MULTILINE)
    (tmp_path / template.name).write_text(text)
    unit = tmp_path / name
    verified = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert verified.stderr == ""
    security = ["systemd-analyze", "security", "--offline=true", "--threshold=15", unit]
    rated = subprocess.run(security, capture_output=True, text=True, check=False)
    assert rated.returncode == 0, rated.stdout[-400:]
