"""Installing where there is no network: from a folder of wheels, and from nowhere else."""

from __future__ import annotations

import os
import sys
import venv
from typing import TYPE_CHECKING

from build import ProjectBuilder

from release.commands import run
from release.errors import ReleaseError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_HEAVY = ("torch-", "nvidia_")


class HeavyDependencyError(ReleaseError):
    """Whoever only looks at runs would have to install torch."""


def fill_wheelhouse(wheel: Path, folder: Path) -> list[str]:
    """Put a wheel and all that it depends on into a folder, as wheels, and return their names.

    Args:
        wheel: the project's own.
        folder: becomes the wheelhouse.

    Raises:
        CommandFailedError: that does not work.
        HeavyDependencyError: torch is among them.
    """
    run([sys.executable, "-m", "pip", "wheel", "--quiet", "--wheel-dir", str(folder), str(wheel)], cwd=wheel.parent)
    names = sorted(path.name for path in folder.glob("*.whl"))
    check_weight(names)
    return names


def add_build_requirements(tree: Path, folder: Path) -> None:
    """Put what the build of a source tree asks for into a wheelhouse, for installations from the source distribution.

    Raises:
        CommandFailedError: that does not work.
    """
    requirements = ProjectBuilder(tree).build_system_requires
    run([sys.executable, "-m", "pip", "wheel", "--quiet", "--wheel-dir", str(folder), *sorted(requirements)], cwd=tree)


def check_weight(names: Iterable[str]) -> None:
    """Look for torch among the names of wheels.

    Raises:
        HeavyDependencyError: it is among them.
    """
    heavy = [name for name in names if name.startswith(_HEAVY)]
    if heavy:
        raise HeavyDependencyError(
            f"the wheel depends on {', '.join(heavy)}, expected nothing of torch: it belongs to the extra “torch” alone"
        )


def install_offline(requirement: str, wheelhouse: Path, folder: Path) -> Path:
    """Install into a fresh virtual environment from a folder of wheels, and return its interpreter.

    Args:
        requirement: a name with its version, or the path of a source distribution, which is built first.
        wheelhouse: the folder of wheels.
        folder: becomes the environment.

    Raises:
        CommandFailedError: something is missing, or packages do not fit together.
    """
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    # Neither the machine's settings nor the user's may lead pip anywhere else.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
    environment["PIP_CONFIG_FILE"] = os.devnull
    pip = [str(python), "-m", "pip"]
    arguments = ["--no-index", "--find-links", str(wheelhouse), "--no-cache-dir", "--only-binary", ":all:", requirement]
    run([*pip, "install", "--quiet", *arguments], cwd=folder, environment=environment)
    run([*pip, "check"], cwd=folder, environment=environment)
    return python
