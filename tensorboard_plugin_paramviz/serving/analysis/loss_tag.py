"""Which of a run's scalars is its loss, as far as names tell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_LOSS = frozenset({"loss", "losses", "nll"})
_TRAINING = frozenset({"train", "training", "tr"})
_HELD_OUT = frozenset({"val", "valid", "validation", "eval", "evaluation", "test", "dev", "holdout"})
_PLAIN = frozenset({"step", "batch", "total", "mean", "avg", "average", "smooth", "epoch"})
_RARE = frozenset({"epoch"})  # a value an epoch, where one a step is logged as well


def choose_loss(tags: Iterable[str]) -> str | None:
    """The tag of the loss that a training goes by.

    A loss on the training data comes before one on held-out data, the whole before a part of it (`aux_loss`), one per
    step before one per epoch.

    Args:
        tags: of scalars, such as `loss/train`, `train/loss`, `Loss/val`, `train_loss_step`.

    Returns:
        One of them; None where none is called a loss.
    """
    ranks = {tag: rank for tag in tags if (rank := _rank(tag)) is not None}
    return min(ranks, key=ranks.__getitem__, default=None)


def _rank(tag: str) -> tuple[bool, int, bool, bool, int, str] | None:
    words = [word.lower() for word in _WORD.findall(tag)]
    found = set(words)
    if not found & _LOSS:
        return None
    others = found - _LOSS - _TRAINING - _HELD_OUT - _PLAIN
    return bool(found & _HELD_OUT), len(others), not found & _TRAINING, bool(found & _RARE), len(words), tag
