"""The scalars that a run logs beside its parameters, above all its loss: only read, whoever wrote them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
from tensorboard.data.provider import RunTagFilter
from tensorboard.plugins.scalar import metadata

from tensorboard_plugin_paramviz.serving.sources.provider import ALL_POINTS, unavailable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class ScalarPoint(NamedTuple):
    """One value of a scalar."""

    step: int
    wall_time: float
    value: float


class ScalarListing(NamedTuple):
    """What can be known about a scalar without reading it; one that grows changes at least one of these."""

    max_step: int
    max_wall_time: float


@dataclass(frozen=True)
class ScalarSeries:
    """A scalar over time.

    Attributes:
        steps: int64 `[T]`, increasing.
        wall_times: float64 `[T]`, when each value was written, in seconds since 1970.
        values: float64 `[T]`, as logged: not all need be finite.
    """

    steps: npt.NDArray[np.int64]
    wall_times: npt.NDArray[np.float64]
    values: npt.NDArray[np.float64]


class ScalarSource(Protocol):
    """A place that holds the scalars of runs."""

    def list_scalars(self, run: str) -> Mapping[str, ScalarListing]:
        """The tags of a run's scalars; none where it has none.

        Raises:
            DataUnavailableError: the place does not answer.
        """

    def read_scalar(self, run: str, tag: str) -> ScalarSeries | None:
        """One scalar of a run; None where there is none of this tag.

        Raises:
            DataUnavailableError: the place does not answer.
        """


class ProviderScalars:
    """Scalars that TensorBoard has loaded, by default an even choice of 1,000 of each tag.

    Args:
        provider: TensorBoard's data provider.
        context: TensorBoard's context of the request.
        experiment_id: which experiment the request is about.
    """

    def __init__(self, provider: Any, context: Any, experiment_id: str) -> None:  # noqa: ANN401  # tensorboard is untyped
        self._provider = provider
        self._context = context
        self._asked = {"experiment_id": experiment_id, "plugin_name": metadata.PLUGIN_NAME}

    def list_scalars(self, run: str) -> Mapping[str, ScalarListing]:
        """List with one call; see `ScalarSource`."""
        try:
            listed = self._provider.list_scalars(self._context, **self._asked, run_tag_filter=RunTagFilter(runs={run}))
        except Exception as error:
            raise unavailable(error) from error
        return {tag: ScalarListing(its.max_step, its.max_wall_time) for tag, its in listed.get(run, {}).items()}

    def read_scalar(self, run: str, tag: str) -> ScalarSeries | None:
        """Read one tag with one call; see `ScalarSource`."""
        try:
            found = self._provider.read_scalars(
                self._context,
                **self._asked,
                downsample=ALL_POINTS,
                run_tag_filter=RunTagFilter(runs={run}, tags={tag}),
            )
        except Exception as error:
            raise unavailable(error) from error
        data = found.get(run, {}).get(tag)
        return None if data is None else in_order(ScalarPoint(d.step, d.wall_time, d.value) for d in data)


def in_order(points: Iterable[ScalarPoint]) -> ScalarSeries:
    """Put values in order of their steps, as for snapshots: one removes those of its step and of later ones before it.

    So a resumed run counts once, and TensorBoard's two loaders give the same.

    Args:
        points: in the order in which they were written.
    """
    kept: list[ScalarPoint] = []
    for point in points:
        while kept and kept[-1].step >= point.step:
            kept.pop()
        kept.append(point)
    return ScalarSeries(
        steps=np.array([point.step for point in kept], np.int64),  # (T,)
        wall_times=np.array([point.wall_time for point in kept], np.float64),  # (T,)
        values=np.array([point.value for point in kept], np.float64),  # (T,)
    )
