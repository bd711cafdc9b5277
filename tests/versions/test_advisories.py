from __future__ import annotations

import json

import pytest

from tests.versions.advisories import UnansweredError, advisories_of_npm, advisories_of_pip_audit, without_hash

CLEAN = {"name": "six", "version": "1.17.0", "vulns": []}
UNKNOWN = {"name": "ruff", "skip_reason": "Dependency not found on PyPI and could not be audited: ruff (0.17.6)"}
VULNERABLE = {
    "name": "werkzeug",
    "version": "3.0.0",
    "vulns": [{"id": "PYSEC-2023-221", "fix_versions": ["2.3.8", "3.0.1"], "aliases": [], "description": "…"}],
}
REFUSED = {"message": "405 Method Not Allowed - POST /-/npm/v1/security/advisories/bulk", "statusCode": 405}


def pip_audit(*dependencies: object) -> str:
    return json.dumps({"dependencies": dependencies, "fixes": []})


def test_pip_audit_tells_of_vulnerabilities() -> None:
    assert advisories_of_pip_audit(pip_audit(CLEAN)) == []
    assert advisories_of_pip_audit(pip_audit(CLEAN, VULNERABLE)) == [
        "werkzeug 3.0.0: PYSEC-2023-221, mended in 2.3.8, 3.0.1"
    ]


def test_a_package_that_pip_audit_skips_is_not_taken_for_a_clean_one() -> None:
    with pytest.raises(UnansweredError, match="no answer about 1 of 2: ruff"):
        advisories_of_pip_audit(pip_audit(CLEAN, UNKNOWN))


@pytest.mark.parametrize("answer", ["", "Traceback", "[]"])
def test_no_answer_is_no_news(answer: str) -> None:
    with pytest.raises(UnansweredError, match="no answer"):
        advisories_of_pip_audit(answer)


def test_npm_tells_of_vulnerabilities() -> None:
    vulnerable = {"vite": {"name": "vite", "severity": "high", "range": "<=8.0.1"}}

    assert advisories_of_npm(json.dumps({"vulnerabilities": {}})) == []
    assert advisories_of_npm(json.dumps({"vulnerabilities": vulnerable})) == ["vite <=8.0.1: high"]


def test_a_registry_that_refuses_to_be_asked_is_named_with_its_words() -> None:
    with pytest.raises(UnansweredError, match="405 Method Not Allowed"):
        advisories_of_npm(json.dumps(REFUSED))


def test_packages_without_a_hash_are_named() -> None:
    packages = {
        "": {"name": "paramviz"},
        "node_modules/three": {"integrity": "sha512-abc=="},
        "node_modules/old": {"integrity": "sha1-abc="},
        "node_modules/bare": {},
    }

    assert without_hash(json.dumps({"packages": packages})) == ["node_modules/old", "node_modules/bare"]
