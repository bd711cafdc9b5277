"""Are the development tools pinned, installed as pinned, not withdrawn, and free of known vulnerabilities?

python -m tests.versions.audit

A line for each question. Exit status 1: something was found; 2: nothing was found, but a service could not be asked.
"""

from __future__ import annotations

import importlib.metadata
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from tests.versions.advisories import UnansweredError, advisories_of_npm, advisories_of_pip_audit, without_hash
from tests.versions.pins import not_as_pinned, pins_of, tools_of, yanked

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
CONSTRAINTS = ROOT / "constraints.txt"
LOCK = ROOT / "frontend" / "package-lock.json"
FOUND, UNANSWERED = 1, 2


def main() -> int:
    """Ask every question, and answer each in a line."""
    questions: dict[str, Callable[[], list[str]]] = {
        "every tool of pyproject.toml is pinned in constraints.txt": unpinned,
        "every pin is installed as pinned": installed_otherwise,
        "no pin was withdrawn by whoever released it": withdrawn,
        "no pin has a known vulnerability (pip-audit)": vulnerable_pins,
        "every package of the frontend has a hash in package-lock.json": lambda: without_hash(LOCK.read_text()),
        "package-lock.json says what package.json says (npm ci)": unlocked,
        "no package of the frontend has a known vulnerability (npm audit)": vulnerable_packages,
    }
    status = 0
    for statement, find in questions.items():
        try:
            found = find()
        except UnansweredError as error:
            print(f"could not be asked: {statement}\n    {error}")
            status = status or UNANSWERED
            continue
        print(f"{'FALSE' if found else 'true'}: {statement}", *found, sep="\n    ")
        status = FOUND if found else status
    return status


def unpinned() -> list[str]:
    """The tools that are not pinned."""
    return sorted(tools_of((ROOT / "pyproject.toml").read_text()) - set(pins_of(CONSTRAINTS.read_text())))


def installed_otherwise() -> list[str]:
    """The pins that this environment does not have."""
    installed: dict[str, str] = {
        canonicalize_name(found.name): found.version for found in importlib.metadata.distributions()
    }
    return not_as_pinned(pins_of(CONSTRAINTS.read_text()), installed)


def withdrawn() -> list[str]:
    """The pins that the registry marks as yanked."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "--no-deps", "--python", sys.executable, str(CONSTRAINTS)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise UnansweredError(" ".join(result.stderr.split()))
    return yanked(result.stderr)


def vulnerable_pins() -> list[str]:
    """The pins that PyPI knows a vulnerability of."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(CONSTRAINTS), "--no-deps", "--disable-pip"]
    options = ["--format=json", "--progress-spinner=off"]
    # Its last words are "no known vulnerabilities", even where it has learned nothing: only the JSON tells.
    answer = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    return advisories_of_pip_audit(answer.stdout)


def unlocked() -> list[str]:
    """What npm has against the lock file, in a copy, which has no node_modules that it might replace."""
    result = _npm("ci", "--dry-run", "--ignore-scripts", "--no-audit", "--no-fund")
    return [] if result.returncode == 0 else result.stderr.splitlines()


def vulnerable_packages() -> list[str]:
    """The packages of the frontend, those of its tools included, that npm's registry knows a vulnerability of."""
    return advisories_of_npm(_npm("audit", "--json").stdout)


def _npm(*arguments: str) -> subprocess.CompletedProcess[str]:
    npm = shutil.which("npm")
    if npm is None:
        raise UnansweredError("no npm on the PATH")
    with tempfile.TemporaryDirectory() as folder:
        for path in (LOCK, LOCK.with_name("package.json")):
            shutil.copy(path, folder)
        return subprocess.run([npm, *arguments], cwd=folder, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    sys.exit(main())
