"""From a model's tensors to the numbers of a snapshot, read and nothing else.

All of this happens on the training thread, between two updates: tiles, rows and norms. What is made of them needs the
model no longer and comes later, in `encoding`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from tensorboard_plugin_paramviz.capture.norms import Norms, exact_norms
from tensorboard_plugin_paramviz.capture.tensors import rows_of, tile_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from torch import Tensor

    from tensorboard_plugin_paramviz.capture.inventory import NamedTensor
    from tensorboard_plugin_paramviz.capture.plan import Plan
    from tensorboard_plugin_paramviz.format.codes import Float32Array
    from tensorboard_plugin_paramviz.format.layout import CloudLayout


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
        tiles: float32 `[W]`, the tiles one after the other.
        norms: norm and non-finite values of each full parameter.
        rows: for each cloud float32 `[N, D]`, its logged rows.
        gradients: the same of the gradients; None where they are not logged.
    """

    tiles: Float32Array
    norms: Norms
    rows: Mapping[str, Float32Array]
    gradients: GradientSample | None


class Sampler:
    """Reads what a plan asks for, without a trace in the model, its gradients, autograd or the random state.

    Args:
        plan: what to read.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._row_ids: dict[tuple[str, torch.device], Tensor] = {}

    @torch.no_grad()
    def sample(self, tensors: Sequence[NamedTensor]) -> RawSample:
        """Read a model's parameters.

        Args:
            tensors: those of the model that the plan was made for, as they are now.
        """
        by_name = {named.name: named.tensor for named in tensors}
        names = [parameter.name for parameter in self._plan.layout.parameters]
        weights = {name: by_name[name].detach() for name in names}
        gradients = {name: _gradient(by_name[name]) for name in names} if self._plan.gradients else None
        return RawSample(
            tiles=self._tiles(weights),
            norms=exact_norms(list(weights.values())),
            rows={cloud.parameter: self._rows(weights[cloud.parameter], cloud) for cloud in self._plan.layout.clouds},
            gradients=None if gradients is None else self._gradient_sample(gradients),
        )

    def _gradient_sample(self, gradients: Mapping[str, Tensor | None]) -> GradientSample:
        return GradientSample(
            tiles=self._tiles(gradients),
            norms=exact_norms(list(gradients.values())),
            rows={
                cloud.parameter: None if gradient is None else self._rows(gradient, cloud)
                for cloud in self._plan.layout.clouds
                for gradient in [gradients[cloud.parameter]]
            },
        )

    def _tiles(self, tensors: Mapping[str, Tensor | None]) -> Float32Array:
        """Gather all tiles, with one copy to the host for each device."""
        sources: defaultdict[torch.device, list[tuple[slice, Tensor]]] = defaultdict(list)
        for parameter in self._plan.layout.parameters:
            tensor = tensors[parameter.name]
            if tensor is not None:
                place = slice(parameter.tile_offset, parameter.tile_offset + parameter.tile_cells)
                sources[tensor.device].append((place, tile_of(tensor, parameter.tile_shape)))
        tiles = np.full(self._plan.layout.cells, np.nan, np.float32)  # (W,)
        for device, group in sources.items():
            buffer = torch.empty(sum(tile.numel() for _, tile in group), dtype=torch.float32, device=device)
            targets = torch.split_with_sizes(buffer, [tile.numel() for _, tile in group])
            torch._foreach_copy_(  # one call instead of one for each parameter
                [target.view(tile.shape) for target, (_, tile) in zip(targets, group, strict=True)],
                [tile for _, tile in group],
            )
            values = buffer.cpu().numpy()
            start = 0
            for place, tile in group:
                tiles[place] = values[start : start + tile.numel()]
                start += tile.numel()
        return tiles

    def _rows(self, tensor: Tensor, cloud: CloudLayout) -> Float32Array:
        return np.asarray(rows_of(tensor, self._row_index(cloud, tensor.device)).cpu().numpy())  # (N, D)

    def _row_index(self, cloud: CloudLayout, device: torch.device) -> Tensor:
        key = cloud.parameter, device
        if key not in self._row_ids:
            self._row_ids[key] = torch.tensor(cloud.row_ids, dtype=torch.int64, device=device)
        return self._row_ids[key]


def _gradient(tensor: Tensor) -> Tensor | None:
    """The gradient that lies in `.grad`, if it is one of the tensor as it is now."""
    gradient = tensor.grad if tensor.is_leaf else None
    if gradient is None or gradient.shape != tensor.shape:
        return None
    return gradient.detach().coalesce() if gradient.layout is torch.sparse_coo else gradient.detach()
