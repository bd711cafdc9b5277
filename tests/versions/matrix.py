"""The oldest and the newest supported versions, with every interpreter that is found.

python -m tests.versions.matrix [--pythons 3.10 3.13] [--choices oldest] [--viewing-only]

Prints a table and writes it to build/versions/table.md. What was not found stands in it as well. Fails where a cell
does, and where there was none.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from datetime import datetime, timezone

from packaging.utils import canonicalize_name

from tests.versions.bounds import requirements_of
from tests.versions.cell import RESOLUTION, ROOT, Cell
from tests.versions.pythons import find_python
from tests.versions.table import Outcome, table_of

PYTHONS = ["3.10", "3.11", "3.12", "3.13", "3.14", "3.15"]  # from requires-python's to the newest that torch has
BUILD = ROOT / "build" / "versions"
CHOICES = sorted(RESOLUTION, reverse=True)


def main() -> int:
    """Prove every cell, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pythons", nargs="+", default=PYTHONS, choices=PYTHONS)
    parser.add_argument("--choices", nargs="+", default=CHOICES, choices=CHOICES)
    parser.add_argument("--viewing-only", action="store_true", help="without torch: less to download")
    arguments = parser.parse_args()

    for old in BUILD.glob("*.whl"):
        old.unlink()
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(BUILD), str(ROOT)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    (wheel,) = BUILD.glob("*.whl")
    viewing = requirements_of(wheel)
    everything = requirements_of(wheel, extras=["torch"])
    torch = [] if arguments.viewing_only else [asked for asked in everything if asked not in viewing]
    packages: list[str] = [canonicalize_name(asked.name) for asked in (*torch, *viewing)]

    outcomes: list[Outcome] = []
    for version in arguments.pythons:
        python = find_python(version)
        if python is None:
            lowest = "; whether the lower bounds can be reached was not asked" if version == PYTHONS[0] else ""
            outcomes.append(Outcome(version, "–", "not tried", f"no such Python on this machine{lowest}"))
            continue
        for choice in arguments.choices:
            print(f"== Python {version}, {choice}", flush=True)
            is_lowest = version == PYTHONS[0] and choice == "oldest"
            outcomes.append(Cell(python, choice, BUILD / "cell").prove(wheel, viewing, torch, is_lowest=is_lowest))
            write_table(outcomes, packages)

    print(write_table(outcomes, packages))
    verdicts = {outcome.verdict for outcome in outcomes}
    return 0 if "passed" in verdicts and "failed" not in verdicts else 1


def write_table(outcomes: list[Outcome], packages: list[str]) -> str:
    """Write down what is known by now: a run takes long, and may be ended."""
    today = datetime.now(timezone.utc).date()
    text = f"Tried on {today}, {sys.platform}:\n\n{table_of(outcomes, packages)}"
    (BUILD / "table.md").write_text(text)
    return text


if __name__ == "__main__":
    sys.exit(main())
