"""A source of which some series were read already, all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from tensorboard_plugin_paramviz.serving.sources.source import RawSeries, SeriesListing, Source


class PrefetchedSource:
    """A source of which some series were read already.

    Args:
        source: gives everything else.
        series: those that were read, by run and tag.
    """

    def __init__(self, source: Source, series: Mapping[str, Mapping[str, RawSeries]]) -> None:
        self._source = source
        self._series = series

    def list_series(self, runs: Collection[str] | None = None) -> Mapping[str, Mapping[str, SeriesListing]]:
        """List what the source has; see `Source`."""
        return self._source.list_series(runs)

    def read_series(self, tags: Mapping[str, Sequence[str]]) -> Mapping[str, Mapping[str, RawSeries]]:
        """Hand out what was read, and read the rest; see `Source`."""
        kept = {run: self._series.get(run, {}) for run in tags}
        missing = {run: [tag for tag in its if tag not in kept[run]] for run, its in tags.items()}
        missing = {run: its for run, its in missing.items() if its}
        read = self._source.read_series(missing) if missing else {}
        return {
            run: {tag: kept[run][tag] for tag in its if tag in kept[run]} | dict(read.get(run, {}))
            for run, its in tags.items()
        }
