"""Which of the processes of a run this one is."""

from __future__ import annotations

import os

from torch import distributed


def rank() -> int:
    """This process's number among those that train together; 0 where it trains alone.

    As `torch.distributed` says; before that is set up, as the environment says that `torchrun` made.
    """
    if distributed.is_available() and distributed.is_initialized():
        return distributed.get_rank()
    if _whole_number("WORLD_SIZE") > 1:
        return _whole_number("RANK")
    return 0


def is_first_rank() -> bool:
    """Whether this is the process that writes."""
    return rank() == 0


def _whole_number(variable: str) -> int:
    """What the environment says; 0 where it says nothing, or no number."""
    text = os.environ.get(variable, "")
    return int(text) if text.isdecimal() else 0
