"""The piece of a parameter that this process holds.

`fully_shard` (FSDP2) and tensor parallelism make `DTensor`s of parameters: to the outside as large as ever, while each
process holds a block, a range along each axis. Nothing here communicates.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from tensorboard_plugin_paramviz.capture.model.blocks import block_of, divisions_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from torch import Tensor, nn
    from torch.distributed.device_mesh import DeviceMesh
    from torch.distributed.tensor import DTensor

# Where torch keeps them: since 2.5 or 2.6, and before. What nobody has imported, no model has.
_DTENSOR_MODULES = ("torch.distributed.tensor", "torch.distributed._tensor")
_FSDP_MODULES = ("torch.distributed.fsdp", "torch.distributed._composable.fsdp")


class UnknownShardError(RuntimeError):
    """A piece that has another shape than its placement says."""


@dataclass(frozen=True)
class Shard:
    """A block of a tensor.

    Attributes:
        values: the block, a plain tensor.
        starts: where it begins along each axis.
        shape: the shape of the whole tensor.
    """

    values: Tensor
    starts: tuple[int, ...]
    shape: tuple[int, ...]

    @property
    def is_whole(self) -> bool:
        """Whether there are no other blocks."""
        return self.values.shape == self.shape


def is_sharded(tensor: Tensor) -> bool:
    """Whether a tensor is a `DTensor`."""
    kind = _loaded("DTensor", _DTENSOR_MODULES)
    return kind is not None and isinstance(tensor, kind)


def processes_of(tensors: Iterable[Tensor]) -> tuple[int, ...]:
    """The ranks of all processes that hold pieces of these tensors, in order; empty where none is sharded."""
    meshes = {cast("DTensor", tensor).device_mesh for tensor in tensors if is_sharded(tensor)}
    return tuple(sorted({rank for mesh in meshes for rank in mesh.mesh.flatten().tolist()}))


def reason_unreadable(tensor: Tensor) -> str:
    """Why the pieces of a tensor cannot be put together without communication; empty where they can."""
    if not is_sharded(tensor):
        return ""
    sharded = cast("DTensor", tensor)
    if divisions_of(tuple(sharded.placements), sharded.device_mesh.shape) is None:
        return f"placed as {list(sharded.placements)} on its processes: only blocks and copies can be read"
    return ""


def shard_of(tensor: Tensor, rank: int, first_rank: int) -> Shard | None:
    """What a process has to read of a tensor.

    Args:
        tensor: plain or sharded, on this process.
        rank: this process.
        first_rank: the process whose copy counts where there are several.

    Returns:
        Its block, which may be empty; None where the copy of another process counts.

    Raises:
        UnknownShardError: the block has another shape than its placement says, or none that could be known.
    """
    if not is_sharded(tensor):
        return Shard(tensor.detach(), (0,) * tensor.ndim, tuple(tensor.shape)) if rank == first_rank else None
    sharded = cast("DTensor", tensor)
    mesh, placements = sharded.device_mesh, tuple(sharded.placements)
    own, first = _coordinate(mesh, rank), _coordinate(mesh, first_rank)
    if own is None or first is None:  # a copy that lies in processes of which the first one is none
        return None
    divisions = divisions_of(placements, mesh.shape)
    if divisions is None:
        raise UnknownShardError(reason_unreadable(tensor))
    divided = {mesh_axis for mesh_axis, _ in divisions}
    if any(own[mesh_axis] != first[mesh_axis] for mesh_axis in range(len(own)) if mesh_axis not in divided):
        return None
    starts, lengths = block_of(tuple(tensor.shape), divisions, mesh.shape, own)
    values = sharded.to_local().detach()
    if values.shape != lengths:
        raise UnknownShardError(
            f"a piece of shape {tuple(values.shape)} was found where {list(placements)} puts one of {lengths}"
        )
    return Shard(values, starts, tuple(tensor.shape))


def reshard(model: nn.Module) -> None:
    """Give a model its shards back where `fully_shard` has left whole parameters after a forward pass.

    Whole ones are a copy, which the optimizer does not know; the next forward pass makes another.
    """
    kind = _loaded("FSDPModule", _FSDP_MODULES)
    if kind is not None:
        for module in model.modules():
            if isinstance(module, kind):
                cast("Any", module).reshard()


def has_flat_parameters(model: nn.Module) -> bool:
    """Whether `FullyShardedDataParallel`, the older FSDP, has made flat vectors of a model's parameters."""
    kind = _loaded("FullyShardedDataParallel", _FSDP_MODULES)
    return kind is not None and any(isinstance(module, kind) for module in model.modules())


def _loaded(name: str, modules: Sequence[str]) -> type[object] | None:
    """A class of torch's, if anybody has imported it: importing it takes half a second."""
    found = (getattr(sys.modules.get(module), name, None) for module in modules)
    return next((kind for kind in found if kind is not None), None)


@lru_cache(maxsize=256)
def _coordinate(mesh: DeviceMesh, rank: int) -> tuple[int, ...] | None:
    """Where a process stands in a mesh; None where it does not."""
    places = (mesh.mesh == rank).nonzero().tolist()
    return tuple(places[0]) if places else None
