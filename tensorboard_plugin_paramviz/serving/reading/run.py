"""A logged run as arrays, without TensorBoard running: `load_run`."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tensorboard_plugin_paramviz.format.codes import Float32Array, decode
from tensorboard_plugin_paramviz.format.names import ROW_STATISTIC_NAMES
from tensorboard_plugin_paramviz.serving.errors import EmptyRunError, UnknownParameterError
from tensorboard_plugin_paramviz.serving.reading.history import snapshots
from tensorboard_plugin_paramviz.serving.reading.problems import shortened
from tensorboard_plugin_paramviz.serving.reading.reader import Reader
from tensorboard_plugin_paramviz.serving.reading.rows import find_cloud, read_rows, row_segments
from tensorboard_plugin_paramviz.serving.sources.event_files import EventFileSource

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    from tensorboard_plugin_paramviz.format.layout import ConfigValue, Layout, ParameterLayout
    from tensorboard_plugin_paramviz.serving.reading.reader import Int64Array, OpenRun


def load_run(path: str | os.PathLike[str]) -> Run:
    """Read a logged run back.

    Args:
        path: the run's directory (the writer's `log_dir`), or one event file.

    Raises:
        RunPathError: the path does not exist. It is a FileNotFoundError too.
        EmptyRunError: there is no ParamViz data, or none that can be read. It is a ValueError too.
    """
    source = EventFileSource(Path(path))
    reader = Reader(cache_bytes=0)  # the source keeps everything already
    (opened,) = reader.open(source, [source.run])
    if opened.state.layout is None or not opened.state.segments:
        reasons = shortened("; ".join([*opened.state.problems, *source.problems]))
        raise EmptyRunError(f"{path} has ParamViz data of which nothing can be read: {reasons}")
    layout = opened.state.layout
    return Run(opened, layout, lambda: (*map(shortened, layout.problems), *reader.check(opened), *source.problems))


class Run:
    """A run's parameters over time; `load_run` makes it.

    All arrays have one entry per step of `steps`. What was not logged at a step, or was not finite, is NaN. Parameters
    are those that the run logged last, found by name or by an alias of a tied weight; methods that take a name raise
    UnknownParameterError for one that the run does not log. They are read from the run's files when they are asked for;
    where those are gone by then, DataUnavailableError is raised.

    Attributes:
        steps: int64 `[T]`, increasing.
        parameters: name, shape, kind, layer, parts and tile of each parameter.
        config: the run's hyperparameters.
        statistic_names: names of the statistics' columns.
    """

    def __init__(self, opened: OpenRun, layout: Layout, find_problems: Callable[[], tuple[str, ...]]) -> None:
        self._opened = opened
        self._layout = layout
        self._find_problems = find_problems
        self.steps: Int64Array = opened.state.steps
        self.parameters: tuple[ParameterLayout, ...] = layout.parameters
        self.config: Mapping[str, ConfigValue] = layout.config
        self.statistic_names: tuple[str, ...] = layout.statistic_names

    @cached_property
    def problems(self) -> tuple[str, ...]:
        """What of the run cannot be read or is missing, and why; to know it, all of the run is read once."""
        return self._find_problems()

    def __repr__(self) -> str:
        count = len(self.steps)
        span = f"{count} steps from {self.steps[0]} to {self.steps[-1]}" if count else "no steps"
        return f"<Run {self._opened.state.name!r}: {span}, {len(self.parameters)} parameters>"

    @cached_property
    def statistics(self) -> Float32Array:
        """Statistics of each parameter: float32 `[T, P, S]`, columns as `statistic_names` says."""
        return self._placed(*snapshots(self._opened, "statistics"))

    def weights(self, name: str) -> Float32Array:
        """A parameter's tile of real weights: float32 `[T, r, c]`."""
        return self._tiles(name, self._weight_codes, "weight_scale")

    def gradients(self, name: str) -> Float32Array:
        """The gradients of the same weights: float32 `[T, r, c]`."""
        return self._tiles(name, self._gradient_codes, "grad_scale")

    def rows(self, name: str) -> Float32Array:
        """The logged rows of an embedding-like parameter, in full width: float32 `[T, N, D]`."""
        cloud = find_cloud(self._opened.state, name)
        rows = np.full((len(self.steps), len(cloud.row_ids), cloud.columns), np.nan, np.float32)  # (T, N, D)
        for block in read_rows(self._opened, cloud, row_segments(self._opened, cloud)):
            rows[np.searchsorted(self.steps, block.steps)] = block.values()
        return rows

    def row_ids(self, name: str) -> Int64Array:
        """Which rows of the full matrix are logged: int64 `[N]`."""
        return np.array(find_cloud(self._opened.state, name).row_ids, np.int64)

    def row_statistics(self, name: str) -> Float32Array:
        """Scale, norm and gradient norm of each logged row: float32 `[T, N, 3]`."""
        cloud = find_cloud(self._opened.state, name)
        shape = (len(self.steps), len(cloud.row_ids), len(ROW_STATISTIC_NAMES))
        statistics = np.full(shape, np.nan, np.float32)  # (T, N, 3)
        for block in read_rows(self._opened, cloud, row_segments(self._opened, cloud)):
            statistics[np.searchsorted(self.steps, block.steps)] = block.statistics
        return statistics

    def labels(self, name: str) -> tuple[str, ...]:
        """The labels of the logged rows: N of them, or none."""
        return find_cloud(self._opened.state, name).labels

    @cached_property
    def _weight_codes(self) -> tuple[Int64Array, npt.NDArray[Any]]:
        return snapshots(self._opened, "weights")

    @cached_property
    def _gradient_codes(self) -> tuple[Int64Array, npt.NDArray[Any]]:
        return snapshots(self._opened, "gradients")

    def _tiles(self, name: str, logged: tuple[Int64Array, npt.NDArray[Any]], scale_name: str) -> Float32Array:
        index = self._find(name)
        parameter = self.parameters[index]
        steps, codes = logged
        tile = codes[:, parameter.tile_offset : parameter.tile_offset + parameter.tile_cells]  # (T, cells)
        scales = np.full(len(steps), np.nan, np.float32)  # (T,): codes without a scale stand for nothing
        if scale_name in self.statistic_names:
            scales = self.statistics[np.searchsorted(self.steps, steps), index, self.statistic_names.index(scale_name)]
        values = decode(tile, scales[:, np.newaxis]).reshape(-1, *parameter.tile_shape)
        return self._placed(steps, values)

    def _placed(self, steps: Int64Array, values: Float32Array) -> Float32Array:
        """Values of some steps among all steps of the run."""
        if len(steps) == len(self.steps):
            return values
        placed = np.full((len(self.steps), *values.shape[1:]), np.nan, np.float32)
        placed[np.searchsorted(self.steps, steps)] = values
        return placed

    def _find(self, name: str) -> int:
        names = [parameter.name for parameter in self.parameters]
        for index, parameter in enumerate(self.parameters):
            if name == parameter.name or name in parameter.aliases:
                return index
        raise UnknownParameterError(self._opened.state.name, name, names)
