"""Every random choice of a run is a function of its seed and of where in the run it is made.

So nothing has to be saved for a resumed run to go on as if it had never stopped, and a step sees the same text however
it is cut into micro-batches and shared among processes.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import torch


class Purpose(IntEnum):
    """What a random choice is for: each has a stream of its own."""

    WEIGHTS = 0
    BATCHES = 1
    DROPOUT = 2
    EVALUATION = 3
    SAMPLES = 4


def seed_for(seed: int, purpose: Purpose, *place: int) -> int:
    """Return the seed of a random choice, unrelated to that of every other place."""
    return int(np.random.SeedSequence([seed, purpose, *place]).generate_state(1, np.uint64)[0] >> np.uint64(1))


def generator_for(seed: int, purpose: Purpose, *place: int) -> torch.Generator:
    """Return a generator on the CPU, so that the choice is the same on every device."""
    return torch.Generator().manual_seed(seed_for(seed, purpose, *place))
