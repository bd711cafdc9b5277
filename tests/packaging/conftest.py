"""The project's own files in an empty folder, and what is built from them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from release import contents

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def tracked() -> list[str]:
    """The names of the files that git tracks, and of the new ones that it does not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607  # git is on the PATH
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return [name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


@pytest.fixture(scope="session")
def clone(tracked: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """These files, without anything that was built."""
    folder = tmp_path_factory.mktemp("clone")
    for name in tracked:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="session")
def without_node(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a machine that has no Node."""
    return environment_without_node(tmp_path_factory.mktemp("bin"))


@pytest.fixture(scope="session")
def distributions(clone: Path, without_node: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a wheel and an sdist, built where there is no Node on the PATH."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--sdist", "--wheel", "--outdir", str(folder)]
    result = subprocess.run(
        command,
        cwd=clone,
        env=without_node,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return folder


@pytest.fixture(scope="session")
def bundle(clone: Path, distributions: Path) -> list[str]:
    """The names of the files that the build of the frontend has written."""
    assert distributions.is_dir()
    return contents.files_of_bundle(clone)


@pytest.fixture(scope="session")
def wheel(distributions: Path) -> Path:
    (path,) = distributions.glob("*.whl")
    return path


@pytest.fixture(scope="session")
def sdist(distributions: Path) -> Path:
    (path,) = distributions.glob("*.tar.gz")
    return path


@pytest.fixture(scope="session")
def clean_python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a fresh virtual environment that has the wheel and what it asks for, so no torch."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", str(wheel)], check=True)
    return python


def environment_without_node(folder: Path) -> dict[str, str]:
    """The environment with a PATH on which everything is found but Node: a folder of links."""
    for source in map(Path, os.environ["PATH"].split(os.pathsep)):
        for program in source.iterdir() if source.is_dir() else ():
            link = folder / program.name
            if program.name not in ("node", "nodejs", "npm", "npx") and not link.is_symlink():
                link.symlink_to(program)
    return {**os.environ, "PATH": str(folder)}
