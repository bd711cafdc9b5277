"""The corpus of hostile input: every case by its name, the same at each call.

python -m tests.hostile.corpus OUT      writes a log directory for each family, and the checkpoints
python -m tests.hostile.corpus OUT --runs 10000      also one of so many runs
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tests.hostile import checkpoints, event_files, labels, layouts, names
from tests.hostile.case import Case, events_of_a_run, framed
from tests.hostile.many_runs import write_many_runs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SOUND = "sound"
FAMILIES: dict[str, Callable[[], list[Case]]] = {
    "event-files": event_files.cases,
    "layouts": layouts.cases,
    "labels": labels.cases,
    "names": names.cases,
    "absurd-records": event_files.absurd_records,
}
SERVED = ("event-files", "layouts", "labels", "names")  # of which TensorBoard's own loaders read on


def sound_case() -> Case:
    """The run beside which the others lie."""
    return Case(SOUND, framed(events_of_a_run()))


def write_family(logdir: Path, family: str) -> list[Case]:
    """Write the cases of a family, and one sound run beside them.

    Returns:
        The cases, without the sound run.
    """
    cases = FAMILIES[family]()
    for case in (sound_case(), *cases):
        case.write(logdir)
    return cases


def _expectation(case: Case) -> str:
    if case.steps is None or case.fault is None:
        return "whatever it is, nobody else suffers"
    return f"steps {list(case.steps)}, {case.fault or 'nothing is wrong'}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Write all of it, and list it."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile.corpus", description="Write the hostile corpus.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--runs", type=int, default=0, help="how many runs are to lie in many-runs")
    options = parser.parse_args(arguments)
    for family in FAMILIES:
        for case in write_family(options.out / family, family):
            print(f"{family}/{case.run!r}: {_expectation(case)}")  # noqa: T201  # a command
    for path in checkpoints.write_checkpoints(options.out / "checkpoints"):
        print(f"checkpoints/{path.name}")  # noqa: T201  # likewise
    for path in checkpoints.write_flipped_checkpoints(options.out / "flipped-checkpoints"):
        print(f"flipped-checkpoints/{path.name}")  # noqa: T201  # likewise
    if options.runs:
        write_many_runs(options.out / "many-runs", options.runs)


if __name__ == "__main__":
    main()
