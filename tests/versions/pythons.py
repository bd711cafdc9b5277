"""The interpreters of a machine: those on the PATH, and those that pyenv keeps beside it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ASK = "import sys, venv; print('.'.join(map(str, sys.version_info[:2])))"


def find_python(version: str, environment: Mapping[str, str] = os.environ) -> Path | None:
    """The interpreter of a version such as `3.12`, or None.

    A program is only taken once it has answered: pyenv's shims lie on the PATH for versions that are not switched on.
    """
    return next((path for path in _candidates(version, environment) if _answers(path, version)), None)


def _candidates(version: str, environment: Mapping[str, str]) -> Iterator[Path]:
    for folder in filter(None, environment.get("PATH", "").split(os.pathsep)):
        yield Path(folder) / f"python{version}"
    pyenv = Path(environment.get("PYENV_ROOT") or Path(environment.get("HOME", "~")).expanduser() / ".pyenv")
    installed = (pyenv / "versions").glob(f"{version}.*")
    yield from (folder / "bin" / "python" for folder in sorted(installed, key=_patch, reverse=True))


def _patch(folder: Path) -> tuple[int, str]:
    patch = folder.name.split(".")[2]
    return (int(patch), "") if patch.isdigit() else (-1, patch)  # 3.15.0rc1 has "0rc1": after the finished ones


def _answers(path: Path, version: str) -> bool:
    if not os.access(path, os.X_OK):
        return False
    found = subprocess.run([str(path), "-c", _ASK], capture_output=True, text=True, check=False)
    return found.returncode == 0 and found.stdout.strip() == version
