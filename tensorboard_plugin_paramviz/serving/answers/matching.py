"""Which logged rows of two runs mean the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from tensorboard_plugin_paramviz.format.layout import CloudLayout

MatchedBy = Literal["labels", "rows"]


@dataclass(frozen=True)
class SharedRows:
    """Pairs of rows, as indices into what each run logs.

    Attributes:
        first: int `[n]`, into the rows of the first run.
        second: int `[n]`, their counterparts in the second.
        matched_by: what says that they are.
    """

    first: npt.NDArray[np.intp]
    second: npt.NDArray[np.intp]
    matched_by: MatchedBy


def shared_rows(first: CloudLayout, second: CloudLayout) -> SharedRows:
    """Match by labels where both runs have them, else by the numbers of the rows in the full matrix.

    A label that stands more than once in a run is nobody's counterpart.

    Args:
        first: the logged rows of one run.
        second: those of another.
    """
    if first.labels and second.labels:
        return SharedRows(*_pairs(first.labels, second.labels), "labels")
    return SharedRows(*_pairs(first.row_ids, second.row_ids), "rows")


def _pairs(first: Sequence[Hashable], second: Sequence[Hashable]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    counts = Counter(first)
    positions = {name: index for index, name in enumerate(second) if counts[name] == 1}
    unique = {name for name, count in Counter(second).items() if count == 1}
    pairs = [(index, positions[name]) for index, name in enumerate(first) if name in unique and name in positions]
    array = np.array(pairs, np.intp).reshape(-1, 2)  # (n, 2)
    return array[:, 0], array[:, 1]
