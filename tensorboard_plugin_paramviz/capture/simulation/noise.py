"""Random numbers by the million, at the price of a view."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

if TYPE_CHECKING:
    from torch import Tensor

_LENGTH = 1 << 22
_PLACE_DISTANCE = 7919  # a prime, so that places do not meet the rows of a matrix


class Noise:
    """Bell-shaped numbers, drawn once and looked at from different places.

    Args:
        random: where chance comes from.
    """

    def __init__(self, random: np.random.Generator) -> None:
        # A copy: once an array this large was freed, glibc keeps the memory of smaller ones instead of handing it back
        # to the system and asking for it again at each step, which would double what encoding a snapshot takes.
        self._values = torch.tensor(random.standard_normal(_LENGTH, np.float32))

    def matrix(self, shape: tuple[int, int], place: int) -> Tensor:
        """A view of some of the numbers, mean 0, standard deviation 1.

        Args:
            shape: rows and columns; if there are more cells than numbers, the rows overlap.
            place: another place, other numbers.
        """
        rows, columns = shape
        row_distance = min(columns, (_LENGTH - columns) // rows)
        room = _LENGTH - rows * row_distance - columns
        return self._values.as_strided(shape, (row_distance, 1), place * _PLACE_DISTANCE % max(room, 1))
