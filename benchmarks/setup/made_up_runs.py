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
from tensorboard_plugin_paramviz.format.layout import CloudLayout, Layout, ParameterLayout, Part
from tensorboard_plugin_paramviz.format.names import STATISTIC_NAMES
from tensorboard_plugin_paramviz.format.snapshot import CloudRows, Snapshot, snapshot_to_summary

if TYPE_CHECKING:
    from pathlib import Path

    from tensorboard_plugin_paramviz.format.names import Kind

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


def gpt(layers: int, side: int, vector: int) -> Layout:
    """The parameters of a GPT-2 of so many layers, as they are logged: tiles of `side` × `side`, 1 × `vector`.

    Twelve layers are GPT-2 and have 148 parameters, 48 are GPT-2 XL and have 580.
    """
    width, heads = 768, 12
    fused = tuple(Part(name, 0, index * width, width, heads) for index, name in enumerate(("query", "key", "value")))
    norm: Kind = "norm"
    shapes: list[tuple[str, tuple[int, ...], Kind, int | None, tuple[Part, ...]]] = [
        ("wte", (50304, width), "token_embedding", None, ()),
        ("wpe", (1024, width), "position_embedding", None, ()),
    ]
    for layer in range(layers):
        block = f"h.{layer}"
        shapes += [
            (f"{block}.ln_1", (width,), norm, layer, ()),
            (f"{block}.attn.c_attn", (3 * width, width), "attention", layer, fused),
            (f"{block}.attn.c_proj", (width, width), "attention", layer, (Part("output", 0, 0, width),)),
            (f"{block}.ln_2", (width,), norm, layer, ()),
            (f"{block}.mlp.c_fc", (4 * width, width), "mlp", layer, (Part("fc", 0, 0, 4 * width),)),
            (f"{block}.mlp.c_proj", (width, 4 * width), "mlp", layer, (Part("projection", 0, 0, width),)),
        ]
    shapes.append(("ln_f", (width,), norm, None, ()))
    parameters: list[ParameterLayout] = []
    offset = 0
    for name, shape, kind, its_layer, parts in shapes:
        has_bias = not kind.endswith("embedding")
        for suffix, its_shape in (("weight", shape), *([("bias", shape[:1])] if has_bias else [])):
            tile = (side, side) if len(its_shape) > 1 else (1, vector)
            full_name = f"transformer.{name}.{suffix}"
            parameters.append(
                ParameterLayout(full_name, its_shape, "float32", kind, tile, offset, (), its_layer, parts)
            )
            offset += tile[0] * tile[1]
    return Layout("GPT", 124_000_000, tuple(parameters), n_head=heads, rounding_floor=0.5 / 127)


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
