"""Wheels and sdists, built from the commit in surroundings that differ."""

from __future__ import annotations

import os
import sys
import tarfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from release.commands import run
from release.errors import ReleaseError
from release.repository import copy_commit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from release.repository import Commit


class UnexpectedBuildError(ReleaseError):
    """A build has written other files than were asked for."""


@dataclass(frozen=True)
class Surroundings:
    """What a machine may have of its own, and a build must not depend on.

    Attributes:
        folder: where the copy of the commit lies, below the folder of all of them.
        umask: which permissions new files do not get.
        environment: variables beside those of this process.
    """

    folder: str
    umask: int
    environment: Mapping[str, str]


ONE = Surroundings("one", 0o022, {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"})
ANOTHER = Surroundings("another/and deeper", 0o077, {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "2"})


@dataclass(frozen=True)
class Distributions:
    """What was built, and the tree that it was built from."""

    tree: Path
    wheel: Path
    sdist: Path


def build_both(commit: Commit, surroundings: Surroundings, folder: Path) -> Distributions:
    """Build a wheel and an sdist from a fresh copy of a commit, each from the tree.

    Raises:
        CommandFailedError, UnexpectedBuildError: that does not work.
    """
    place = folder / surroundings.folder
    tree, output = place / "tree", place / "dist"
    copy_commit(commit, tree, umask=surroundings.umask)
    _build(tree, output, commit, surroundings, "--sdist", "--wheel")
    return Distributions(tree, _only(output, "*.whl"), _only(output, "*.tar.gz"))


def build_from_sdist(sdist: Path, commit: Commit, folder: Path) -> Path:
    """Unpack an sdist and build a wheel from it.

    Raises:
        CommandFailedError, UnexpectedBuildError: that does not work.
    """
    tree = unpack(sdist, folder)
    _build(tree, folder / "dist", commit, ONE, "--wheel")
    return _only(folder / "dist", "*.whl")


def unpack(sdist: Path, folder: Path) -> Path:
    """Unpack an sdist into a folder, and return the folder in it that has all of its files."""
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    return folder / sdist.name.removesuffix(".tar.gz")


def _build(tree: Path, output: Path, commit: Commit, surroundings: Surroundings, *kinds: str) -> None:
    environment = {**os.environ, **surroundings.environment, "SOURCE_DATE_EPOCH": str(commit.seconds)}
    environment.pop("PYTHONPATH", None)
    command = [sys.executable, "-m", "build", *kinds, "--outdir", str(output), "."]
    run(command, cwd=tree, environment=environment, umask=surroundings.umask)


def _only(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise UnexpectedBuildError(
            f"the build has written {[path.name for path in found]} to {folder}, expected one {pattern}: "
            "see pyproject.toml"
        )
    return found[0]
