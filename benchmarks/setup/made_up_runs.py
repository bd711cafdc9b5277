"""Runs of random numbers in the format, as fast as a disk takes them."""

from __future__ import annotations

import time
import warnings
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
from tensorboard.compat.proto import event_pb2
from tensorboard.summary.writer.event_file_writer import EventFileWriter

from tensorboard_plugin_paramviz.capture.writing.event_file import install_record_log
from tensorboard_plugin_paramviz.capture.writing.segments import SegmentCutter
from tensorboard_plugin_paramviz.format.layout import CloudLayout, Layout, ParameterLayout
from tensorboard_plugin_paramviz.format.names import STATISTIC_NAMES
from tensorboard_plugin_paramviz.format.snapshot import CloudRows, Snapshot, snapshot_to_summary

if TYPE_CHECKING:
    from pathlib import Path

PARAMETERS = 148  # as many as GPT-2 has
CLOUD = "wte"
SESSION_START_MS = 1_764_000_000_000


def many_parameters(tile: int) -> Layout:
    """As many parameters as GPT-2 has, each with a tile of `tile` × `tile`."""
    parameters = _parameters(tile, offset=0)
    return Layout("GPT", PARAMETERS * 768 * 768, parameters)


def one_cloud(rows: int, columns: int, label: str = "token {}") -> Layout:
    """One parameter whose rows are all logged, each with a label; of a million rows, labels must be short."""
    wte = ParameterLayout(CLOUD, (rows, columns), "float32", "token_embedding", (32, min(32, columns)), 0)
    labels = tuple(label.format(row) for row in range(rows))
    return Layout("GPT", rows * columns, (wte,), (CloudLayout(CLOUD, tuple(range(rows)), columns, labels),))


def transformer(rows: int, columns: int, tile: int) -> Layout:
    """Both: a cloud of `rows` × `columns`, and many parameters with tiles of `tile` × `tile`."""
    cloud = one_cloud(rows, columns)
    parameters = cloud.parameters + _parameters(tile, offset=cloud.cells)
    return Layout("GPT", cloud.parameter_count + PARAMETERS * 768 * 768, parameters, cloud.clouds)


def _parameters(tile: int, offset: int) -> tuple[ParameterLayout, ...]:
    return tuple(
        ParameterLayout(
            name=f"transformer.h.{i // 12}.part.{i % 12}.weight",
            shape=(768, 768),
            dtype="float32",
            kind="mlp",
            tile_shape=(tile, tile),
            tile_offset=offset + i * tile * tile,
        )
        for i in range(PARAMETERS)
    )


class MadeUpRun:
    """Writes one run; a step is on the disk when `log` returns.

    Args:
        directory: of the run.
        layout: of every step.
        seed: of its numbers.

    Attributes:
        logged_bytes: size of all arrays written.
        logged_steps: number of steps written.
    """

    def __init__(self, directory: Path, layout: Layout, seed: int = 0) -> None:
        self._random = np.random.default_rng(seed)
        self._layout = layout
        self._cutter = SegmentCutter(SESSION_START_MS)
        self._writer = EventFileWriter(str(directory))
        self._writer.flush()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            install_record_log(self._writer)
        shape = (len(layout.parameters), len(STATISTIC_NAMES))
        self._statistics = self._random.standard_normal(shape).astype(np.float32)  # (P, S)
        self.logged_bytes = 0
        self.logged_steps = 0

    def close(self) -> None:
        """End the run's file."""
        self._writer.close()

    def log(self, step: int) -> None:
        """Write a step of random codes."""
        codes = self._random.integers(-127, 128, self._layout.cells).astype(np.int8)  # (W,)
        rows = {cloud.parameter: self._rows(cloud) for cloud in self._layout.clouds}
        snapshot = Snapshot(step, self._statistics, codes, codes, rows)
        placement = self._cutter.place(self._layout, snapshot.largest_array_bytes)
        summary = snapshot_to_summary(snapshot, placement.segment, placement.header)
        self._writer.add_event(event_pb2.Event(step=step, wall_time=time.time(), summary=summary))
        self._writer.flush()
        self._cutter.commit(placement, self._layout, snapshot.largest_array_bytes)
        self.logged_bytes += snapshot.nbytes
        self.logged_steps += 1

    def _rows(self, cloud: CloudLayout) -> CloudRows:
        shape = (len(cloud.row_ids), cloud.columns)
        codes = self._random.integers(-32767, 32768, shape).astype(np.int16)  # (N, D)
        return CloudRows(codes, np.ones((len(cloud.row_ids), 3), np.float32))


def write_run(directory: Path, layout: Layout, steps: int, seed: int) -> int:
    """Write a whole run, and return how many bytes of arrays it has."""
    with closing(MadeUpRun(directory, layout, seed)) as run:
        for step in range(steps):
            run.log(step)
    return run.logged_bytes
