"""Ask for known vulnerabilities of locked requirements; where nobody can be asked, that is said, and is no failure."""

import json
import subprocess
import sys
from pathlib import Path

AWAY = ("ConnectionError", "Failed to establish", "Max retries exceeded", "timed out", "ServiceError", "NameResolution")


def audit(file: str) -> int:
    """0 where nothing is known against any of them, or nobody could be asked; else 1."""
    command = [Path(sys.executable).with_name("pip-audit"), "--require-hashes", "--disable-pip", "--no-deps"]
    options = ["--progress-spinner", "off", "--format", "json", "--timeout", "20", "--requirement", file]
    asked = subprocess.run([*command, *options], capture_output=True, text=True, check=False)  # noqa: S603
    try:
        found = json.loads(asked.stdout)["dependencies"]
    except (ValueError, KeyError):
        reason = (asked.stderr.strip().splitlines() or ["no reason given"])[-1]
        if any(word in asked.stderr for word in AWAY):
            print(f"{file}: skipped, since the list of vulnerabilities can't be reached ({reason[:200]})")
            return 0
        print(f"{file}: pip-audit failed: {reason}")
        return 1
    bad = [(each["name"], each["version"], flaw) for each in found for flaw in each.get("vulns", ())]
    for name, version, flaw in bad:
        fixed = ", ".join(flaw["fix_versions"]) or "no version yet"
        print(f"{file}: {name} {version} has {flaw['id']}; mended in {fixed}")
    unknown = [each["name"] for each in found if "skip_reason" in each]
    if len(unknown) == len(found):
        print(f"{file}: skipped, since nobody could be asked about any of {len(found)} packages")
    elif not bad:
        print(f"{file}: nothing is known against {len(found) - len(unknown)} of {len(found)} packages")
        if unknown:
            print(f"{file}: nobody could be asked about {', '.join(unknown)}")
    return 1 if bad else 0


if __name__ == "__main__":
    # all of them are asked about, whatever comes of the first
    sys.exit(max([audit(file) for file in sys.argv[1:]]))
