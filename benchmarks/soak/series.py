"""The series of a record that are to stay flat, or to grow no faster than what is logged."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.soak.record import Record


class Series(NamedTuple):
    """Values over time."""

    name: str
    seconds: list[float]
    values: list[float]


def trainings(record: Record) -> list[Series]:
    """Memory of each training's process, in bytes."""
    runs = dict.fromkeys(run for sample in record.samples for run in sample.training_bytes)
    return [
        _series(run, ((sample.seconds, sample.training_bytes.get(run)) for sample in record.samples)) for run in runs
    ]


def tensorboard(record: Record) -> Series:
    """Memory of TensorBoard's own process, in bytes."""
    return _series("TensorBoard", ((sample.seconds, sample.tensorboard_bytes or None) for sample in record.samples))


def tensorboard_caches(record: Record) -> Series:
    """What the plugin's caches in TensorBoard's own process hold, in bytes."""
    return _series("plugin’s caches", ((sample.seconds, sample.tensorboard_cache_bytes) for sample in record.samples))


def tensorboard_rest(record: Record) -> Series:
    """Memory of TensorBoard's own process beyond what the plugin's caches hold, in bytes."""
    return _beyond("TensorBoard beyond its caches", tensorboard(record), tensorboard_caches(record))


def data_server(record: Record) -> Series:
    """Memory of its data server, in bytes."""
    return _series("its data server", ((sample.seconds, sample.data_server_bytes or None) for sample in record.samples))


def logged(record: Record) -> Series:
    """Size of the event files, in bytes."""
    return _series("event files", ((sample.seconds, sample.logged_bytes) for sample in record.samples))


def page(record: Record) -> Series:
    """What the page takes beyond the empty one, in bytes."""
    return _series("page", ((sample.seconds, sample.page_bytes) for sample in record.samples))


def page_account(record: Record) -> Series:
    """What the page keeps by its own account, in bytes."""
    return _series("by its own account", ((sample.seconds, sample.page_account_bytes) for sample in record.samples))


def page_heap(record: Record) -> Series:
    """What the page's script still holds, arrays included, in bytes."""
    return _series("held by its script", ((sample.seconds, sample.page_heap_bytes) for sample in record.samples))


def page_rest(record: Record) -> Series:
    """What the page's script holds beyond the data that it keeps by its own account, in bytes."""
    return _beyond("held by its script beyond the account", page_heap(record), page_account(record))


def browser_rest(record: Record) -> Series:
    """What the system counts for the page beyond the data that it keeps by its own account, in bytes."""
    return _beyond("page beyond the account", page(record), page_account(record))


def script(record: Record, view: str) -> Series:
    """Processor's time that script takes a frame while a view plays, in milliseconds."""
    return _series(view, ((visit.seconds, visit.script_ms) for visit in record.visits if visit.view == view))


def answers(record: Record, route: str) -> Series:
    """How long answers of a route took, in seconds."""
    return _series(
        route,
        ((sample.seconds, taken) for sample in record.samples for taken in sample.answer_seconds.get(route, [])),
    )


def _beyond(name: str, of: Series, account: Series) -> Series:
    """What is left of a series without what is accounted for; where both were read."""
    kept = dict(zip(*account[1:], strict=True))
    pairs = zip(of.seconds, of.values, strict=True)
    return _series(name, ((seconds, value - kept[seconds]) for seconds, value in pairs if seconds in kept))


def _series(name: str, pairs: Iterable[tuple[float, float | None]]) -> Series:
    found = [(seconds, float(value)) for seconds, value in pairs if value is not None]
    return Series(name, [seconds for seconds, _ in found], [value for _, value in found])
