"""The version: at home in the package's `__version__`, the same wherever else it stands."""

from __future__ import annotations

import ast
import email.parser
from typing import TYPE_CHECKING

from packaging.version import InvalidVersion, Version

from release.errors import ReleaseError
from release.runner import Found

if TYPE_CHECKING:
    from collections.abc import Mapping

HOME = "tensorboard_plugin_paramviz/__init__.py"


class VersionFormError(ReleaseError):
    """The version is none, or not written as PEP 440 writes it."""


class VersionsDifferError(ReleaseError):
    """What was built has another version."""


def read_version(source: str) -> str:
    """The version that a module's source sets.

    Raises:
        VersionFormError: it sets none.
    """
    for node in ast.parse(source).body:
        match node:
            case ast.Assign(targets=[ast.Name(id="__version__")], value=ast.Constant(value=str(version))):
                return version
    raise VersionFormError(f'{HOME} sets no version, expected a line as __version__ = "0.1.0": write it')


def check_form(version: str) -> Found:
    """Hold the version against PEP 440.

    Raises:
        VersionFormError: it is another, or written in another way than tools write it.
    """
    try:
        normal = str(Version(version))
    except InvalidVersion:
        normal = "a version as 0.1.0, 0.2.0rc1 or 1.0.0.post1"
    if version != normal:
        raise VersionFormError(f"__version__ is “{version}”, expected {normal} (PEP 440): change it in {HOME}")
    return Found(version)


def check_metadata(version: str, metadata: Mapping[str, str]) -> Found:
    """Hold what was built against the package's version.

    Args:
        version: that of the package.
        metadata: the text of METADATA or PKG-INFO, by the name of the distribution.

    Raises:
        VersionsDifferError: a distribution has another version in its metadata or its name.
    """
    for name, text in metadata.items():
        built = email.parser.HeaderParser().parsestr(text)["Version"]
        if built != version or f"-{version}" not in name:
            raise VersionsDifferError(
                f"{name} says it is version {built}, expected {version} in both its name and its metadata: "
                f"pyproject.toml must take the version from {HOME}"
            )
    return Found(f"{version} in the metadata of {' and '.join(metadata)}")
