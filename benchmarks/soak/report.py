"""The report: python -m benchmarks.soak.report FOLDER writes it again from the record that lies there."""

from __future__ import annotations

import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.setup.browser import MEGABYTE
from benchmarks.soak import series
from benchmarks.soak.plots import draw_all
from benchmarks.soak.record import Record
from benchmarks.soak.trend import WARM_UP_SHARE, trend
from benchmarks.soak.user import VIEWS
from benchmarks.soak.verdicts import length, verdicts

if TYPE_CHECKING:
    from benchmarks.soak.series import Series

RECORD = "record.json"
_INCIDENTS_TOLD = 20
_HOW_MEMORY_IS_TOLD = (
    f"In MB; resident, but of the page proportional. The first {100 * WARM_UP_SHARE:.0f} % of the time are warm-up "
    "(of a training: of its own time). Slopes are fitted to the rest, with 95 % confidence; medians are those of its "
    "first and last quarter."
)
_HOW_FRAMES_ARE_TOLD = (
    "By the clock a frame also waits for the other processes of the machine, which train, and for the drawing, which "
    "the processor does here; charts are not drawn in frames."
)


def write_report(record: Record, folder: Path) -> bool:
    """Write the record, the pictures and `report.md` into a folder; whether all verdicts are met."""
    folder.mkdir(parents=True, exist_ok=True)
    record.save(folder / RECORD)
    pictures = draw_all(record, folder)
    found = verdicts(record)
    about = record.about
    seconds = about.get("seconds", 0)
    is_met = record.is_over and all(each.is_met for each in found)
    parts = [
        f"# A soak of {length(seconds)}",
        _state(record, is_met=is_met),
        _table(
            ("what", "how"),
            [
                ("length", f"{length(seconds)}, {about.get('start', '–')} to {about.get('end', '–')} UTC"),
                ("machine", about.get("machine", "–")),
                ("versions", about.get("versions", "–")),
                ("commit", about.get("commit") or "–"),
                ("runs", _runs(record)),
                ("longest training of one process", _longest_training(record)),
                ("most in the page at once", _most_listed(record)),
                (
                    "empty page",
                    f"{record.empty_page_bytes / MEGABYTE:.0f} MB, which everything said of the page is beyond",
                ),
                ("sampled", f"every {about.get('sample_seconds', 0):.0f} s, {len(record.samples)} times"),
                (
                    "visits",
                    f"{len(record.visits)}: another view, scrubbed through, played, and back to the newest step",
                ),
            ],
        ),
        "## Verdicts",
        _table(("", "what", "found"), [("✓" if each.is_met else "✗", each.name, each.found) for each in found]),
        "## Memory",
        _HOW_MEMORY_IS_TOLD,
        _table(
            ("of", "slope, MB an hour", "first quarter", "last quarter"),
            [_memory_row(each) for each in _memory_series(record)],
        ),
        *_picture_parts(pictures, "page-memory.svg", "training-memory.svg", "tensorboard-memory.svg"),
        "## Frames and answers",
        _table(
            ("script a frame, processor’s time", "first quarter", "last quarter", "worst frame by the clock"),
            [_frame_row(record, v) for v in VIEWS],
        ),
        _HOW_FRAMES_ARE_TOLD,
        _table(
            ("route", "answers", "median", "99th percentile", "longest"),
            [_answer_row(series.answers(record, route)) for route in ("runs", "snapshots")],
        ),
        *_picture_parts(pictures, "frames.svg", "answers.svg", "steps.svg"),
        *_incidents(record),
    ]
    (folder / "report.md").write_text("\n\n".join(parts) + "\n")
    return is_met


def _state(record: Record, *, is_met: bool) -> str:
    if not record.is_over:
        return "It has not ended: this is what there is until now."
    return "All verdicts are met." if is_met else "Not all verdicts are met."


def _runs(record: Record) -> str:
    snapshots = sum(len(run.logged) for run in record.runs)
    logged = record.samples[-1].logged_bytes / MEGABYTE if record.samples else 0.0
    return f"{len(record.runs)}, two at a time: {snapshots:,} snapshots, {logged:,.0f} MB"


def _longest_training(record: Record) -> str:
    lived = {each.name: each.seconds[-1] - each.seconds[0] for each in series.trainings(record) if each.seconds}
    if not lived:
        return "–"
    longest = max(lived, key=lambda run: lived[run])
    return f"{length(lived[longest])} ({longest}), from its first sample to its last"


def _most_listed(record: Record) -> str:
    most = max((sample.listed_in_page or 0 for sample in record.samples), default=0)
    return f"{most:,} different steps of the runs that it showed, by its own count"


def _memory_series(record: Record) -> list[Series]:
    return [
        *series.trainings(record),
        series.tensorboard(record),
        series.tensorboard_caches(record),
        series.tensorboard_rest(record),
        series.data_server(record),
        series.page(record),
        series.page_account(record),
        series.page_heap(record),
        series.page_rest(record),
        series.browser_rest(record),
        series.logged(record),
    ]


def _memory_row(found: Series) -> tuple[str, ...]:
    line = trend(found.seconds, found.values)
    if line is None:
        return (found.name, "too short to tell", "–", "–")
    slope, low, high, first, last = (
        value / MEGABYTE
        for value in (line.slope_per_hour, line.low_per_hour, line.high_per_hour, line.first, line.last)
    )
    return (found.name, f"{slope:+.1f} ({low:+.1f} to {high:+.1f})", f"{first:.0f}", f"{last:.0f}")


def _frame_row(record: Record, view: str) -> tuple[str, ...]:
    values = series.script(record, view).values
    worst = [
        visit.worst_script_ms for visit in record.visits if visit.view == view and visit.worst_script_ms is not None
    ]
    quarter = len(values) // 4
    if quarter == 0:
        return (view, "–", "–", "–")
    medians = [statistics.median(some) for some in (values[quarter : 2 * quarter], values[-quarter:])]
    return (view, *(f"{median:.2f} ms" for median in medians), f"{max(worst):.1f} ms" if worst else "–")


def _answer_row(found: Series) -> tuple[str, ...]:
    if not found.values:
        return (found.name, "0", "–", "–", "–")
    times = np.percentile(found.values, [50, 99, 100])  # (3,)
    return (found.name, f"{len(found.values):,}", *(f"{1000 * time:.0f} ms" for time in times))


def _incidents(record: Record) -> list[str]:
    lines = [f"- {each.seconds / 60:.1f} min, {each.who}: {each.what}" for each in record.incidents]
    lines += [f"- console: {each}" for each in record.complaints]
    if not lines:
        return []
    more = [f"- and {len(lines) - _INCIDENTS_TOLD} more"] if len(lines) > _INCIDENTS_TOLD else []
    return ["## What went wrong", "\n".join([*lines[:_INCIDENTS_TOLD], *more])]


def _picture_parts(pictures: dict[str, str], *names: str) -> list[str]:
    return [f"![{pictures[name]}]({name})" for name in names]


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |" for line in lines
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(f"expected one folder, in which {RECORD} lies; found {len(sys.argv) - 1} arguments")
    place = Path(sys.argv[1])
    print(f"all verdicts are met: {write_report(Record.load(place / RECORD), place)}")
