"""The clouds that the tab draws: positions of rows over all steps, in one basis."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.answers.basis_id import FitRecipe, Projection, recipe_from_id, recipe_to_id
from tensorboard_plugin_paramviz.serving.answers.fitting import Fit, RunFit, fit_recipe
from tensorboard_plugin_paramviz.serving.answers.limits import check_answer_size
from tensorboard_plugin_paramviz.serving.errors import BasisError, UnknownParameterError, UnknownRunError, quoted
from tensorboard_plugin_paramviz.serving.reading.cache import ByteCache, KeyedLocks
from tensorboard_plugin_paramviz.serving.reading.history import choose_steps
from tensorboard_plugin_paramviz.serving.reading.rows import find_cloud, read_rows, row_segments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tensorboard_plugin_paramviz.format.codes import Float32Array
    from tensorboard_plugin_paramviz.format.layout import CloudLayout
    from tensorboard_plugin_paramviz.serving.answers.limits import Reserve
    from tensorboard_plugin_paramviz.serving.reading.reader import Int64Array, OpenRun, Reader
    from tensorboard_plugin_paramviz.serving.sources.source import Source

_POINT_BYTES = 5 * 4  # three coordinates, a norm and that of the gradient
_POSITIONS_CACHE_BYTES = 64 * 1024 * 1024
_BASES_CACHE_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True)
class Positions:
    """Rows of some steps, as points.

    Attributes:
        steps: int64 `[T]`.
        positions: float32 `[T, N, 3]`, NaN for a row that is not finite or absent.
        norms: float32 `[T, N]`.
        grad_norms: float32 `[T, N]`, NaN where there is no gradient.
    """

    steps: Int64Array
    positions: Float32Array
    norms: Float32Array
    grad_norms: Float32Array

    @property
    def nbytes(self) -> int:
        """Size of all arrays."""
        return self.steps.nbytes + self.positions.nbytes + self.norms.nbytes + self.grad_norms.nbytes


@dataclass(frozen=True)
class RunCloud:
    """What the tab draws of one run, and how it was placed."""

    name: str
    layout: CloudLayout
    points: Positions
    fit: RunFit

    @property
    def row_ids(self) -> Int64Array:
        """Number of each row in the full matrix: int64 `[N]`."""
        return np.array(self.layout.row_ids, np.int64)


@dataclass(frozen=True)
class Cloud:
    """What the tab draws: the runs in the order asked for, and the basis that places them."""

    runs: tuple[RunCloud, ...]
    basis: str
    projection: Projection


@dataclass(frozen=True)
class CloudRequest:
    """What is asked for.

    Attributes:
        names: the runs, in the order wanted.
        parameter: whose rows; an alias of a tied weight will do.
        projection: how the basis is fitted; by default that of `basis`, or the principal axes.
        align: whether runs are turned onto the first one; by default that of `basis`, or yes.
        basis: the id of a basis to place the points in. Where its data is gone, or has no run of a width that is asked
            for, a new one is fitted.
        after: only steps above it.
        only: only these steps, as far as they exist.
    """

    names: Sequence[str]
    parameter: str
    projection: Projection | None = None
    align: bool | None = None
    basis: str | None = None
    after: int | None = None
    only: frozenset[int] | None = None


class Clouds:
    """Makes clouds, for many threads at once; bases and positions are kept.

    Args:
        reader: reads the runs.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._locks = KeyedLocks()
        self._fits: ByteCache[Fit] = ByteCache(_BASES_CACHE_BYTES)
        self._positions: ByteCache[Positions] = ByteCache(_POSITIONS_CACHE_BYTES)

    def cloud(self, source: Source, request: CloudRequest, reserve: Reserve = check_answer_size) -> Cloud:
        """The rows of a parameter as points.

        Args:
            source: where the runs are.
            request: what is asked for.
            reserve: is told how large the answer will be before anything is read.

        Raises:
            UnknownRunError: a run has no ParamViz data.
            UnknownParameterError: a run logs no rows of the parameter.
            BasisError: the basis is nonsense, or one of another parameter, projection or alignment.
            ProjectionError: the projection cannot be had, or not of these rows.
            TooLargeError: the answer would be larger than one may be, as `reserve` finds.
            DataUnavailableError: the source does not answer.
        """
        runs = self._reader.open(source, request.names)
        clouds = [find_cloud(run.state, request.parameter) for run in runs]
        reserve(*_size(runs, clouds, request))
        recipe, fit = self._restore(source, request, clouds) or self._fit_fresh(runs, clouds, request)
        name = recipe_to_id(recipe)
        placed = [(run, cloud, fit.of(run.state.name, cloud.columns)) for run, cloud in zip(runs, clouds, strict=True)]
        return Cloud(
            runs=tuple(
                RunCloud(run.state.name, cloud, self._points(run, cloud, its, name, request), its)
                for run, cloud, its in placed
                if its is not None
            ),
            basis=name,
            projection=recipe.projection,
        )

    def _fit_fresh(
        self, runs: Sequence[OpenRun], clouds: Sequence[CloudLayout], request: CloudRequest
    ) -> tuple[FitRecipe, Fit]:
        last_steps = [int(run.state.steps[-1]) if run.state.segments else 0 for run in runs]
        names = tuple((run.state.name, last) for run, last in zip(runs, last_steps, strict=True))
        digest = _digest(runs, clouds, last_steps)
        align = request.align if request.align is not None else True
        recipe = FitRecipe(request.projection or "pca", clouds[0].parameter, names, digest, align)
        return recipe, self._fit(recipe, runs, clouds)

    def _restore(
        self, source: Source, request: CloudRequest, clouds: Sequence[CloudLayout]
    ) -> tuple[FitRecipe, Fit] | None:
        """The basis of an id, from memory or fitted again; None where it cannot place these clouds any more."""
        if request.basis is None:
            return None
        recipe = recipe_from_id(request.basis)
        if recipe.parameter not in {cloud.parameter for cloud in clouds}:
            raise BasisError(
                f"this basis was fitted on {quoted(recipe.parameter)}, the request is for another parameter"
            )
        if request.projection not in (None, recipe.projection):
            raise BasisError(
                f"this basis is a projection {recipe.projection!r}, the request says {request.projection!r}"
            )
        if request.align not in (None, recipe.align):
            raise BasisError(f"this basis was fitted with align={recipe.align:d}, the request says {request.align:d}")
        fit = self._fits.get(recipe_to_id(recipe), None)
        if fit is None:
            try:
                runs = self._reader.open(source, [name for name, _ in recipe.runs])
                fitted = [find_cloud(run.state, recipe.parameter) for run in runs]
            except (UnknownRunError, UnknownParameterError):
                return None
            if _digest(runs, fitted, [last for _, last in recipe.runs]) != recipe.digest:
                return None
            fit = self._fit(recipe, runs, fitted)
        fits_all = all(fit.of(name, cloud.columns) for name, cloud in zip(request.names, clouds, strict=True))
        return (recipe, fit) if fits_all else None

    def _fit(self, recipe: FitRecipe, runs: Sequence[OpenRun], clouds: Sequence[CloudLayout]) -> Fit:
        name = recipe_to_id(recipe)
        with self._locks.hold(name):
            fit = self._fits.get(name, None)
            if fit is None:
                fit = fit_recipe(recipe, runs, clouds)
                self._fits.put(name, None, fit)
            return fit

    def _points(
        self, run: OpenRun, cloud: CloudLayout, fit: RunFit, basis_name: str, request: CloudRequest
    ) -> Positions:
        with self._locks.hold((run.state.name, basis_name)):
            parts = [_chosen(points, request) for points in self._segments(run, cloud, fit, basis_name, request)]
        count = len(cloud.row_ids)
        none = np.zeros((0, count), np.float32)
        return Positions(
            steps=np.concatenate([np.zeros(0, np.int64), *(part.steps for part in parts)]),  # (T,)
            positions=np.concatenate([np.zeros((0, count, 3), np.float32), *(part.positions for part in parts)]),
            norms=np.concatenate([none, *(part.norms for part in parts)]),  # (T, N)
            grad_norms=np.concatenate([none, *(part.grad_norms for part in parts)]),  # (T, N)
        )

    def _segments(
        self, run: OpenRun, cloud: CloudLayout, fit: RunFit, basis_name: str, request: CloudRequest
    ) -> list[Positions]:
        """The points of each segment that has steps asked for; only those not kept are read."""
        segments = row_segments(run, cloud, request.after, request.only)
        found = {
            rows: self._positions.get((run.state.name, rows.codes_tag, basis_name), rows.version) for rows in segments
        }
        missing = [rows for rows, kept in found.items() if kept is None]
        for rows, block in zip(missing, read_rows(run, cloud, missing), strict=True):
            placed, positions = fit.place(block)
            points = Positions(placed.steps, positions, placed.norms.copy(), placed.grad_norms.copy())
            self._positions.put((run.state.name, rows.codes_tag, basis_name), rows.version, points)
            found[rows] = points
        return [points for points in found.values() if points is not None]


def _size(runs: Sequence[OpenRun], clouds: Sequence[CloudLayout], request: CloudRequest) -> tuple[int, int]:
    """How many steps an answer has, and how many bytes at most."""
    step_count = answer_bytes = 0
    for run, cloud in zip(runs, clouds, strict=True):
        count = len(choose_steps(run.state.steps, request.after, request.only))
        step_count += count
        answer_bytes += count * len(cloud.row_ids) * _POINT_BYTES
    return step_count, answer_bytes


def _digest(runs: Sequence[OpenRun], clouds: Sequence[CloudLayout], last_steps: Sequence[int]) -> str:
    """A short name for everything that is fitted on: segments, steps and rows."""
    digest = blake2b(digest_size=8)
    for run, cloud, last in zip(runs, clouds, last_steps, strict=True):
        digest.update(f"{cloud.columns} {cloud.row_ids} {cloud.labels}".encode())
        for segment in run.state.segments:
            steps = segment.steps[segment.steps <= last]
            if steps.size:
                digest.update(f"{segment.index.segment} {steps.tolist()}".encode())
    return digest.hexdigest()


def _chosen(points: Positions, request: CloudRequest) -> Positions:
    """Points of the steps that are asked for."""
    chosen = np.isin(points.steps, choose_steps(points.steps, request.after, request.only))  # (T,)
    if chosen.all():
        return points
    return Positions(points.steps[chosen], points.positions[chosen], points.norms[chosen], points.grad_norms[chosen])
