"""Where a run's series come from, as one interface: what can be listed cheaply, and what can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import numpy.typing as npt


class SeriesListing(NamedTuple):
    """What can be known about a series without reading it; a series that grows changes at least one of these.

    Attributes:
        max_step: its largest step.
        max_wall_time: when its newest value was written, in seconds since 1970.
        content: what its first value says about itself: `plugin_data.content`.
    """

    max_step: int
    max_wall_time: float
    content: bytes


class Point(NamedTuple):
    """One value of a series."""

    step: int
    array: npt.NDArray[Any]


class RawSeries(NamedTuple):
    """A series as it was written, in the order in which it was written, and what of it could not be read."""

    points: Sequence[Point]
    problems: tuple[str, ...] = ()


class Source(Protocol):
    """A place that holds runs."""

    def list_series(self, runs: Collection[str] | None = None) -> Mapping[str, Mapping[str, SeriesListing]]:
        """What the runs hold for this plugin.

        Args:
            runs: names of runs; None lists all.

        Returns:
            Tags and their listing, by run; runs without any ParamViz data are absent, and those that cannot be listed
            have no tags.

        Raises:
            DataUnavailableError: the place does not answer.
        """

    def read_series(self, tags: Mapping[str, Sequence[str]]) -> Mapping[str, Mapping[str, RawSeries]]:
        """Read whole series.

        Args:
            tags: which ones, by run.

        Returns:
            The series by run and tag; what does not exist any more is absent.

        Raises:
            DataUnavailableError: the place does not answer.
        """
