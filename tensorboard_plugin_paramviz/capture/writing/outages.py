"""What of a run could not be written, so that whoever reads the run is told of it and not only who trains."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.format.layout import Layout

_MOST_TOLD = 3  # a disk that is full and not full in turns has many
_LONGEST_REASON = 200  # characters; file systems that are far away may have much to say


@dataclass(frozen=True)
class Outage:
    """A stretch of steps of which no snapshot is in any file.

    Attributes:
        first_step: the first that could not be written.
        next_step: the first that was written again.
        reason: what the file system said first.
    """

    first_step: int
    next_step: int
    reason: str

    def __str__(self) -> str:
        return f"from step {self.first_step} until step {self.next_step} no snapshot could be written: {self.reason}"


class Outages:
    """The outages of one writer's files, in order; what is being written tells of them."""

    def __init__(self) -> None:
        self._past: list[Outage] = []
        self._present: tuple[int, str] | None = None  # the first step that could not be written, and why

    def note_failure(self, step: int, error: Exception) -> None:
        """Take note that a snapshot was not written."""
        if self._present is None:
            self._present = step, _reason(error.__cause__ or error)

    def note_success(self, step: int) -> None:
        """Take note that a snapshot was written, and with it what `told_in` said."""
        self._past = self._until(step)
        self._present = None

    def told_in(self, layout: Layout, step: int) -> Layout:
        """The layout of a snapshot that is about to be written, which also says what is missing before it."""
        outages = self._until(step)
        if not outages:
            return layout
        earlier = len(outages) - _MOST_TOLD
        told = [*map(str, outages[-_MOST_TOLD:]), *([f"… and {earlier} times before"] if earlier > 0 else [])]
        return replace(layout, problems=(*layout.problems, *told))

    def _until(self, step: int) -> list[Outage]:
        """All of them before a step: what is logged anew takes the place of what was missing from there on."""
        outages = list(self._past)
        if self._present is not None:
            first_step, reason = self._present
            outages.append(Outage(first_step, step, reason))
        return [replace(one, next_step=min(one.next_step, step)) for one in outages if one.first_step < step]


def _reason(error: BaseException) -> str:
    """What happened, without the place where: a run may be shown to others."""
    words = getattr(error, "strerror", None) or str(error)
    return f"{type(error).__name__}: {words}"[:_LONGEST_REASON]
