"""One look at everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from benchmarks.setup.processes import resident_bytes
from benchmarks.soak.record import Sample
from benchmarks.soak.steps import logged_bytes

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from benchmarks.setup.browser import PageMemory
    from benchmarks.soak.server import Server
    from benchmarks.soak.user import User


class PageReading(NamedTuple):
    """What is read off a page; nothing where there is none, it does not say, or it is not at rest.

    Attributes:
        bytes: of its processes, beyond those of the empty page.
        heap_bytes: what its script still holds, arrays included.
        account_bytes: what it keeps by its own account.
        listed_snapshots: how many it says there are.
    """

    bytes: int | None = None
    heap_bytes: int | None = None
    account_bytes: float | None = None
    listed_snapshots: int | None = None


def read_page(user: User, memory: PageMemory, empty_bytes: int) -> PageReading:
    """Read all of it off a page; of memory nothing unless nothing is on its way, and its garbage has been collected."""
    if not user.wait_until_answered():
        return PageReading(listed_snapshots=user.listed_snapshots())
    taken_bytes = memory.read_bytes() - empty_bytes
    return PageReading(taken_bytes, memory.heap_bytes(), memory.account_bytes(), user.listed_snapshots())


def take_sample(
    seconds: float,
    writers: Mapping[str, int],
    server: Server,
    logdir: Path,
    *,
    shown: Collection[str],
    in_page: PageReading,
) -> Sample:
    """Ask TensorBoard for what is new, and measure everything.

    Args:
        seconds: since the start.
        writers: the process that writes, by its name.
        server: TensorBoard.
        logdir: of the runs.
        shown: which runs the page shows.
        in_page: what was read off the page.
    """
    server.poll()
    own, started = server.memory_bytes()
    return Sample(
        seconds=seconds,
        training_bytes={name: taken for name, pid in writers.items() if (taken := resident_bytes(pid)) > 0},
        tensorboard_bytes=own,
        tensorboard_cache_bytes=server.cache_bytes(),
        data_server_bytes=started,
        page_bytes=in_page.bytes,
        page_heap_bytes=in_page.heap_bytes,
        page_account_bytes=in_page.account_bytes,
        logged_bytes=logged_bytes(logdir),
        logged_snapshots=sum(map(len, server.steps.values())),
        expected_in_page=len({step for run in shown for step in server.steps.get(run, ())}),
        listed_in_page=in_page.listed_snapshots,
        answer_seconds=server.take_answer_seconds(),
    )
