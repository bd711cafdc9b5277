"""The curves that everything in a simulated training follows.

The time of learning is 0 at the start and 1 when most is learned.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

EARLIEST, LATEST = 0.05, 0.4  # when half of something is learned
_FLOOR_LOSS = 1.2
_FREQUENCIES_LEARNED = 0.02  # how often each token comes is learned at once, and is worth a quarter of the loss
_FREQUENCIES_SHARE = 0.25


def learned(time: float, halfway: npt.NDArray[np.float64] | float) -> npt.NDArray[np.float64]:
    """How much is learned: slow at first, then fast, then ever slower, as update ratios fall in a real training.

    Args:
        time: 0 or later.
        halfway: when half of it is learned.

    Returns:
        From 0 to below 1, of the shape of `halfway`.
    """
    return np.asarray(time**2 / (time**2 + np.asarray(halfway, np.float64) ** 2))


def expected_loss(time: float, tokens: int) -> float:
    """The loss in nats, from that of a guess among all tokens down to that of the text itself."""
    frequencies = _FREQUENCIES_SHARE * (1 - float(learned(time, _FREQUENCIES_LEARNED)))
    rest = (1 - _FREQUENCIES_SHARE) * (1 - learned(time, np.linspace(EARLIEST, LATEST, 8)).mean())
    return float(_FLOOR_LOSS + max(math.log(tokens) - _FLOOR_LOSS, 0) * (frequencies + rest))


def rise(share: float, start: float, length: float) -> float:
    """From 0 at `start` to 1 when `length` is over, without a corner: `3 x² - 2 x³`."""
    x = min(max((share - start) / length, 0.0), 1.0)
    return x * x * (3 - 2 * x)


def spike(share: float, start: float, length: float) -> float:
    """1 at `start`, falling to 1/e within `length`; 0 before."""
    return math.exp((start - share) / length) if share >= start else 0.0
