"""Steps as users give them: the number of updates made."""

from __future__ import annotations

import operator

from tensorboard_plugin_paramviz.capture.errors import StepError

_LARGEST = (1 << 63) - 1  # that an event can hold


def whole_step(argument: str, step: object) -> int:
    """Read a step.

    Raises:
        StepError: it is no whole number from 0 on, or too large for an event.
    """
    try:
        found = operator.index(step)  # type: ignore[arg-type]  # what has no index is caught
    except TypeError:
        found = -1
    if found < 0 or found > _LARGEST or isinstance(step, bool):
        raise StepError(
            f"{argument} is {step!r}; expected the number of updates made, a whole number from 0 to 2**63 - 1"
        )
    return found
