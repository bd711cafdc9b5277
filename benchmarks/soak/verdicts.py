"""What a soak must show, line by line."""

from __future__ import annotations

import statistics
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.soak import series
from benchmarks.soak.completeness import arrival_faults, leap_count, listing_faults, step_faults
from benchmarks.soak.memory_verdicts import growth_of_hours, memory_verdicts
from benchmarks.soak.user import VIEWS
from benchmarks.soak.verdict import Verdict, none_of, unmet

if TYPE_CHECKING:
    from benchmarks.soak.record import Record

_MOST_SLOWER = 1.5
_UNSEEN_MS = 1.0  # of the 33 ms that a frame may take
_MOST_MS = 8.0
_LEVELS = ("low", "reduced", "full")
_FULL = _LEVELS.index("full")


def length(seconds: float) -> str:
    """A stretch of time in words."""
    return f"{seconds / 3600:.2f} hours" if seconds >= 3600 else f"{seconds / 60:.0f} minutes"


def verdicts(record: Record) -> list[Verdict]:
    """All of them, for what there is until now."""
    return [
        _length(record),
        _amount(record),
        *memory_verdicts(record),
        *growth_of_hours(record),
        *step_verdicts(record),
        _quality(record),
        _frames(record),
        none_of("nothing crashed, ended or failed", [f"{each.who}: {each.what}" for each in record.incidents]),
        none_of("the browser’s console was silent", record.complaints),
    ]


def step_verdicts(record: Record) -> list[Verdict]:
    """Those on whether every step got everywhere."""
    return [_steps(record), _arrivals(record), _listing(record)]


def _length(record: Record) -> Verdict:
    seconds, planned = record.about.get("seconds", 0), record.about.get("planned_seconds", 0)
    return Verdict("it ran as long as planned", seconds >= planned, f"{length(seconds)} of {length(planned)}")


def _amount(record: Record) -> Verdict:
    planned = record.about.get("planned_snapshots", 0)
    logged = sum(len(run.logged) for run in record.runs)
    return Verdict(
        "enough was logged, in several runs",
        logged >= planned and len(record.runs) > 1,
        f"{logged:,} snapshots of {planned:,}, in {len(record.runs)} runs",
    )


def _steps(record: Record) -> Verdict:
    logged, served = (
        sum(map(len, each)) for each in ([r.logged for r in record.runs], [r.served for r in record.runs])
    )
    found = (
        f"{logged:,} due, logged and served" if record.is_over else f"{logged:,} logged, {served:,} served until now"
    )
    return none_of("no step dropped or reordered", step_faults(record), f"{found}, in order")


def _arrivals(record: Record) -> Verdict:
    answers = [each for each in record.arrivals if each.steps]
    steps = sum(len(each.steps) for each in answers)
    leaps = leap_count(record)
    between = f"all but {leaps} of which begin" if leaps else "each of which begins"
    return none_of(
        "news came to the page in order, without a gap",
        arrival_faults(record) if answers else ["no news came"],
        f"{steps:,} steps of clouds in {len(answers):,} answers, {between} where the one before it ended"
        + ("; there the page had begun anew" if leaps else ""),
    )


def _listing(record: Record) -> Verdict:
    name = "the page counts as many steps at the end as TensorBoard"
    if not record.is_over or not record.samples:
        return unmet(name, "too early to tell")
    return none_of(name, listing_faults(record), f"{record.samples[-1].expected_in_page:,} of the runs that it shows")


def _quality(record: Record) -> Verdict:
    name = "quality as at the start, and full at rest"
    found = [_quality_of(record, view) for view in VIEWS]
    return Verdict(name, all(is_met for is_met, _ in found), "; ".join(words for _, words in found))


def _quality_of(record: Record, view: str) -> tuple[bool, str]:
    """Whether a view is drawn as at the start while it plays, and in full at rest, and how it is."""
    visits = [visit for visit in record.visits if visit.view == view]
    quarter = ceil(len(visits) / 4)
    if quarter == 0:
        return False, f"{view} never visited"
    start, end = visits[:quarter], visits[-quarter:]
    resting = [_level([visit.resting_quality for visit in those]) for those in (start, end)]
    moving = [_level([visit.moving_quality for visit in those]) for those in (start, end)]
    before, after = moving
    is_met = resting == [_FULL, _FULL] and before is not None and after is not None and after >= before
    words = [
        " → ".join("not known" if level is None else _LEVELS[level] for level in both) for both in (resting, moving)
    ]
    lowest = " (there is no lower one)" if before == 0 else ""
    return is_met, f"{view} {words[0]} at rest, {words[1]} while it plays{lowest}"


def _level(levels: list[str]) -> int | None:
    """The one in the middle; None where any is not known."""
    if any(level not in _LEVELS for level in levels):
        return None
    return statistics.median_low(map(_LEVELS.index, levels))


def _frames(record: Record) -> Verdict:
    found = [_frames_of(record, view) for view in VIEWS]
    return Verdict(
        "frame time as at the start",
        all(is_met for is_met, _ in found),
        "script a frame in the processor’s time, from the first quarter after warm-up to the last: "
        + ", ".join(words for _, words in found)
        + f" (at most {_MOST_SLOWER:g} times as much, or {_UNSEEN_MS:g} ms more; no tenth beyond {_MOST_MS:g} ms)",
    )


def _frames_of(record: Record, view: str) -> tuple[bool, str]:
    values = series.script(record, view).values
    quarter = len(values) // 4
    if quarter == 0:
        return False, f"{view} seen too seldom to tell"
    first, last = statistics.median(values[quarter : 2 * quarter]), statistics.median(values[-quarter:])
    worst = float(np.percentile(values[-quarter:], 90))
    is_met = last <= max(_MOST_SLOWER * first, first + _UNSEEN_MS) and worst <= _MOST_MS
    return is_met, f"{view} {first:.1f} → {last:.1f} ms, a tenth of them {worst:.1f} ms and more"
