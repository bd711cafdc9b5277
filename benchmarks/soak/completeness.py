"""Whether every step got everywhere, once and in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.soak.record import Record


def step_faults(record: Record) -> list[str]:
    """Where a run's due, logged and served steps differ; before the end the client may lack the newest."""
    faults = []
    for run in record.runs:
        if run.logged != run.due:
            faults.append(f"{run.run}: {_difference(run.due, run.logged)} in its event files")
        expected = run.logged if record.is_over else run.logged[: len(run.served)]
        if run.served != expected:
            faults.append(f"{run.run}: {_difference(expected, run.served)} from the route snapshots")
    return faults


def arrival_faults(record: Record) -> list[str]:
    """Answers for the page that are not exactly the logged steps from the one asked after to the last that came."""
    logged = {run.run: run.logged for run in record.runs}
    faults = []
    for arrival in record.arrivals:
        if not arrival.steps:
            continue
        expected = [step for step in logged.get(arrival.run, []) if arrival.after < step <= max(arrival.steps)]
        if arrival.steps != expected:
            difference = _difference(expected, arrival.steps)
            faults.append(f"{arrival.run}, {arrival.what} after {arrival.after:g}: {difference}")
    return faults


def listing_faults(record: Record) -> list[str]:
    """Whether the page lists as many snapshots of the runs that it shows as TensorBoard does, once it is over."""
    last = record.samples[-1] if record.samples else None
    if not record.is_over or last is None:
        return []
    if last.listed_in_page == last.expected_in_page:
        return []
    return [f"the page lists {last.listed_in_page} snapshots of {last.expected_in_page}"]


def _difference(expected: list[int], found: list[int]) -> str:
    """How lists of steps differ, in words."""
    missing, more = sorted(set(expected) - set(found)), sorted(set(found) - set(expected))
    if missing or more:
        return f"{len(missing)} steps missing ({missing[:3]}), {len(more)} too many ({more[:3]})"
    return "steps repeated or in another order"
