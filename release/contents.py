"""What belongs into a wheel and into an sdist: what is tracked and meant for it, the bundle, and nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from release.errors import ReleaseError
from release.runner import Found

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

PACKAGE = "tensorboard_plugin_paramviz"
STATIC = f"{PACKAGE}/static"
LICENCE_FILES = ("LICENSE", "THIRD_PARTY_LICENSES")

# What the page cannot do without, and how often it is there.
EXPLANATIONS = re.compile(rf"{STATIC}/assets/(explanations-[\w-]+\.html)")
BUNDLE_PARTS = {
    "the page's entry": re.compile(rf"{STATIC}/index\.js"),
    "the page of explanations": EXPLANATIONS,
    "the program of exported pages": re.compile(rf"{STATIC}/assets/standalone-\w+\.js"),
    "the licences of what is in it": re.compile(rf"{STATIC}/assets/licenses-[\w-]+\.txt"),
    "the stamp of what it is made from": re.compile(rf"{STATIC}/frontend\.sha256"),
}
# Whatever else might be bundled, a font or a picture, would be somebody's work that THIRD_PARTY_LICENSES does not know.
BUNDLED_KINDS = (".js", ".html", ".txt", ".sha256")

WHEEL_METADATA = ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "top_level.txt")
SDIST_METADATA = re.compile(rf"PKG-INFO|setup\.cfg|{PACKAGE}\.egg-info/[\w.-]+")
# What only those who work in the repository need.
REPOSITORY_ONLY = (".ci/", ".gitignore")
_SHOWN_NAMES = 10


class BundleError(ReleaseError):
    """The bundle lacks a part, or has one twice."""


class UnknownKindError(ReleaseError):
    """The bundle has a file of which nobody has said whose work it is."""


class MissingFilesError(ReleaseError):
    """An archive lacks files that belong to it."""


class ForeignFilesError(ReleaseError):
    """An archive has files that do not belong to it."""


def files_of_bundle(tree: Path) -> list[str]:
    """The names of the bundle's files in a tree in which it was built, relative to it."""
    return sorted(path.relative_to(tree).as_posix() for path in (tree / STATIC).rglob("*") if path.is_file())


def check_bundle(bundle: Collection[str]) -> Found:
    """Hold the bundle against what the page needs.

    Raises:
        BundleError, UnknownKindError: as they say.
    """
    for part, pattern in BUNDLE_PARTS.items():
        found = [name for name in bundle if pattern.fullmatch(name)]
        if len(found) != 1:
            raise BundleError(
                f"the bundle has {len(found)} files that are {part} ({pattern.pattern}), expected 1: "
                "see what the build of the frontend writes"
            )
    unknown = [name for name in bundle if not name.endswith(BUNDLED_KINDS)]
    if unknown:
        raise UnknownKindError(
            f"the bundle has {_listed(unknown)}, expected {', '.join(BUNDLED_KINDS)} only: find out whose work it is, "
            "have frontend/build/third_party.ts name it, and add its kind in release/contents.py"
        )
    return Found(f"{len(bundle)} files, all of them {', '.join(BUNDLED_KINDS)}")


def check_wheel(names: Collection[str], tracked: Iterable[str], bundle: Iterable[str]) -> Found:
    """Hold the files of a wheel against those of the package and its bundle.

    Args:
        names: all in the wheel.
        tracked: all files of the commit.
        bundle: those that the build of the frontend has written.

    Raises:
        MissingFilesError, ForeignFilesError: as they say.
    """
    metadata = {name for name in names if name.partition("/")[0].endswith(".dist-info")}
    expected = {name for name in tracked if name.startswith(f"{PACKAGE}/")} | set(bundle)
    _compare("the wheel", set(names) - metadata, expected, "[tool.setuptools] in pyproject.toml")
    parts = {name.partition("/")[2] for name in metadata}
    licences = {f"licenses/{name}" for name in LICENCE_FILES}
    _compare("the wheel's .dist-info", parts, {*WHEEL_METADATA, *licences}, "license-files in pyproject.toml")
    return Found(f"{len(expected)} files of the package, the bundle's among them, and {' and '.join(LICENCE_FILES)}")


def check_sdist(names: Iterable[str], tracked: Iterable[str], bundle: Iterable[str]) -> Found:
    """Hold the files of an sdist against the commit's: with them all, it can be built and tested.

    Args:
        names: all in the sdist, without its first folder.
        tracked: all files of the commit.
        bundle: those that the build of the frontend has written; with them it installs without Node.

    Raises:
        MissingFilesError, ForeignFilesError: as they say.
    """
    expected = {name for name in tracked if not name.startswith(REPOSITORY_ONLY)} | set(bundle)
    _compare("the sdist", {name for name in names if not SDIST_METADATA.fullmatch(name)}, expected, "MANIFEST.in")
    return Found(f"{len(expected)} files: all of the commit but {', '.join(REPOSITORY_ONLY)}, and the bundle")


def _compare(archive: str, names: set[str], expected: set[str], home: str) -> None:
    if missing := sorted(expected - names):
        raise MissingFilesError(f"{archive} lacks {_listed(missing)}, expected all that is tracked: add it to {home}")
    if foreign := sorted(names - expected):
        raise ForeignFilesError(
            f"{archive} has {_listed(foreign)}, expected nothing that is not tracked or meant for it: "
            f"keep it out in {home}"
        )


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_SHOWN_NAMES]) + (f" and {len(names) - _SHOWN_NAMES} more" * (len(names) > _SHOWN_NAMES))
