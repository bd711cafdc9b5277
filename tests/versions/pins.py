"""The development tools as constraints.txt pins them."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # pytest brings it

if TYPE_CHECKING:
    from collections.abc import Mapping

_YANKED = re.compile(r"`(\S+)` is yanked")


def pins_of(constraints: str) -> dict[str, str]:
    """The version of each package that a file of constraints pins exactly, by canonical name."""
    lines = (line.partition("#")[0].strip() for line in constraints.splitlines())
    pins: dict[str, str] = {}
    for requirement in map(Requirement, filter(None, lines)):
        specifiers = list(requirement.specifier)
        if len(specifiers) == 1 and specifiers[0].operator == "==" and "*" not in specifiers[0].version:
            pins[canonicalize_name(requirement.name)] = specifiers[0].version
    return pins


def tools_of(pyproject: str) -> set[str]:
    """The canonical names of all development tools that a pyproject.toml names, its groups put together."""
    groups: dict[str, list[Any]] = tomllib.loads(pyproject)["dependency-groups"]
    return {
        canonicalize_name(Requirement(entry).name)
        for entries in groups.values()
        for entry in entries
        if isinstance(entry, str)  # else another group, whose tools are among all
    }


def not_as_pinned(pins: Mapping[str, str], installed: Mapping[str, str]) -> list[str]:
    """The pins whose package is installed in another version, or not at all; `2.13.0+cpu` is a build of `2.13.0`."""
    return [
        f"{name} is pinned at {pin}, found {found or 'none'}"
        for name, pin in pins.items()
        if (found := installed.get(name)) is None or Version(Version(found).public) != Version(pin)
    ]


def yanked(warnings: str) -> list[str]:
    """The pins that uv warns of, because whoever released them has withdrawn them."""
    return _YANKED.findall(warnings)
