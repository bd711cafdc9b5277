"""Event files read without TensorBoard running."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tensorboard.backend.event_processing.io_wrapper import IsSummaryEventsFile

from tensorboard_plugin_paramviz.serving.errors import DataUnavailableError, EmptyRunError, RunPathError
from tensorboard_plugin_paramviz.serving.sources.source import Point, RawSeries, SeriesListing
from tensorboard_plugin_paramviz.serving.sources.stored_values import StoredArray, StoredValue, stored_values

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path
    from typing import BinaryIO


def event_files(path: Path) -> list[Path]:
    """The event files of one run, in order of name.

    Args:
        path: the run's directory, or one event file.

    Raises:
        RunPathError: the path does not exist.
        EmptyRunError: there is no event file.
    """
    if not path.exists():
        raise RunPathError(f"{path} does not exist; expected the directory of a run, such as runs/baby-gpt")
    if path.is_file():
        return [path]
    files = sorted(child for child in path.iterdir() if child.is_file() and IsSummaryEventsFile(str(child)))
    if not files:
        beneath = sorted({str(file.parent) for file in path.glob("**/*tfevents*")})
        advice = f"; there are runs in {', '.join(beneath[:5])}" if beneath else ""
        raise EmptyRunError(f"{path} holds no event file of TensorBoard's{advice}")
    return files


@dataclass
class _StoredSeries:
    """One series as it lies in the files: its listing, and where the array of each step is."""

    listing: SeriesListing
    arrays: list[tuple[int, StoredArray]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def add(self, value: StoredValue) -> None:
        step, wall_time = max(value.step, self.listing.max_step), max(value.wall_time, self.listing.max_wall_time)
        self.listing = SeriesListing(step, wall_time, self.listing.content)
        if isinstance(value.array, StoredArray):
            self.arrays.append((value.step, value.array))
        else:
            self.problems.append(f"{value.tag} at step {value.step} is left out: {value.array}")

    def read(self, files: _OpenFiles) -> RawSeries:
        points = [Point(step, array.read(files.at(array.path))) for step, array in self.arrays]
        return RawSeries(points, tuple(self.problems))


class EventFileSource:
    """The one run that lies under a path, as it is now; arrays stay in its files until they are wanted.

    Each file is read up to its first damaged record, as TensorBoard's Python loader reads it too.

    Args:
        path: the run's directory, or one event file.
        run: the run's name; None: the path.

    Attributes:
        run: the run's name.
        problems: what is wrong with the files, not with a series.
        size_bytes: that of the files together, whatever lies in them.

    Raises:
        RunPathError: the path does not exist.
        EmptyRunError: there is no event file, or none of them has ParamViz data.
    """

    def __init__(self, path: Path, run: str | None = None) -> None:
        self.run = str(path) if run is None else run
        self.problems: list[str] = []
        self.size_bytes = 0
        self._series: dict[str, _StoredSeries] = {}
        for file in event_files(path):
            self.size_bytes += file.stat().st_size
            for value in stored_values(file, self.problems):
                self._add(value)
        if not self._series:
            reasons = "".join(f"; {problem}" for problem in self.problems)
            raise EmptyRunError(f"{path} has no ParamViz data; log some with SummaryWriter(...).watch(model){reasons}")

    def list_series(self, runs: Collection[str] | None = None) -> Mapping[str, Mapping[str, SeriesListing]]:
        """List the one run; see `Source`."""
        if runs is not None and self.run not in runs:
            return {}
        return {self.run: {tag: series.listing for tag, series in self._series.items()}}

    def read_series(self, tags: Mapping[str, Sequence[str]]) -> Mapping[str, Mapping[str, RawSeries]]:
        """Read the arrays of some series from the files; see `Source`."""
        known = [tag for tag in tags.get(self.run, ()) if tag in self._series]
        with _OpenFiles() as files:
            return {self.run: {tag: self._series[tag].read(files) for tag in known}}

    def _add(self, value: StoredValue) -> None:
        series = self._series.get(value.tag)
        if series is None:
            if value.content is None:
                return  # of another plugin, whose first value said so
            # The first value says what the series is, as in TensorBoard.
            listing = SeriesListing(value.step, value.wall_time, value.content)
            series = self._series[value.tag] = _StoredSeries(listing)
        series.add(value)


class _OpenFiles(ExitStack):
    """Files that are opened when they are needed, and closed together."""

    def __init__(self) -> None:
        super().__init__()
        self._files: dict[Path, BinaryIO] = {}

    def at(self, path: Path) -> BinaryIO:
        """The file at a path, open.

        Raises:
            DataUnavailableError: it cannot be opened any more.
        """
        if path not in self._files:
            try:
                self._files[path] = self.enter_context(path.open("rb"))
            except OSError as error:
                raise DataUnavailableError(f"{path} cannot be read any more ({error})") from error
        return self._files[path]
