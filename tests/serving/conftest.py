"""Runs made to measure: the format's own functions, and TensorBoard's own event writer."""

from __future__ import annotations

import time
import warnings
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pytest
from tensorboard.backend.event_processing.data_provider import MultiplexerDataProvider
from tensorboard.backend.event_processing.plugin_event_multiplexer import EventMultiplexer
from tensorboard.compat.proto import event_pb2
from tensorboard.context import RequestContext
from tensorboard.plugins.base_plugin import TBContext
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from werkzeug.test import Client

from tensorboard_plugin_paramviz.format.codes import INT16, CodeType, encode, rounding_floor, row_scales, tile_scales
from tensorboard_plugin_paramviz.format.layout import CloudLayout, Layout, ParameterLayout, Part
from tensorboard_plugin_paramviz.format.metadata import SegmentHeader
from tensorboard_plugin_paramviz.format.snapshot import CloudRows, Snapshot, snapshot_to_summary
from tensorboard_plugin_paramviz.format.tags import Segment
from tensorboard_plugin_paramviz.serving.sources.provider import ProviderSource

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # a library inside TensorBoard warns when it is imported
    from tensorboard.backend.application import TensorBoardWSGI

    from tensorboard_plugin_paramviz.serving.plugin import ParamVizPlugin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy.typing as npt
    from tensorboard.compat.proto import summary_pb2

    Float32Array = npt.NDArray[np.float32]

EMBEDDING = "transformer.wte.weight"
SESSION_START_MS = 0x19ABCDEF012


def build_layout(
    *,
    rows: int = 6,
    columns: int = 5,
    names: tuple[str, ...] = (EMBEDDING, "h.0.attn.c_attn.weight"),
    max_tile: int = 64,
) -> Layout:
    """A model of matrices of `rows` × `columns`, the first of them a cloud with a label for each row."""
    tile = (min(rows, max_tile), min(columns, max_tile))
    parameters = tuple(
        ParameterLayout(
            name=name,
            shape=(rows, columns),
            dtype="float32",
            kind="token_embedding" if name == EMBEDDING else "attention",
            tile_shape=tile,
            tile_offset=index * tile[0] * tile[1],
            aliases=("lm_head.weight",) if name == EMBEDDING else (),
            layer=None if name == EMBEDDING else 0,
            parts=() if name == EMBEDDING else (Part("query", 0, 0, rows, 2),),
        )
        for index, name in enumerate(names)
    )
    cloud = CloudLayout(names[0], tuple(range(rows)), columns, tuple(f"token {row}" for row in range(rows)))
    return Layout(
        model_class="GPT",
        parameter_count=len(names) * rows * columns,
        parameters=parameters,
        clouds=(cloud,),
        n_head=2,
        config={"learning_rate": 0.001, "block_size": 64, "dtype": "float32"},
        rounding_floor=rounding_floor(INT16),
    )


def build_weights(layout: Layout, step: int, seed: int = 0) -> dict[str, Float32Array]:
    """The weights of a made-up training: each parameter `[R, C]`, moving a little at each step."""
    weights = {}
    for index, parameter in enumerate(layout.parameters):
        start, drift = np.random.default_rng([seed, index]).standard_normal((2, *parameter.matrix_shape))
        weights[parameter.name] = (start + 0.01 * step * drift).astype(np.float32)
    return weights


def build_snapshot(layout: Layout, step: int, seed: int = 0, code_type: CodeType = INT16) -> Snapshot:
    """A step of that training; gradients are half the weights."""
    weights = build_weights(layout, step, seed)
    tiles = [_tile(weights[p.name], p.tile_shape) for p in layout.parameters]
    values = np.concatenate([np.zeros(0, np.float32), *(tile.ravel() for tile in tiles)])  # (W,)
    scales = tile_scales(values, np.array([p.tile_offset for p in layout.parameters], np.int64))  # (P,)
    repeats = [p.tile_cells for p in layout.parameters]
    codes = encode(values, np.repeat(scales, repeats), code_type)
    statistics = np.zeros((len(tiles), len(layout.statistic_names)), np.float32)  # (P, S)
    column = {name: index for index, name in enumerate(layout.statistic_names)}
    if "norm" in column:
        statistics[:, column["norm"]] = [np.linalg.norm(weights[p.name]) for p in layout.parameters]
    if "weight_scale" in column:
        statistics[:, column["weight_scale"]] = scales
        statistics[:, column["grad_scale"]] = scales / 2
    rows = {}
    for cloud in layout.clouds:
        logged = weights[cloud.parameter][list(cloud.row_ids)]  # (N, D)
        scale = row_scales(logged)
        norms = np.linalg.norm(logged, axis=1)
        row_statistics = np.stack([scale, norms, norms / 2], axis=1).astype(np.float32)  # (N, 3)
        rows[cloud.parameter] = CloudRows(encode(logged, scale[:, np.newaxis], code_type), row_statistics)
    return Snapshot(step, statistics, codes, codes, rows)


def _tile(matrix: Float32Array, shape: tuple[int, int]) -> Float32Array:
    rows, columns = (np.arange(kept) * full // kept for kept, full in zip(shape, matrix.shape, strict=True))
    return matrix[np.ix_(rows, columns)]


class EventSink(Protocol):
    """What TensorBoard's writer of event files is to others."""

    def add_event(self, event: event_pb2.Event) -> None: ...

    def flush(self) -> None: ...

    def close(self) -> None: ...


class RunWriter:
    """Writes one session of a run.

    `log` writes steps as a real writer would; `cut` begins a new segment; `add` writes any summary as it is. `events`
    takes the events instead of an event file that TensorBoard names. `clock` tells the events' wall times, in seconds
    since 1970.
    """

    def __init__(
        self,
        directory: Path,
        layout: Layout,
        *,
        session: int = 0,
        seed: int = 0,
        code_type: CodeType = INT16,
        events: EventSink | None = None,
    ) -> None:
        self._writer = events or EventFileWriter(str(directory), filename_suffix=f".{session}")
        self._header_segment = 0
        self._layout = layout
        self._fresh = True
        self._seed = seed
        self._code_type = code_type
        self.clock: Callable[[], float] = time.time
        self.segment = Segment(SESSION_START_MS + 1000 * session, 0)

    def log(self, *steps: int) -> RunWriter:
        """Write and flush some steps."""
        for step in steps:
            snapshot = build_snapshot(self._layout, step, self._seed, self._code_type)
            self.add(step, snapshot_to_summary(snapshot, self.segment, self.header() if self._fresh else None))
            self._fresh = False
        return self

    def header(self) -> SegmentHeader:
        """What the segment's first event carries."""
        if self._header_segment == self.segment.number:
            return SegmentHeader(self.segment, self._layout)
        return SegmentHeader(self.segment, None, self._header_segment)

    def cut(self, layout: Layout | None = None) -> RunWriter:
        """Begin the next segment, with another layout if one is given."""
        self.segment = Segment(self.segment.session_start_ms, self.segment.number + 1)
        self._fresh = True
        if layout is not None:
            self._layout = layout
            self._header_segment = self.segment.number
        return self

    def add(self, step: int, summary: summary_pb2.Summary) -> None:
        """Write and flush one event."""
        self._writer.add_event(event_pb2.Event(step=step, wall_time=self.clock(), summary=summary))
        self._writer.flush()

    def close(self) -> None:
        """Close the event file."""
        self._writer.close()


class OpenRunWriter(Protocol):
    """The type of the fixture `write_run`."""

    def __call__(
        self,
        directory: Path,
        layout: Layout | None = None,
        *,
        session: int = 0,
        seed: int = 0,
        code_type: CodeType = INT16,
    ) -> RunWriter: ...


@pytest.fixture(scope="session")
def make_layout() -> Callable[..., Layout]:
    """Makes layouts: `make_layout(rows=6, columns=5, names=(…), max_tile=64)`."""
    return build_layout


@pytest.fixture(scope="session")
def layout() -> Layout:
    """Two parameters of 6 × 5, the first a cloud with labels."""
    return build_layout()


@pytest.fixture(scope="session")
def true_weights() -> Callable[..., dict[str, Float32Array]]:
    """The weights that `write_run` logs: `true_weights(layout, step, seed=0)`."""
    return build_weights


@pytest.fixture(scope="session")
def make_snapshot() -> Callable[..., Snapshot]:
    """What it logs of them: `make_snapshot(layout, step, seed=0, code_type=INT16)`."""
    return build_snapshot


@pytest.fixture(scope="module")
def write_run() -> Iterator[OpenRunWriter]:
    """Opens writers of runs, and closes them when the module's tests are done."""
    opened: list[RunWriter] = []

    def open_writer(
        directory: Path,
        layout: Layout | None = None,
        *,
        session: int = 0,
        seed: int = 0,
        code_type: CodeType = INT16,
    ) -> RunWriter:
        writer = RunWriter(directory, layout or build_layout(), session=session, seed=seed, code_type=code_type)
        opened.append(writer)
        return writer

    yield open_writer
    for writer in opened:
        writer.close()


def load_runs(logdir: Path) -> MultiplexerDataProvider:
    """TensorBoard's own Python loader on a directory, keeping every step, without a server."""
    multiplexer = EventMultiplexer(tensor_size_guidance={"paramviz": 0})
    multiplexer.AddRunsFromDirectory(str(logdir))
    multiplexer.Reload()
    return MultiplexerDataProvider(multiplexer, str(logdir))


@pytest.fixture(scope="session")
def open_source() -> Callable[[Path], ProviderSource]:
    """Opens a directory of runs as TensorBoard has them loaded."""
    return lambda logdir: ProviderSource(load_runs(logdir), RequestContext(), "")


@pytest.fixture(scope="session")
def open_client() -> Callable[[Path], Client]:
    """Opens a directory in TensorBoard's real application, without a server."""

    def open_directory(logdir: Path) -> Client:
        provider = load_runs(logdir)
        plugin = ParamVizPlugin(TBContext(data_provider=provider, logdir=str(logdir)))
        return Client(TensorBoardWSGI([plugin], data_provider=provider))

    return open_directory


@pytest.fixture(scope="module")
def client(
    tmp_path_factory: pytest.TempPathFactory, write_run: OpenRunWriter, open_client: Callable[[Path], Client]
) -> Client:
    """TensorBoard's application on one run, `a`, of steps 0 and 10."""
    logdir = tmp_path_factory.mktemp("runs")
    write_run(logdir / "a").log(0, 10)
    return open_client(logdir)
