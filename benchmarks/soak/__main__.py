"""Hours of real training, TensorBoard and a page that follows, with a report at the end.

    python -m benchmarks.soak --hours 4 --out soak

Ctrl-C ends it early; the report tells of what there is, and is written every ten minutes meanwhile. The exit status is
0 where all verdicts are met.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from pathlib import Path

from benchmarks.soak.harness import Soak
from benchmarks.soak.plan import Plan
from nanogpt.processes import Child

_DEFAULT_OUT = Path("out/soak")
_POLL_SECONDS = 0.5
_END_PATIENCE_SECONDS = 300.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    length = parser.add_mutually_exclusive_group(required=True)
    length.add_argument("--hours", type=float, help="how long it runs, in real time")
    length.add_argument("--minutes", type=float, help="likewise, to try it out")
    parser.add_argument(
        "--snapshots",
        type=int,
        help="to be logged at least; unless given 2,000 where it runs for four hours or more, and in proportion fewer, "
        "but 500, where it is shorter (2,000 are aimed at all the same)",
    )
    parser.add_argument("--out", type=Path, default=_DEFAULT_OUT, help="folder of the report; %(default)s unless given")
    parser.add_argument("--inner", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    seconds = 3600 * options.hours if options.hours is not None else 60 * options.minutes
    if options.inner:
        return 0 if Soak(Plan(seconds, options.snapshots), options.out).run() else 1
    return _out_of_reach([*sys.argv[1:], "--inner"], options.out)


def _out_of_reach(arguments: list[str], out: Path) -> int:
    """Run it where the terminal's Ctrl-C does not reach the browser and TensorBoard, which would end at once."""
    asked_to_end: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: asked_to_end.append(number))
    soak = Child("the soak", [sys.executable, "-m", "benchmarks.soak", *arguments], is_shown=True)
    while soak.exit_status is None and not asked_to_end:
        time.sleep(_POLL_SECONDS)
    if asked_to_end:
        print(f"\nending, and writing {out / 'report.md'}", flush=True)
    status = soak.stop(signal.SIGTERM, _END_PATIENCE_SECONDS)
    print(f"report: {out / 'report.md'}")
    return status


if __name__ == "__main__":
    sys.exit(main())
