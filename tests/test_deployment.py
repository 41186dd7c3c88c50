"""The container, the compose files and the systemd unit: read by their own tools, and held to the code they run."""

import re
import shutil
import subprocess
import sys
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
def test_each_service_runs_a_command_that_there_is_with_settings_that_there_are(name: str) -> None:
    for service in ours(name).values():
        assert is_command(service.get("command", ["run"]))
        assert {variable.removesuffix(ENDING) for variable in service["environment"]} <= NAMES


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
    assert "pip uninstall" in stages[2]
    assert re.findall(r"^COPY (.*)$", stages[2], re.MULTILINE) == ["--from=build /opt/newsdigest /opt/newsdigest"]
    names = set(re.findall(r"(NEWSDIGEST_\w+)=", stages[2]))
    assert names <= NAMES


def test_the_image_is_built_from_what_is_packaged_and_nothing_else() -> None:
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    packages = re.search(r"include = \[(.*)\]", (ROOT / "pyproject.toml").read_text())
    assert packages
    needed = {name.strip('"* ') for name in packages[1].split(",")}
    assert allowed == needed | {"pyproject.toml", "README.md", "LICENSE", "requirements/run.txt"}
    assert all((ROOT / name).exists() for name in allowed)


def test_the_unit_runs_a_command_that_there_is_with_settings_that_there_are() -> None:
    text = UNIT.read_text()
    started = re.search(r"^ExecStart=\S+/newsdigest (.*)$", text, re.MULTILINE)
    assert started
    assert is_command(started[1].split())
    assert {name.removesuffix(ENDING) for name in re.findall(r"(NEWSDIGEST_\w+)=", text)} <= NAMES
    assert not re.search(r"SystemCallFilter=.*@resources", text), "what strangers sent is parsed in bounded memory"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_finds_nothing_wrong_with_the_unit_and_little_that_it_may_do(tmp_path: Path) -> None:
    # where it is installed is the only thing that isn't so on this machine
    unit = tmp_path / UNIT.name
    unit.write_text(re.sub(r"^ExecStart=\S+", f"ExecStart={sys.executable}", UNIT.read_text(), flags=re.MULTILINE))
    verified = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert verified.stderr == ""
    security = ["systemd-analyze", "security", "--offline=true", "--threshold=15", unit]
    rated = subprocess.run(security, capture_output=True, text=True, check=False)
    assert rated.returncode == 0, rated.stdout[-400:]
