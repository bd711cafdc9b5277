"""From a model's tensors to the numbers of a snapshot, read and nothing else.

What must happen on the training thread, between two updates: tiles, rows and norms are read into memory of their own.
The rest needs the model no longer and comes later, in `PendingSample.result` and in `encoding`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import torch

from tensorboard_plugin_paramviz.capture.reading.host_copy import HostCopy
from tensorboard_plugin_paramviz.capture.reading.norms import Norms, PendingNorms, exact_norms
from tensorboard_plugin_paramviz.capture.reading.rotation import NormRotation
from tensorboard_plugin_paramviz.capture.reading.tensors import rows_of, tile_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from torch import Tensor

    from tensorboard_plugin_paramviz.capture.model.inventory import NamedTensor
    from tensorboard_plugin_paramviz.capture.planning.plan import Plan
    from tensorboard_plugin_paramviz.format.codes import Float32Array
    from tensorboard_plugin_paramviz.format.layout import CloudLayout, Layout, ParameterLayout


@dataclass(frozen=True)
class GradientSample:
    """What is read of the gradients.

    Attributes:
        tiles: float32 `[W]`, the tiles one after the other; NaN where there is no gradient.
        norms: norm and non-finite values of each full gradient.
        rows: for each cloud float32 `[N, D]`, the gradients of its logged rows; None where there are none.
    """

    tiles: Float32Array
    norms: Norms
    rows: Mapping[str, Float32Array | None]


@dataclass(frozen=True)
class RawSample:
    """What is read of a model at one step.

    Attributes:
        tiles: float32 `[W]`, the tiles one after the other; NaN where a parameter could not be read.
        norms: norm and non-finite values of each full parameter.
        rows: for each cloud float32 `[N, D]`, its logged rows.
        gradients: the same of the gradients; None where they are not logged.
    """

    tiles: Float32Array
    norms: Norms
    rows: Mapping[str, Float32Array]
    gradients: GradientSample | None


@dataclass(frozen=True)
class _PendingValues:
    """What is read of the weights, or of the gradients, on its way to the host.

    Attributes:
        layout: where tiles lie.
        tiles: parameters, with their tiles one after the other, for each device.
        norms: norms of all parameters.
        rows: rows of those clouds that have some.
    """

    layout: Layout
    tiles: list[tuple[list[ParameterLayout], HostCopy]]
    norms: PendingNorms
    rows: dict[str, HostCopy]

    @property
    def size_bytes(self) -> int:
        """Memory that tiles and rows take."""
        return sum(copy.size_bytes for copy in (*(copy for _, copy in self.tiles), *self.rows.values()))

    def all_tiles(self) -> Float32Array:
        """The tiles, float32 `[W]`, NaN where there are none."""
        found = np.full(self.layout.cells, np.nan, np.float32)  # (W,)
        for parameters, copy in self.tiles:
            values, start = copy.result(), 0
            for parameter in parameters:
                end = start + parameter.tile_cells
                found[parameter.tile_offset : parameter.tile_offset + parameter.tile_cells] = values[start:end]
                start = end
        return found

    def rows_of(self, cloud: CloudLayout) -> Float32Array | None:
        """The rows of a cloud, float32 `[N, D]`."""
        return self.rows[cloud.parameter].result() if cloud.parameter in self.rows else None


@dataclass(frozen=True)
class PendingSample:
    """A sample of which all is read, and some may still be on its way to the host.

    Attributes:
        unreadable: why some parameters could not be read, by name.
    """

    _weights: _PendingValues
    _gradients: _PendingValues | None
    unreadable: Mapping[str, Exception] = field(default_factory=dict)

    @property
    def is_rotating(self) -> bool:
        """Whether time was too short for the exact norm of some parameter."""
        return any(
            bool(values.norms.known.sampled.any()) for values in (self._weights, self._gradients) if values is not None
        )

    @property
    def size_bytes(self) -> int:
        """Memory that it takes."""
        return self._weights.size_bytes + (0 if self._gradients is None else self._gradients.size_bytes)

    def result(self) -> RawSample:
        """All of it, on any thread; the model may have changed meanwhile."""
        clouds = self._weights.layout.clouds
        rows = {cloud.parameter: self._weights.rows_of(cloud) for cloud in clouds}
        return RawSample(
            tiles=self._weights.all_tiles(),
            norms=self._weights.norms.result(),
            rows={
                cloud.parameter: np.full((len(cloud.row_ids), cloud.columns), np.nan, np.float32)
                if (found := rows[cloud.parameter]) is None
                else found
                for cloud in clouds
            },
            gradients=None
            if self._gradients is None
            else GradientSample(
                tiles=self._gradients.all_tiles(),
                norms=self._gradients.norms.result(),
                rows={cloud.parameter: self._gradients.rows_of(cloud) for cloud in clouds},
            ),
        )


class Sampler:
    """Reads what a plan asks for, without a trace in the model, its gradients, autograd or the random state.

    Args:
        plan: what to read.
        rotation: takes the norms.
    """

    def __init__(self, plan: Plan, rotation: NormRotation | None = None) -> None:
        self._plan = plan
        self._rotation = rotation or NormRotation()
        self._row_ids: dict[tuple[str, torch.device], Tensor] = {}

    @torch.no_grad()
    def sample(self, tensors: Sequence[NamedTensor], limit_seconds: float | None = None) -> PendingSample:
        """Read a model's parameters.

        Parameters that cannot be read are left out, so that one of them does not cost the others.

        Args:
            tensors: those of the model that the plan was made for, as they are now.
            limit_seconds: how long it may take; norms for which there is no time are left out. None: as long as it
                takes.

        Raises:
            Exception: whatever reading raises, where nothing could be read.
        """
        deadline_seconds = None if limit_seconds is None else self._rotation.clock() + limit_seconds
        by_name = {named.name: named.tensor for named in tensors}
        logged = [by_name[parameter.name] for parameter in self._plan.layout.parameters]
        try:
            return self._read(logged, deadline_seconds)
        except Exception:
            unreadable = self._unreadable(logged)
            if len(unreadable) in (0, len(logged)):
                raise
            readable = [None if index in unreadable else tensor for index, tensor in enumerate(logged)]
            reasons = {self._plan.layout.parameters[index].name: error for index, error in unreadable.items()}
            return self._read(readable, deadline_seconds, reasons)

    def _read(
        self,
        parameters: Sequence[Tensor | None],
        deadline_seconds: float | None,
        unreadable: Mapping[str, Exception] | None = None,
    ) -> PendingSample:
        weights = [None if parameter is None else parameter.detach() for parameter in parameters]
        gradients = [_gradient(parameter) for parameter in parameters] if self._plan.gradients else None
        weight_tiles, weight_rows = self._tiles(weights), self._rows(weights)
        gradient_tiles = gradient_rows = None
        if gradients is not None:
            gradient_tiles, gradient_rows = self._tiles(gradients), self._rows(gradients)
        weight_norms, gradient_norms = self._rotation.take(weights, gradients, deadline_seconds)  # what gives way
        layout = self._plan.layout
        return PendingSample(
            _PendingValues(layout, weight_tiles, weight_norms, weight_rows),
            None
            if gradient_tiles is None or gradient_rows is None or gradient_norms is None
            else _PendingValues(layout, gradient_tiles, gradient_norms, gradient_rows),
            unreadable or {},
        )

    def _unreadable(self, parameters: Sequence[Tensor]) -> dict[int, Exception]:
        """Read each parameter by itself, to find out which of them it is."""
        errors = (
            self._read_alone(parameter, layout)
            for parameter, layout in zip(parameters, self._plan.layout.parameters, strict=True)
        )
        return {index: error for index, error in enumerate(errors) if error is not None}

    def _read_alone(self, parameter: Tensor, layout: ParameterLayout) -> Exception | None:
        try:
            for tensor in (parameter.detach(), _gradient(parameter) if self._plan.gradients else None):
                if tensor is not None:
                    exact_norms([tile_of(tensor, layout.tile_shape)])
        except Exception as error:  # noqa: BLE001  # whatever it is, the others can be read
            return error
        return None

    def _tiles(self, tensors: Sequence[Tensor | None]) -> list[tuple[list[ParameterLayout], HostCopy]]:
        """Gather all tiles, in one piece of memory for each device."""
        sources: defaultdict[torch.device, list[tuple[ParameterLayout, Tensor]]] = defaultdict(list)
        for parameter, tensor in zip(self._plan.layout.parameters, tensors, strict=True):
            if tensor is not None:
                sources[tensor.device].append((parameter, tile_of(tensor, parameter.tile_shape)))
        tiles = []
        for device, group in sources.items():
            sizes = [parameter.tile_cells for parameter, _ in group]
            buffer = torch.empty(sum(sizes), dtype=torch.float32, device=device)
            torch._foreach_copy_(  # one call instead of one for each parameter
                [
                    target.view(tile.shape)
                    for target, (_, tile) in zip(torch.split_with_sizes(buffer, sizes), group, strict=True)
                ],
                [tile for _, tile in group],
            )
            tiles.append(([parameter for parameter, _ in group], HostCopy(buffer)))
        return tiles

    def _rows(self, tensors: Sequence[Tensor | None]) -> dict[str, HostCopy]:
        by_name = {
            parameter.name: tensor for parameter, tensor in zip(self._plan.layout.parameters, tensors, strict=True)
        }
        return {
            cloud.parameter: HostCopy(rows_of(tensor, self._row_index(cloud, tensor.device)))  # (N, D)
            for cloud in self._plan.layout.clouds
            if (tensor := by_name[cloud.parameter]) is not None
        }

    def _row_index(self, cloud: CloudLayout, device: torch.device) -> Tensor:
        key = cloud.parameter, device
        if key not in self._row_ids:
            self._row_ids[key] = torch.tensor(cloud.row_ids, dtype=torch.int64, device=device)
        return self._row_ids[key]


def _gradient(tensor: Tensor | None) -> Tensor | None:
    """The gradient that lies in `.grad`, if it is one of the tensor as it is now."""
    gradient = tensor.grad if tensor is not None and tensor.is_leaf else None
    if tensor is None or gradient is None or gradient.shape != tensor.shape:
        return None
    return gradient.detach().coalesce() if gradient.layout is torch.sparse_coo else gradient.detach()
