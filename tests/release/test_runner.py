from __future__ import annotations

from release.errors import ReleaseError
from release.runner import Check, Found, run_checks


def fail() -> Found:
    raise ReleaseError("found 1, expected 2: mend it\nits last line")


def test_all_checks_run_also_after_one_that_fails() -> None:
    lines: list[str] = []
    checks = [
        Check("first", fail),
        Check("second", lambda: Found("all of it", "but look")),
        Check("third", lambda: Found("never"), needs=("first",)),
        Check("fourth", lambda: Found("this too"), needs=("second",)),
    ]

    assert not run_checks(checks, lines.append)

    words = [line.split()[:2] for line in lines]
    assert words == [
        ["FAILED", "first"],
        ["ok", "second"],
        ["note", "second"],
        ["LEFT", "third"],
        ["ok", "fourth"],
        ["2", "of"],
    ]
    assert "expected 2: mend it\n        its last line" in lines[0]
    assert "as this failed: first" in lines[3]
    assert lines[-1] == "2 of 4 checks succeeded, 2 did not"


def test_all_that_succeeds_is_a_success() -> None:
    lines: list[str] = []

    assert run_checks([Check("only", lambda: Found("it"))], lines.append)
    assert lines[-1] == "1 of 1 checks succeeded"
