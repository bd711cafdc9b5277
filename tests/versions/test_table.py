from __future__ import annotations

from tests.versions.table import Outcome, table_of


def test_every_cell_has_a_line_and_every_package_a_column() -> None:
    outcomes = [
        Outcome("3.11.7", "oldest", "passed", "9 of 9 tests", {"torch": "2.4.0+cpu", "numpy": "1.23.2", "six": "1"}),
        Outcome("3.13.0", "newest", "failed", "8 of 9 tests; viewing only", {"numpy": "2.5.5"}),
        Outcome("3.15", "–", "not tried", "no such Python on this machine"),
    ]

    assert table_of(outcomes, ["torch", "numpy"]) == (
        "| Python | packages | torch | numpy | outcome |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| 3.11.7 | oldest | 2.4.0 | 1.23.2 | passed: 9 of 9 tests |\n"
        "| 3.13.0 | newest | – | 2.5.5 | failed: 8 of 9 tests; viewing only |\n"
        "| 3.15 | – | – | – | not tried: no such Python on this machine |\n"
    )
