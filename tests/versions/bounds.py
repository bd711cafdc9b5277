"""What a wheel asks for, and whether its lower bounds are true."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from packaging.metadata import Metadata
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


class UnboundedError(ValueError):
    """A dependency has no lower bound."""


def requirements_of(wheel: Path, *, extras: Iterable[str] = ()) -> list[Requirement]:
    """What must be installed for a wheel and some of its extras, as its metadata says."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = Metadata.from_email(archive.read(name), validate=False)
    wanted = ["", *extras]
    found = []
    for requirement in metadata.requires_dist or []:
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in wanted):
            plain = Requirement(str(requirement))
            plain.marker = None
            found.append(plain)
    return found


def lower_bound(requirement: Requirement) -> Version:
    """The oldest version that a requirement admits.

    Raises:
        UnboundedError: it admits every old one.
    """
    for specifier in requirement.specifier:
        if specifier.operator in (">=", "==", "~="):
            return Version(specifier.version)
    raise UnboundedError(
        f"found '{requirement}' without a lower bound, expected one such as '{requirement.name}>=1.0': "
        "state in pyproject.toml the oldest version that passes"
    )


def untrue_bounds(requirements: Iterable[Requirement], versions: Mapping[str, str]) -> list[str]:
    """The requirements whose lower bound was not what the lowest resolution installed, each with what was.

    Such a bound promises a version that nobody can have: another package asks for a newer one, or it has no wheel.

    Args:
        requirements: what was asked for.
        versions: what was installed, by canonical name.
    """
    return [
        f"{requirement} is never less than {installed}"
        for requirement in requirements
        if lower_bound(requirement) != Version(installed := versions[canonicalize_name(requirement.name)])
    ]
