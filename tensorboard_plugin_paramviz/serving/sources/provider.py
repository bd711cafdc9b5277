"""Runs as TensorBoard has them loaded: its data provider as a source."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import numpy as np
from tensorboard.data.provider import RunTagFilter

from tensorboard_plugin_paramviz.format.names import PLUGIN_NAME
from tensorboard_plugin_paramviz.serving.errors import DataUnavailableError
from tensorboard_plugin_paramviz.serving.sources.source import Point, RawSeries, SeriesListing

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

ALL_POINTS = 1_000_000_000  # `downsample`: more than any series has; 0 would return nothing
_TAGS_PER_READ = 32  # a tag holds some 4 MiB, and a message over gRPC at most 256 MiB

logger = logging.getLogger("tensorboard_plugin_paramviz")


class ProviderSource:
    """Runs that TensorBoard has loaded, whichever of its loaders is at work.

    Args:
        provider: TensorBoard's data provider.
        context: TensorBoard's context of the request.
        experiment_id: which experiment the request is about.
    """

    def __init__(self, provider: Any, context: Any, experiment_id: str) -> None:  # noqa: ANN401  # tensorboard is untyped
        self._provider = provider
        self._context = context
        self._experiment_id = experiment_id

    def list_series(self, runs: Collection[str] | None = None) -> Mapping[str, Mapping[str, SeriesListing]]:
        """List with one call; see `Source`."""
        try:
            listed = self._provider.list_tensors(
                self._context,
                experiment_id=self._experiment_id,
                plugin_name=PLUGIN_NAME,
                run_tag_filter=RunTagFilter(runs=runs),
            )
        except Exception as error:
            raise unavailable(error) from error
        return {
            run: {
                tag: SeriesListing(series.max_step, series.max_wall_time, series.plugin_content)
                for tag, series in tags.items()
            }
            for run, tags in listed.items()
        }

    def read_series(self, tags: Mapping[str, Sequence[str]]) -> Mapping[str, Mapping[str, RawSeries]]:
        """Read many tags with one call, and one by one where that fails, so that one damaged tag is lost alone.

        Over gRPC each call costs some 40 ms, however little it asks for.
        """
        wanted = [(run, tag) for run, its in tags.items() for tag in its]
        found: dict[str, dict[str, RawSeries]] = {run: {} for run in tags}
        for start in range(0, len(wanted), _TAGS_PER_READ):
            chunk = wanted[start : start + _TAGS_PER_READ]
            try:
                series = self._read(chunk)
            except Exception as error:  # noqa: BLE001  # providers raise what they like; each tag then tells for itself
                logger.debug("reading %d series at once failed: %s", len(chunk), error)
                series = {pair: raw for pair in chunk for raw in self._read_apart(pair)}
            for (run, tag), raw in series.items():
                found[run][tag] = raw
        return found

    def _read_apart(self, pair: tuple[str, str]) -> list[RawSeries]:
        """One series, damaged or not; none where it does not exist any more."""
        try:
            return list(self._read([pair]).values())
        except (ValueError, TypeError, KeyError) as error:  # raised while a tensor's bytes are made an array
            return [RawSeries((), (f"{pair[1]} cannot be read: {error}",))]
        except Exception as error:
            raise unavailable(error) from error

    def _read(self, pairs: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], RawSeries]:
        """Series of runs and tags, with one call."""
        runs = self._provider.read_tensors(
            self._context,
            experiment_id=self._experiment_id,
            plugin_name=PLUGIN_NAME,
            downsample=ALL_POINTS,
            run_tag_filter=RunTagFilter(runs={run for run, _ in pairs}, tags={tag for _, tag in pairs}),
        )
        return {
            (run, tag): RawSeries([Point(datum.step, np.asarray(datum.numpy)) for datum in runs[run][tag]])
            for run, tag in pairs
            if tag in runs.get(run, {})
        }


def unavailable(error: Exception) -> DataUnavailableError:
    """The error for whatever a provider raised: providers raise what they like."""
    return DataUnavailableError(f"TensorBoard's data cannot be read just now ({type(error).__name__}: {error})")
