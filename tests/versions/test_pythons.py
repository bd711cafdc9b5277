from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from tests.versions.pythons import find_python

if TYPE_CHECKING:
    from pathlib import Path

VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


def program(path: Path, answer: str) -> Path:
    path.parent.mkdir(parents=True)
    path.write_text(f"#!/bin/sh\n{answer}\n")
    path.chmod(0o755)
    return path


def test_one_on_the_path_is_found(tmp_path: Path) -> None:
    (tmp_path / f"python{VERSION}").symlink_to(sys.executable)

    assert find_python(VERSION, {"PATH": str(tmp_path)}) == tmp_path / f"python{VERSION}"


def test_a_shim_that_answers_nothing_is_passed_over_for_the_newest_that_pyenv_has(tmp_path: Path) -> None:
    shim = program(tmp_path / "shims" / "python3.12", "exit 127")
    program(tmp_path / "versions" / "3.12.9" / "bin" / "python", "echo 3.12")
    newest = program(tmp_path / "versions" / "3.12.10" / "bin" / "python", "echo 3.12")
    program(tmp_path / "versions" / "3.1.0" / "bin" / "python", "echo 3.1")

    assert find_python("3.12", {"PATH": str(shim.parent), "PYENV_ROOT": str(tmp_path)}) == newest


def test_one_that_is_another_version_is_not_taken(tmp_path: Path) -> None:
    liar = program(tmp_path / "bin" / "python3.12", "echo 3.11")

    assert find_python("3.12", {"PATH": str(liar.parent) + os.pathsep, "PYENV_ROOT": str(tmp_path)}) is None
