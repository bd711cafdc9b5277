"""The clouds that the tab draws: positions of rows over all steps, in one basis."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.analysis.projection import Basis, first_columns, fit_principal_axes
from tensorboard_plugin_paramviz.serving.answers.basis_id import FitRecipe, Projection, recipe_from_id, recipe_to_id
from tensorboard_plugin_paramviz.serving.errors import BasisError, UnknownParameterError, UnknownRunError, quoted
from tensorboard_plugin_paramviz.serving.reading.cache import ByteCache, KeyedLocks
from tensorboard_plugin_paramviz.serving.reading.history import choose_steps
from tensorboard_plugin_paramviz.serving.reading.rows import RowBlock, find_cloud, read_rows, row_segments

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tensorboard_plugin_paramviz.format.codes import Float32Array
    from tensorboard_plugin_paramviz.format.layout import CloudLayout
    from tensorboard_plugin_paramviz.serving.reading.reader import Int64Array, OpenRun, Reader
    from tensorboard_plugin_paramviz.serving.sources.source import Source

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
    """What the tab draws of one run; `fit` numbers the runs that share their axes."""

    name: str
    layout: CloudLayout
    points: Positions
    explained_variance: tuple[float, float, float]
    fit: int

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
class _Fit:
    """A fitted recipe: one basis for each width among its runs."""

    bases: dict[int, Basis]

    @property
    def nbytes(self) -> int:
        return sum(basis.center.nbytes + basis.axes.nbytes for basis in self.bases.values())


class Clouds:
    """Makes clouds, for many threads at once; bases and positions are kept.

    Args:
        reader: reads the runs.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._locks = KeyedLocks()
        self._fits: ByteCache[_Fit] = ByteCache(_BASES_CACHE_BYTES)
        self._positions: ByteCache[Positions] = ByteCache(_POSITIONS_CACHE_BYTES)

    def cloud(
        self,
        source: Source,
        names: Sequence[str],
        parameter: str,
        *,
        projection: Projection | None = None,
        after: int | None = None,
        basis: str | None = None,
    ) -> Cloud:
        """The rows of a parameter as points.

        Args:
            source: where the runs are.
            names: the runs, in the order wanted.
            parameter: whose rows; an alias of a tied weight will do.
            projection: how the basis is fitted; by default that of `basis`, or the principal axes.
            after: only steps above it.
            basis: the id of a basis to place the points in. Where its data is gone, or has no run of a width that is
                asked for, a new one is fitted.

        Raises:
            UnknownRunError: a run has no ParamViz data.
            UnknownParameterError: a run logs no rows of the parameter.
            BasisError: the basis is nonsense, or one of another parameter or projection.
            DataUnavailableError: the source does not answer.
        """
        runs = self._reader.open(source, names)
        clouds = [find_cloud(run.state, parameter) for run in runs]
        kept = self._restore(source, basis, clouds, projection) if basis is not None else None
        recipe, fit = kept or self._fit_fresh(runs, clouds, projection or "pca")
        widths = list(dict.fromkeys(cloud.columns for cloud in clouds))
        name = recipe_to_id(recipe)
        return Cloud(
            runs=tuple(
                RunCloud(
                    name=run.state.name,
                    layout=cloud,
                    points=self._points(run, cloud, fit.bases[cloud.columns], name, after),
                    explained_variance=fit.bases[cloud.columns].explained_variance,
                    fit=widths.index(cloud.columns),
                )
                for run, cloud in zip(runs, clouds, strict=True)
            ),
            basis=name,
            projection=recipe.projection,
        )

    def _fit_fresh(
        self, runs: Sequence[OpenRun], clouds: Sequence[CloudLayout], projection: Projection
    ) -> tuple[FitRecipe, _Fit]:
        last_steps = [int(run.state.steps[-1]) if run.state.segments else 0 for run in runs]
        names = tuple((run.state.name, last) for run, last in zip(runs, last_steps, strict=True))
        digest = _digest(runs, clouds, last_steps)
        recipe = FitRecipe(projection, clouds[0].parameter, names, digest)
        return recipe, self._fit(recipe, runs, clouds)

    def _restore(
        self, source: Source, basis: str, clouds: Sequence[CloudLayout], projection: Projection | None
    ) -> tuple[FitRecipe, _Fit] | None:
        """The basis of an id, from memory or fitted again; None where it cannot place these clouds any more."""
        recipe = recipe_from_id(basis)
        if recipe.parameter not in {cloud.parameter for cloud in clouds}:
            raise BasisError(
                f"this basis was fitted on {quoted(recipe.parameter)}, the request is for another parameter"
            )
        if projection is not None and projection != recipe.projection:
            raise BasisError(f"this basis is a projection {recipe.projection!r}, the request says {projection!r}")
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
        return (recipe, fit) if all(cloud.columns in fit.bases for cloud in clouds) else None

    def _fit(self, recipe: FitRecipe, runs: Sequence[OpenRun], clouds: Sequence[CloudLayout]) -> _Fit:
        name = recipe_to_id(recipe)
        with self._locks.hold(name):
            fit = self._fits.get(name, None)
            if fit is None:
                widths = {cloud.columns for cloud in clouds}
                fit = _Fit({columns: _fit_width(recipe, runs, clouds, columns) for columns in widths})
                self._fits.put(name, None, fit)
            return fit

    def _points(self, run: OpenRun, cloud: CloudLayout, basis: Basis, basis_name: str, after: int | None) -> Positions:
        with self._locks.hold((run.state.name, basis_name)):
            parts = [_after(points, after) for points in self._segments(run, cloud, basis, basis_name, after)]
        count = len(cloud.row_ids)
        none = np.zeros((0, count), np.float32)
        return Positions(
            steps=np.concatenate([np.zeros(0, np.int64), *(part.steps for part in parts)]),  # (T,)
            positions=np.concatenate([np.zeros((0, count, 3), np.float32), *(part.positions for part in parts)]),
            norms=np.concatenate([none, *(part.norms for part in parts)]),  # (T, N)
            grad_norms=np.concatenate([none, *(part.grad_norms for part in parts)]),  # (T, N)
        )

    def _segments(
        self, run: OpenRun, cloud: CloudLayout, basis: Basis, basis_name: str, after: int | None
    ) -> list[Positions]:
        """The points of each segment that has steps above `after`; only those not kept are read."""
        segments = row_segments(run, cloud, after)
        found = {
            rows: self._positions.get((run.state.name, rows.codes_tag, basis_name), rows.version) for rows in segments
        }
        missing = [rows for rows, kept in found.items() if kept is None]
        for rows, block in zip(missing, read_rows(run, cloud, missing), strict=True):
            positions = basis.project(block.values())
            points = Positions(block.steps, positions, block.norms.copy(), block.grad_norms.copy())
            self._positions.put((run.state.name, rows.codes_tag, basis_name), rows.version, points)
            found[rows] = points
        return [points for points in found.values() if points is not None]


def _fit_width(recipe: FitRecipe, runs: Sequence[OpenRun], clouds: Sequence[CloudLayout], columns: int) -> Basis:
    """Fit one basis on the rows of all runs of one width."""
    members = [
        (run, cloud, last)
        for run, cloud, (_, last) in zip(runs, clouds, recipe.runs, strict=True)
        if cloud.columns == columns
    ]
    choose = _newest_rows if recipe.projection == "final" else _all_rows

    def blocks() -> Iterator[Float32Array]:
        for run, cloud, last in members:
            yield from choose(run, cloud, last)

    return (first_columns if recipe.projection == "first" else fit_principal_axes)(blocks, columns)


def _all_rows(run: OpenRun, cloud: CloudLayout, last_step: int) -> Iterator[Float32Array]:
    segments = [rows for rows in row_segments(run, cloud) if rows.segment.steps[0] <= last_step]
    for block in read_rows(run, cloud, segments):
        yield block.until(last_step).values()


def _newest_rows(run: OpenRun, cloud: CloudLayout, last_step: int) -> Iterator[Float32Array]:
    """The rows of the newest step up to `last_step` that has any."""
    for rows in reversed(row_segments(run, cloud)):
        for block in read_rows(run, cloud, [rows]):
            old = block.until(last_step)
            if len(old.steps):
                yield RowBlock(old.steps[-1:], old.codes[-1:], old.statistics[-1:]).values()
                return


def _digest(runs: Sequence[OpenRun], clouds: Sequence[CloudLayout], last_steps: Sequence[int]) -> str:
    """A short name for everything that is fitted on: segments, steps and rows."""
    digest = blake2b(digest_size=8)
    for run, cloud, last in zip(runs, clouds, last_steps, strict=True):
        digest.update(f"{cloud.columns} {cloud.row_ids}".encode())
        for segment in run.state.segments:
            steps = segment.steps[segment.steps <= last]
            if steps.size:
                digest.update(f"{segment.index.segment} {steps.tolist()}".encode())
    return digest.hexdigest()


def _after(points: Positions, after: int | None) -> Positions:
    start = len(points.steps) - len(choose_steps(points.steps, after))
    return Positions(points.steps[start:], points.positions[start:], points.norms[start:], points.grad_norms[start:])
