"""One cell of the matrix: an environment of its own, the wheel in it, and the tests that prove the product."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from packaging.utils import canonicalize_name

from tests.versions.bounds import untrue_bounds
from tests.versions.table import Outcome

if TYPE_CHECKING:
    from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
VIEWING = ["tests/format", "tests/serving/routes", "tests/serving/test_tensorboard.py"]
CAPTURE = ["tests/capture/test_writer.py", "tests/serving/reading/test_logged_run.py"]
TOOLS = ["pytest", "hypothesis"]
RESOLUTION = {"newest": ["--resolution=highest"], "oldest": ["--resolution=lowest-direct"]}


class CellError(Exception):
    """A cell could not be made."""


class Cell:
    """Proves one choice of versions with one interpreter.

    Args:
        python: the interpreter.
        choice: `oldest` or `newest`.
        folder: where the environment is made; it is removed afterwards, since torch alone takes gigabytes.
    """

    def __init__(self, python: Path, choice: str, folder: Path) -> None:
        self._python = python
        self._choice = choice
        self._folder = folder
        self._environment = folder / "environment"

    def prove(self, wheel: Path, viewing: list[Requirement], torch: list[Requirement], *, is_lowest: bool) -> Outcome:
        """Install and test.

        Args:
            wheel: the package.
            viewing: what it asks for.
            torch: what it asks for beyond that where parameters are logged; empty where that is not to be tried.
            is_lowest: whether every lower bound must be reached: of the oldest Python, all have wheels.
        """
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        try:
            version = _run([str(self._python), "-c", "import platform; print(platform.python_version())"]).strip()
            try:
                return self._prove(version, wheel, viewing, torch, is_lowest=is_lowest)
            except CellError as error:
                return Outcome(version, self._choice, "failed", str(error))
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _prove(
        self, version: str, wheel: Path, viewing: list[Requirement], torch: list[Requirement], *, is_lowest: bool
    ) -> Outcome:
        uv("venv", "--quiet", "--python", str(self._python), str(self._environment))
        self._install(wheel, [*viewing, *torch])
        versions = self._versions()
        verdict, note = self._test([*VIEWING, *(CAPTURE if torch else [])])
        if not torch:
            note += "; viewing only"
        untrue = untrue_bounds([*viewing, *torch], versions) if is_lowest else []
        if untrue:
            verdict, note = "failed", "; ".join([*untrue, note])
        return Outcome(version, self._choice, verdict, note, versions)

    def _install(self, wheel: Path, requirements: list[Requirement]) -> None:
        """Resolve what is asked for, with wheels alone; then add the tools, which take what was resolved as it is."""
        asked, resolved = self._folder / "asked.txt", self._folder / "resolved.txt"
        asked.write_text("".join(f"{requirement}\n" for requirement in requirements))
        python = ["--quiet", "--only-binary=:all:", "--python", str(self._environment)]
        uv("pip", "compile", *python, *RESOLUTION[self._choice], str(asked), "--output-file", str(resolved))
        uv("pip", "install", *python, "--requirements", str(resolved), str(wheel), *TOOLS)

    def _versions(self) -> dict[str, str]:
        listed = json.loads(uv("pip", "list", "--quiet", "--format=json", "--python", str(self._environment)))
        return {canonicalize_name(package["name"]): package["version"] for package in listed}

    def _test(self, tests: list[str]) -> tuple[str, str]:
        """Run the tests in a folder without the package, so that they can only meet the installed one."""
        shutil.copytree(ROOT / "tests", self._folder / "tests")
        shutil.copy(ROOT / "pyproject.toml", self._folder)
        report = self._folder / "report.xml"
        python = self._environment / "bin" / "python"
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        command = [str(python), "-m", "pytest", "--quiet", "--tb=short", "-p", "no:cacheprovider"]
        subprocess.run([*command, f"--junitxml={report}", *tests], cwd=self._folder, env=environment, check=False)
        if not report.is_file():
            return "failed", "pytest did not come to an end"
        (suite,) = ET.parse(report).getroot().iter("testsuite")  # noqa: S314  # pytest has just written it
        count, skipped = int(suite.attrib["tests"]), int(suite.attrib["skipped"])
        failed = int(suite.attrib["failures"]) + int(suite.attrib["errors"])
        note = f"{count - failed - skipped} of {count} tests"
        return "passed" if count > 0 == failed + skipped else "failed", note


def uv(*arguments: str) -> str:
    """What uv prints.

    Raises:
        CellError: it fails; with its reason.
    """
    return _run([sys.executable, "-m", "uv", *arguments])


def _run(command: list[str]) -> str:
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        reason = " ".join(result.stderr.split()) or "without a word"
        raise CellError(f"{' '.join(command[2:5])} failed: {reason}".replace("|", "/"))
    return result.stdout
