"""Which steps are exported: `0,100,200-400,last`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.errors import ArgumentError, UnknownStepError, quoted

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.serving.reading.reader import Int64Array

_END = r"-?[0-9]{1,19}|first|last"
_RANGE = re.compile(rf"(?P<start>{_END})(?:-(?P<stop>{_END}))?", re.ASCII)
_LARGEST_STEP = 2**63 - 1  # steps are int64 in TensorBoard's events
_MOST_OFFERED = 10


def export_steps(run: str, steps: Int64Array, text: str | None) -> Int64Array:
    """The steps that a text asks for, as far as they exist.

    Args:
        run: the run's name, for errors.
        steps: every step of the run: int64 `[T]`, increasing, at least one.
        text: steps and ranges of steps (`200-400`, both ends included), separated by commas; `first` and `last` are
            the run's own. None: all.

    Returns:
        int64 `[T]`, increasing, at least one.

    Raises:
        ArgumentError: the text is none of that.
        UnknownStepError: the run has none of these steps.
    """
    if text is None:
        return steps
    chosen = np.zeros(len(steps), np.bool_)  # (T,)
    for part in text.split(","):
        start, stop = _range(part, steps)
        chosen |= (steps >= start) & (steps <= stop)
    if not chosen.any():
        raise UnknownStepError("steps", f"the run {quoted(run)} has none of the steps {quoted(text)}; {_offer(steps)}")
    return steps[chosen]


def _range(text: str, steps: Int64Array) -> tuple[int, int]:
    match = _RANGE.fullmatch(text)
    if match is None:
        raise ArgumentError(
            "bad_value",
            "steps",
            f"found {quoted(text)} among the steps, expected a step (100, first, last) or a range of steps (100-200)",
        )
    start = _step(match["start"], steps)
    stop = _step(match["stop"] or match["start"], steps)
    if start > stop:
        raise ArgumentError(
            "bad_value", "steps", f"found {quoted(text)} among the steps; this range ends before it starts"
        )
    return start, stop


def _step(text: str, steps: Int64Array) -> int:
    if text in ("first", "last"):
        return int(steps[0 if text == "first" else -1])
    if abs(int(text)) > _LARGEST_STEP:
        raise ArgumentError("bad_value", "steps", f"found the step {text}; no step is above {_LARGEST_STEP}")
    return int(text)


def _offer(steps: Int64Array) -> str:
    """Which steps there are: all where they are few, else the ends."""
    if len(steps) <= _MOST_OFFERED:
        return f"there are {', '.join(map(str, steps.tolist()))}"
    return f"there are {len(steps)}, from {steps[0]} to {steps[-1]}"
