"""The curve that all learning follows in a simulated training, and the loss that comes of it.

Time is 0 at the start and 1 when most is learned.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

EARLIEST, LATEST = 0.05, 0.4  # when half of something is learned
_FLOOR_LOSS = 1.2
_LOSS_NOISE = 0.02
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


def loss(time: float, tokens: int, random: np.random.Generator) -> float:
    """The training loss in nats, from that of a guess among all tokens down to that of the text itself."""
    frequencies = _FREQUENCIES_SHARE * (1 - float(learned(time, _FREQUENCIES_LEARNED)))
    rest = (1 - _FREQUENCIES_SHARE) * (1 - learned(time, np.linspace(EARLIEST, LATEST, 8)).mean())
    mean = _FLOOR_LOSS + max(math.log(tokens) - _FLOOR_LOSS, 0) * (frequencies + rest)
    return float(mean * (1 + _LOSS_NOISE * random.standard_normal()))
