"""Sampling a model whose parameters are spread over processes.

Each process reads what its own shards hold of the tiles, rows and norms; only that is gathered, never a parameter.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import torch

from tensorboard_plugin_paramviz.capture.failures import LOGGER
from tensorboard_plugin_paramviz.capture.model.shards import reason_unreadable, shard_of
from tensorboard_plugin_paramviz.capture.reading.host_copy import HostCopy
from tensorboard_plugin_paramviz.capture.reading.norms import exact_norms
from tensorboard_plugin_paramviz.capture.reading.tensors import rows_of, tile_of
from tensorboard_plugin_paramviz.capture.sharding.cells import Box, Cells, row_cells, tile_cells
from tensorboard_plugin_paramviz.capture.sharding.gathered_sample import GatheredSample
from tensorboard_plugin_paramviz.capture.sharding.pieces import Piece, cloud_offsets, pieces_from_bytes, pieces_to_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from tensorboard_plugin_paramviz.capture.model.inventory import NamedTensor
    from tensorboard_plugin_paramviz.capture.model.shards import Shard
    from tensorboard_plugin_paramviz.capture.planning.plan import Plan
    from tensorboard_plugin_paramviz.capture.sharding.cells import Ids
    from tensorboard_plugin_paramviz.capture.sharding.group import ShardGroup
    from tensorboard_plugin_paramviz.format.codes import Float32Array
    from tensorboard_plugin_paramviz.format.layout import ParameterLayout


class ShardedSampler:
    """Reads what a plan asks for, together with the other processes of a group.

    Like `Sampler` it leaves no trace, and what it finds is what `Sampler` finds in the whole model: the same numbers in
    tiles and rows, and norms that differ by rounding. All norms are taken, whatever time that takes: each process has
    a part of the model only.

    Args:
        plan: what to read; equal in all processes.
        group: the processes.
    """

    def __init__(self, plan: Plan, group: ShardGroup) -> None:
        self._plan = plan
        self._group = group
        self._plan_word = _word_of(plan)
        self._clouds = {
            cloud.parameter: (np.array(cloud.row_ids, np.int64), offset)
            for cloud, offset in zip(plan.layout.clouds, cloud_offsets(plan.layout), strict=False)
        }
        self._cells: dict[tuple[str, Box], list[Cells]] = {}
        self._without_gradient: set[str] = set()

    @torch.no_grad()
    def sample(self, tensors: Sequence[NamedTensor]) -> GatheredSample | None:
        """Read a model's parameters, inside of a turn of the group.

        Args:
            tensors: those of the model that the plan was made for, as they are now in this process.

        Returns:
            The sample in the group's first process, None in the others.

        Raises:
            PeerError: a process could not read its shards, is at another step or has another plan.
            LostPeerError: a process did not come.
            Exception: whatever reading raises; inside of a turn that becomes a `PeerError` in all processes.
        """
        by_name = {named.name: named.tensor for named in tensors}
        names = [parameter.name for parameter in self._plan.layout.parameters]
        pieces = [self._read([by_name[name] for name in names])]
        if self._plan.gradients:
            pieces.append(self._read([self._gradient(name, by_name[name]) for name in names]))
        gathered = self._group.gather(self._plan_word, pieces_to_bytes(pieces))
        if gathered is None:
            return None
        return GatheredSample(self._plan, [pieces_from_bytes(message) for message in gathered.values()])

    def _read(self, tensors: Sequence[Tensor | None]) -> Piece:
        """Read this process's part of all tensors."""
        rank, first_rank = self._group.rank, self._group.first_rank
        shards = [None if tensor is None else shard_of(tensor, rank, first_rank) for tensor in tensors]
        held = [0 if shard is None else shard.values.numel() * (1 + shard.values.is_complex()) for shard in shards]
        runs, values = self._numbers(shards)
        norms = exact_norms(
            [shard.values if shard is not None and count else None for shard, count in zip(shards, held, strict=True)]
        )
        return Piece(runs, values, norms.norms, norms.nonfinite, np.array(held, np.int64))

    def _numbers(self, shards: Sequence[Shard | None]) -> tuple[Ids, Float32Array]:
        """What the shards hold of tiles and rows, and where it belongs; in one piece of memory for each device."""
        by_device: defaultdict[torch.device, list[tuple[Ids, Tensor]]] = defaultdict(list)
        for parameter, shard in zip(self._plan.layout.parameters, shards, strict=True):
            if shard is not None and shard.values.numel():
                by_device[shard.values.device] += self._cells_of(parameter, shard)
        runs = [np.empty((0, 2), np.int64)]
        values = [np.empty(0, np.float32)]
        for device, group in by_device.items():
            if group:
                runs += [places for places, _ in group]
                values.append(_copied([cells for _, cells in group], device).result())
        return np.concatenate(runs), np.concatenate(values)

    def _cells_of(self, parameter: ParameterLayout, shard: Shard) -> list[tuple[Ids, Tensor]]:
        """What a shard holds of its parameter's tile and rows, and where it belongs."""
        row_ids, offset = self._clouds.get(parameter.name, (None, 0))
        if shard.is_whole:
            found = [(parameter.tile_offset, tile_of(shard.values, parameter.tile_shape))]
            if row_ids is not None:
                found.append((offset, rows_of(shard.values, torch.from_numpy(row_ids).to(shard.values.device))))
            return [(np.array([[start, cells.numel()]]), cells) for start, cells in found]
        key = parameter.name, Box.of(shard)
        if key not in self._cells:
            self._cells[key] = [tile_cells(key[1], parameter.tile_shape, parameter.tile_offset)]
            if row_ids is not None:
                self._cells[key].append(row_cells(key[1], row_ids, offset))
        return [(cells.runs, cells.read(shard.values)) for cells in self._cells[key] if cells.count]

    def _gradient(self, name: str, parameter: Tensor) -> Tensor | None:
        """The gradient that lies in `.grad`, if it is one of the parameter as it is now, and can be read."""
        gradient = parameter.grad if parameter.is_leaf else None
        if gradient is None or gradient.shape != parameter.shape:
            return None
        reason = reason_unreadable(gradient)
        if not reason:
            return gradient
        if self._group.is_first and name not in self._without_gradient:
            self._without_gradient.add(name)
            LOGGER.warning("the gradient of %s is not logged: it is %s", name, reason)
        return None


def _copied(tensors: Sequence[Tensor], device: torch.device) -> HostCopy:
    """All numbers of some tensors, one after the other, float32."""
    buffer = torch.empty(sum(tensor.numel() for tensor in tensors), dtype=torch.float32, device=device)
    targets = torch.split_with_sizes(buffer, [tensor.numel() for tensor in tensors])
    torch._foreach_copy_(  # one call instead of one for each parameter
        [target.view(tensor.shape) for target, tensor in zip(targets, tensors, strict=True)], list(tensors)
    )
    return HostCopy(buffer)


def _word_of(plan: Plan) -> str:
    """A word that tells plans apart."""
    layout = plan.layout
    tiles = [(parameter.name, parameter.tile_shape, parameter.tile_offset) for parameter in layout.parameters]
    rows = [(cloud.parameter, cloud.row_ids) for cloud in layout.clouds]
    return hashlib.sha256(repr((plan.signature, plan.gradients, tiles, rows)).encode()).hexdigest()
