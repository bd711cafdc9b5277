"""What a soak must show, line by line."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.setup.browser import PageMemory
from benchmarks.soak import series
from benchmarks.soak.completeness import arrival_faults, listing_faults, step_faults
from benchmarks.soak.trend import trend
from benchmarks.soak.user import VIEWS

if TYPE_CHECKING:
    from benchmarks.soak.record import Record

MEGABYTE = 1 << 20
_MOST_GROWTH_SHARE = 0.05
_MOST_GROWTH_OF_CACHES_SHARE = 0.1  # large answers come and go
_MOST_PER_LOGGED = 2.5  # the data server's copy, and caches that are bounded but fill in these minutes: 1.4 to 2.4
_MOST_SLOWER = 1.5
_UNSEEN_MS = 1.0  # of the 33 ms that a frame may take
_LEVELS = ("low", "reduced", "full")
_FAULTS_TOLD = 3


class Verdict(NamedTuple):
    """Whether something was as it must be, and what was found."""

    name: str
    is_met: bool
    found: str


def length(seconds: float) -> str:
    """A stretch of time in words."""
    return f"{seconds / 3600:.2f} hours" if seconds >= 3600 else f"{seconds / 60:.0f} minutes"


def verdicts(record: Record) -> list[Verdict]:
    """All of them, for what there is until now."""
    return [
        _length(record),
        _amount(record),
        *memory_verdicts(record),
        _tensorboard_itself(record),
        *step_verdicts(record),
        _quality(record),
        _frames(record),
        _nothing("nothing crashed, ended or failed", [f"{each.who}: {each.what}" for each in record.incidents]),
        _nothing("the browser’s console was silent", record.complaints),
    ]


def memory_verdicts(record: Record) -> list[Verdict]:
    """Those on what processes take."""
    return [_trainings(record), _tensorboard(record), _page_budget(record), _page_growth(record)]


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


def _trainings(record: Record) -> Verdict:
    trends = {each.name: trend(each.seconds, each.values) for each in series.trainings(record)}
    told = {name: found for name, found in trends.items() if found is not None}
    worst = max(told, key=lambda name: told[name].grown, default="")
    return Verdict(
        "the trainings’ memory is flat",
        bool(told) and all(found.is_flat(_MOST_GROWTH_SHARE) for found in told.values()),
        f"{worst} grew most, by {told[worst].grown / MEGABYTE:.1f} MB from {told[worst].first / MEGABYTE:.0f} MB"
        if told
        else "too short to tell",
    )


def _tensorboard(record: Record) -> Verdict:
    name = "TensorBoard’s memory grows by what is logged, and no more"
    logged = trend(*series.logged(record)[1:])
    found = [trend(*each(record)[1:]) for each in (series.tensorboard, series.data_server)]
    own, copies = found
    if logged is None or own is None or copies is None or logged.grown <= 0:
        return Verdict(name, is_met=False, found="too short to tell")
    per_logged = (own.grown + copies.grown) / logged.grown
    return Verdict(
        name,
        per_logged <= _MOST_PER_LOGGED,
        f"{per_logged:.2f} bytes a logged byte: its own process {own.grown / logged.grown:.2f}, "
        f"its data server {copies.grown / logged.grown:.2f} (at most {_MOST_PER_LOGGED:g} together)",
    )


def _tensorboard_itself(record: Record) -> Verdict:
    name = "TensorBoard’s own process is flat"
    own = trend(*series.tensorboard(record)[1:])
    if own is None:
        return Verdict(name, is_met=False, found="too short to tell")
    return Verdict(
        name,
        own.is_flat(_MOST_GROWTH_OF_CACHES_SHARE),
        f"{own.grown / MEGABYTE:+.0f} MB from {own.first / MEGABYTE:.0f} MB",
    )


def _page_budget(record: Record) -> Verdict:
    most = max(series.page(record).values, default=0.0)
    return Verdict(
        f"the page takes at most {PageMemory.BUDGET_BYTES // MEGABYTE} MB beyond the empty page",
        0 < most <= PageMemory.BUDGET_BYTES,
        f"{most / MEGABYTE:.0f} MB at most",
    )


def _page_growth(record: Record) -> Verdict:
    name = "the page’s memory is flat but for the data that it keeps"
    found = trend(*series.page_rest(record)[1:])
    level = trend(*series.page(record)[1:])
    if found is None or level is None:
        return Verdict(name, is_met=False, found="too short to tell")
    return Verdict(
        name,
        found.low_per_hour <= 0 or found.grown <= _MOST_GROWTH_SHARE * level.last,
        f"{found.grown / MEGABYTE:+.1f} MB beyond its own account, of {level.last / MEGABYTE:.0f} MB",
    )


def step_verdicts(record: Record) -> list[Verdict]:
    """Those on whether every step got everywhere."""
    logged = sum(len(run.logged) for run in record.runs)
    arrived = sum(len(each.steps) for each in record.arrivals)
    return [
        _nothing("no step dropped or reordered", step_faults(record), f"{logged:,} due, logged and served, in order"),
        _nothing(
            "news came to the page in order, without a gap",
            arrival_faults(record) if arrived else ["no news came"],
            f"{arrived:,} steps in {len(record.arrivals):,} answers",
        ),
        _nothing("the page lists all there is at the end", listing_faults(record), "it does"),
    ]


def _quality(record: Record) -> Verdict:
    name = "quality as at the start"
    quarter = len(record.visits) // 4
    if quarter == 0:
        return Verdict(name, is_met=False, found="too short to tell")
    start, end = record.visits[quarter : 2 * quarter], record.visits[-quarter:]
    levels = [
        [statistics.median_low(_LEVELS.index(level) if level in _LEVELS else -1 for level in those) for those in both]
        for both in (
            [[visit.resting_quality for visit in start], [visit.resting_quality for visit in end]],
            [[visit.moving_quality for visit in start], [visit.moving_quality for visit in end]],
        )
    ]
    words = [" → ".join(_LEVELS[level] if level >= 0 else "none" for level in both) for both in levels]
    return Verdict(name, all(last >= first for first, last in levels), f"at rest {words[0]}, while it plays {words[1]}")


def _frames(record: Record) -> Verdict:
    medians_ms: dict[str, tuple[float, float]] = {}
    for view in VIEWS:
        values = series.script(record, view).values
        quarter = len(values) // 4
        if quarter > 0:
            medians_ms[view] = statistics.median(values[quarter : 2 * quarter]), statistics.median(values[-quarter:])
    words = ", ".join(f"{view} {first:.1f} → {last:.1f} ms" for view, (first, last) in medians_ms.items())
    return Verdict(
        "frame time as at the start",
        bool(medians_ms)
        and all(last <= max(_MOST_SLOWER * first, first + _UNSEEN_MS) for first, last in medians_ms.values()),
        f"script a frame in the processor’s time, from the first quarter after warm-up to the last: {words}"
        if medians_ms
        else "too short to tell",
    )


def _nothing(name: str, faults: list[str], otherwise: str = "nothing") -> Verdict:
    if not faults:
        return Verdict(name, is_met=True, found=otherwise)
    more = f"; and {len(faults) - _FAULTS_TOLD} more" if len(faults) > _FAULTS_TOLD else ""
    return Verdict(name, is_met=False, found="; ".join(faults[:_FAULTS_TOLD]) + more)
