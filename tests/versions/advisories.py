"""What the services that know of vulnerabilities have answered, and whether they have."""

from __future__ import annotations

import json
from typing import Any


class UnansweredError(Exception):
    """A service could not be asked, or does not know what it was asked about; so nothing is known."""


def advisories_of_pip_audit(answer: str) -> list[str]:
    """The vulnerabilities that `pip-audit --format=json` tells of.

    Raises:
        UnansweredError: for one package at least there was no answer. pip-audit itself counts that as no vulnerability.
    """
    dependencies: list[dict[str, Any]] = _read(answer, "dependencies")
    unanswered = [dependency["name"] for dependency in dependencies if "skip_reason" in dependency]
    if unanswered:
        raise UnansweredError(f"no answer about {len(unanswered)} of {len(dependencies)}: {', '.join(unanswered)}")
    return [
        f"{dependency['name']} {dependency['version']}: {advisory['id']}, mended in "
        f"{', '.join(advisory['fix_versions']) or 'no version yet'}"
        for dependency in dependencies
        for advisory in dependency["vulns"]
    ]


def advisories_of_npm(answer: str) -> list[str]:
    """The vulnerabilities that `npm audit --json` tells of.

    Raises:
        UnansweredError: the registry has no such service.
    """
    vulnerabilities: dict[str, dict[str, Any]] = _read(answer, "vulnerabilities")
    return [f"{name} {found['range']}: {found['severity']}" for name, found in vulnerabilities.items()]


def without_hash(lock: str) -> list[str]:
    """The packages of a package-lock.json that npm could not hold against a hash when it installs them."""
    packages: dict[str, dict[str, Any]] = json.loads(lock)["packages"]
    return [name for name, package in packages.items() if name and "sha512-" not in package.get("integrity", "")]


def _read(answer: str, field: str) -> Any:  # noqa: ANN401  # JSON
    try:
        document = json.loads(answer)
    except json.JSONDecodeError:
        document = None
    if not isinstance(document, dict) or field not in document:
        said = document.get("message") if isinstance(document, dict) else None
        raise UnansweredError(
            said or "no answer of the kind that it gives; see whether the network reaches it, and ask again"
        )
    return document[field]
