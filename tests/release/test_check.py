from __future__ import annotations

from typing import TYPE_CHECKING

from release.check import Candidate

if TYPE_CHECKING:
    from pathlib import Path


def test_each_check_comes_after_those_that_it_needs(tmp_path: Path) -> None:
    known: set[str] = set()
    for check in Candidate(tmp_path, may_have_changes=True).checks():
        assert check.name not in known
        assert set(check.needs) <= known, check.name
        known.add(check.name)
