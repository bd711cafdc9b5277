"""Which block of a tensor a process holds: a range along each axis.

Processes stand in a mesh. Along each of its axes a tensor is either copied, or one of its own axes is divided.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias, cast

if TYPE_CHECKING:
    from torch.distributed.tensor.placement_types import Placement

# Pairs of an axis of the mesh and the axis of the tensor that is divided along it, in the order of the divisions.
Divisions: TypeAlias = "tuple[tuple[int, int], ...]"


@lru_cache(maxsize=256)
def divisions_of(placements: tuple[Placement, ...], mesh_shape: tuple[int, ...]) -> Divisions | None:
    """Read how a tensor was divided.

    That was done from left to right, except where a placement is strided: that one came after as many pieces to its
    right as it says, as `fully_shard` divides what tensor parallelism has divided before.

    Args:
        placements: one for each axis of the mesh.
        mesh_shape: number of processes along each.

    Returns:
        None where pieces are no blocks, or sums that nobody has added up.
    """
    divisions: list[tuple[int, int]] = []
    for mesh_axis in reversed(range(len(placements))):
        placement = cast("Any", placements[mesh_axis])
        kind = type(placement).__name__  # by name: their modules and their base classes differ between torch's versions
        if kind == "Replicate":
            continue
        if kind not in ("Shard", "_StridedShard"):
            return None
        pieces_before = getattr(placement, "split_factor", 1)
        pieces_after_each = [
            math.prod(mesh_shape[other] for other, axis in divisions[:count] if axis == placement.dim)
            for count in range(len(divisions) + 1)
        ]
        if pieces_before not in pieces_after_each:
            return None
        divisions.insert(pieces_after_each.index(pieces_before), (mesh_axis, placement.dim))
    return tuple(divisions)


def block_of(
    shape: tuple[int, ...], divisions: Divisions, mesh_shape: tuple[int, ...], coordinate: tuple[int, ...]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Find a process's block.

    Args:
        shape: the tensor's.
        divisions: how it was divided.
        mesh_shape: number of processes along each axis of the mesh.
        coordinate: where the process stands in it.

    Returns:
        Where the block begins along each axis, and how long it is, which may be 0.
    """
    starts, lengths = [0] * len(shape), list(shape)
    for mesh_axis, axis in divisions:  # each as torch.chunk does it: the last pieces are shorter, or empty
        longest = -(-lengths[axis] // mesh_shape[mesh_axis])
        start = min(coordinate[mesh_axis] * longest, lengths[axis])
        starts[axis] += start
        lengths[axis] = min(longest, lengths[axis] - start)
    return tuple(starts), tuple(lengths)
