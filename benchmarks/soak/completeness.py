"""Whether every step got everywhere, once and in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from benchmarks.soak.record import Arrival, Record


class _Link(NamedTuple):
    """An answer for the page, and what it follows.

    Attributes:
        answer: that came.
        after: steps above this one were asked for.
        received: the last step of what it continues that had come before; None where nothing had.
        may_begin_anew: whether the page may have held something else than that when it asked.
    """

    answer: Arrival
    after: float
    received: float | None
    may_begin_anew: bool


def step_faults(record: Record) -> list[str]:
    """Where a run's due, logged and served steps differ; before the end the client may lack the newest."""
    faults = []
    for run in record.runs:
        if record.is_over and not run.logged:
            faults.append(f"{run.run}: it logged nothing")
        if run.logged != run.due:
            faults.append(f"{run.run}: {_difference(run.due, run.logged)} in its event files")
        expected = run.logged if record.is_over else run.logged[: len(run.served)]
        if run.served != expected:
            faults.append(f"{run.run}: {_difference(expected, run.served)} from the route snapshots")
    return faults


def arrival_faults(record: Record) -> list[str]:
    """Where news of a run came to the page with a gap, twice or in another order, in an answer or between two."""
    logged = {run.run: run.logged for run in record.runs}
    faults = []
    for answer, after, received, may_begin_anew in _links(record):
        who = f"{answer.run}, {answer.what} after {after:g}"
        if received is not None and after != received and not may_begin_anew:
            faults.append(f"{who}: {received:g} was the last step that had come")
        last = max(answer.steps, default=after)
        expected = [step for step in logged.get(answer.run, []) if after < step <= last]
        if answer.steps != expected:
            faults.append(f"{who}: {_difference(expected, answer.steps)}")
    leaps, most = leap_count(record), len(record.visits) + len(record.runs)
    if leaps > most:
        faults.append(
            f"the page began anew before {leaps} answers, more often than the user did anything ({most} times)"
        )
    return faults


def leap_count(record: Record) -> int:
    """How many answers begin later than the one before ended, since the page had loaded a history meanwhile."""
    return sum(
        link.may_begin_anew and link.received is not None and link.after > link.received for link in _links(record)
    )


def _links(record: Record) -> list[_Link]:
    """Answers with news, each with what had come before it of the same."""
    received: dict[tuple[str, str], float] = {}
    begun_anew = set[tuple[str, str]]()
    links = []
    for answer in record.arrivals:
        if answer.after is None:
            begun_anew |= {(run, what) for run, what in received if what == answer.what}
            continue
        key = (answer.run, answer.what)
        links.append(_Link(answer, answer.after, received.get(key), key in begun_anew))
        received[key] = max(answer.steps, default=answer.after)
        begun_anew.discard(key)
    return links


def listing_faults(record: Record) -> list[str]:
    """Whether the page counts another number of steps of the runs that it shows than TensorBoard, once it is over."""
    last = record.samples[-1] if record.samples else None
    if not record.is_over or last is None:
        return []
    if last.expected_in_page == 0:
        return ["it shows no run that has steps"]
    if last.listed_in_page is None:
        return ["it tells no number"]
    if last.listed_in_page == last.expected_in_page:
        return []
    return [f"the page counts {last.listed_in_page:,}, TensorBoard {last.expected_in_page:,}"]


def _difference(expected: list[int], found: list[int]) -> str:
    """How lists of steps differ, in words."""
    missing, more = sorted(set(expected) - set(found)), sorted(set(found) - set(expected))
    if missing or more:
        return f"{len(missing)} steps missing ({missing[:3]}), {len(more)} too many ({more[:3]})"
    return "steps repeated or in another order"
