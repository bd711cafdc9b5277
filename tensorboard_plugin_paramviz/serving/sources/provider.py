"""Runs as TensorBoard has them loaded: its data provider as a source."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

import numpy as np
from tensorboard.data.provider import RunTagFilter

from tensorboard_plugin_paramviz.format.errors import ValueShapeError
from tensorboard_plugin_paramviz.format.names import PLUGIN_NAME
from tensorboard_plugin_paramviz.format.snapshot import array_from_proto
from tensorboard_plugin_paramviz.serving.errors import DataUnavailableError
from tensorboard_plugin_paramviz.serving.sources.source import Point, RawSeries, SeriesListing
from tensorboard_plugin_paramviz.serving.sources.tensors import stored_tensors

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from tensorboard_plugin_paramviz.serving.sources.tensors import Tensors

ALL_POINTS = 1_000_000_000  # `downsample`: more than any series has; 0 would return nothing
_LIST_PAUSES_SECONDS = (0.001, 0.01)
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
        """List with one call, and run by run where that fails, so that a run that cannot be listed is lost alone.

        It has no series then. See `Source`.
        """
        try:
            return self._list(runs)
        except KeyError as error:  # the Python loader: a tag has metadata and no value, or not yet
            logger.debug("listing all runs at once failed: %s", error)
            return self._list_apart(self._run_names() if runs is None else runs)
        except Exception as error:
            raise unavailable(error) from error

    def _run_names(self) -> list[str]:
        try:
            listed = self._provider.list_runs(self._context, experiment_id=self._experiment_id)
        except Exception as error:
            raise unavailable(error) from error
        return [run.run_name for run in listed]

    def _list_apart(self, runs: Collection[str]) -> Mapping[str, Mapping[str, SeriesListing]]:
        found: dict[str, Mapping[str, SeriesListing]] = {}
        for run in runs:
            found |= self._list_patiently(run)
        return found

    def _list_patiently(self, run: str) -> Mapping[str, Mapping[str, SeriesListing]]:
        """List one run; if a value is only on its way, it is there in a moment."""
        for pause_seconds in (*_LIST_PAUSES_SECONDS, None):
            try:
                return self._list([run])
            except KeyError:  # noqa: PERF203  # each try for itself
                if pause_seconds is not None:
                    time.sleep(pause_seconds)
            except Exception as error:
                raise unavailable(error) from error
        return {run: {}}

    def _list(self, runs: Collection[str] | None) -> dict[str, dict[str, SeriesListing]]:
        listed = self._provider.list_tensors(
            self._context,
            experiment_id=self._experiment_id,
            plugin_name=PLUGIN_NAME,
            run_tag_filter=RunTagFilter(runs=runs),
        )
        return {
            run: {
                tag: SeriesListing(series.max_step, series.max_wall_time, series.plugin_content)
                for tag, series in tags.items()
                if series.max_step is not None  # all its values were removed by a session that began anew
            }
            for run, tags in listed.items()
        }

    def read_series(self, tags: Mapping[str, Sequence[str]]) -> Mapping[str, Mapping[str, RawSeries]]:
        """Read many tags with one call, and one by one where that fails; one damaged value is lost alone.

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
        """One series; none where it does not exist any more."""
        try:
            return list(self._read([pair]).values())
        except (ValueError, TypeError, KeyError, MemoryError) as error:  # raised while an array is made of a value
            return [RawSeries((), (f"{pair[1]} cannot be read: {error}",))]
        except Exception as error:
            raise unavailable(error) from error

    def _read(self, pairs: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], RawSeries]:
        """Series of runs and tags, with one call."""
        stored = stored_tensors(self._provider, self._experiment_id, frozenset(pairs), ALL_POINTS)
        if stored is None:
            return self._read_publicly(pairs)
        return {(run, tag): _sound_points(tag, stored[run, tag]) for run, tag in pairs if (run, tag) in stored}

    def _read_publicly(self, pairs: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], RawSeries]:
        """As TensorBoard hands series out: arrays that it has made."""
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


def _sound_points(tag: str, tensors: Tensors) -> RawSeries:
    """The values of a series that can be made arrays, and what is wrong with the others."""
    points: list[Point] = []
    problems: list[str] = []
    for step, tensor in tensors:
        try:
            points.append(Point(step, array_from_proto(tensor)))
        except ValueShapeError as fault:  # noqa: PERF203  # each value for itself
            problems.append(f"{tag} at step {step} is left out: {fault}")
    return RawSeries(points, tuple(problems))


def unavailable(error: Exception) -> DataUnavailableError:
    """The error for whatever a provider raised: providers raise what they like."""
    return DataUnavailableError(f"TensorBoard's data cannot be read just now ({type(error).__name__}: {error})")
