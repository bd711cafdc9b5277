"""What an export holds: which arrays, of which steps, in which order. Nothing is read for it."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, get_args

from tensorboard_plugin_paramviz.format.names import ROW_STATISTIC_NAMES
from tensorboard_plugin_paramviz.format.tags import ROW_SERIES, Series
from tensorboard_plugin_paramviz.serving.answers.export.parameters import export_parameters
from tensorboard_plugin_paramviz.serving.answers.export.rows import export_rows
from tensorboard_plugin_paramviz.serving.answers.export.steps import export_steps
from tensorboard_plugin_paramviz.serving.errors import (
    ArgumentError,
    DataUnavailableError,
    ExportLimitError,
    NothingToExportError,
    quoted,
)
from tensorboard_plugin_paramviz.serving.reading.problems import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tensorboard_plugin_paramviz.format.layout import CloudLayout, Layout, ParameterLayout
    from tensorboard_plugin_paramviz.format.tags import Tag
    from tensorboard_plugin_paramviz.serving.reading.reader import Int64Array, OpenRun, RunSegment, RunState
    from tensorboard_plugin_paramviz.serving.reading.series import Series as SeriesValues

EXPORT_KINDS: tuple[Series, ...] = get_args(Series)
VALUE_BYTES = 4  # every value is a float32

_LARGEST_STEP_BYTES = 256 * 1024 * 1024  # of one array: a layout is only a claim, and must not set an allocation


@dataclass(frozen=True)
class Selection:
    """What of a run is asked for, as it was written; what is absent chooses everything.

    Attributes:
        steps: see `export_steps`.
        parameters: see `export_parameters`.
        kinds: some of `EXPORT_KINDS`, separated by commas.
        rows: see `export_rows`; only kinds that are about rows depend on it.
    """

    steps: str | None = None
    parameters: tuple[str, ...] = ()
    kinds: str | None = None
    rows: str | None = None


@dataclass(frozen=True)
class ExportArray:
    """One kind of one parameter: float32 `[T, *shape]`.

    Attributes:
        kind: which kind.
        parameter: whose numbers.
        index: the parameter's position in the layout.
        shape: that of one step: a tile `(r, c)`, statistics `(S,)`, rows `(N, D)` or their statistics `(N, 3)`.
        cloud: which rows, where the kind is about rows.
    """

    kind: Series
    parameter: ParameterLayout
    index: int
    shape: tuple[int, ...]
    cloud: CloudLayout | None = None

    @property
    def name(self) -> str:
        """The array's name in every format that has names."""
        return f"{self.kind}/{self.parameter.name}"

    @property
    def step_bytes(self) -> int:
        """Size of one step."""
        return math.prod(self.shape) * VALUE_BYTES

    @property
    def series(self) -> tuple[str, str]:
        """Arrays of which this is the same are read together."""
        return ("rows", self.parameter.name) if self.cloud is not None else (self.kind, "")


@dataclass(frozen=True)
class Plan:
    """A selection, found in a run.

    Attributes:
        run: the run.
        layout: its newest layout.
        steps: int64 `[T]`, increasing, at least one.
        arrays: at least one; those that are read together stand together.
    """

    run: OpenRun
    layout: Layout
    steps: Int64Array
    arrays: tuple[ExportArray, ...]

    @property
    def kinds(self) -> list[Series]:
        """The kinds of the arrays."""
        return [kind for kind in EXPORT_KINDS if any(array.kind == kind for array in self.arrays)]

    @property
    def parameters(self) -> list[ParameterLayout]:
        """The parameters of the arrays, in the layout's order."""
        chosen = {array.index: array.parameter for array in self.arrays}
        return [chosen[index] for index in sorted(chosen)]

    @property
    def clouds(self) -> list[CloudLayout]:
        """The clouds whose rows or row statistics are among the arrays."""
        return list({array.cloud.parameter: array.cloud for array in self.arrays if array.cloud is not None}.values())


def plan_export(run: OpenRun, selection: Selection) -> Plan:
    """Find a selection in a run.

    Raises:
        ArgumentError: the selection is not written as expected.
        UnknownStepError: the run has none of the steps.
        UnmatchedPatternError: a pattern fits none of its parameters.
        UnmatchedRowsError: it logs none of some of the rows.
        NothingToExportError: it logs one of the kinds of none of these parameters, or nothing that can be read.
        ExportLimitError: one step of an array is larger than 256 MiB.
    """
    state = run.state
    kinds = _kinds(selection.kinds)
    if state.layout is None or not state.segments:
        reasons = shortened("; ".join(state.problems)) or "it has no steps"
        raise NothingToExportError(f"nothing of the run {quoted(state.name)} can be read: {reasons}")
    indices = export_parameters(state.name, state.layout, selection.parameters)
    steps = export_steps(state.name, state.steps, selection.steps)
    chosen = {state.layout.parameters[index].name for index in indices}
    clouds = [cloud for cloud in state.layout.clouds if cloud.parameter in chosen]
    kept = {cloud.parameter: cloud for cloud in export_rows(state.name, clouds, selection.rows)}
    arrays = (*_parameter_arrays(state, state.layout, indices, kinds), *_row_arrays(state, state.layout, kept, kinds))
    _check_kinds(state.name, kinds if selection.kinds is not None else (), arrays)
    for array in arrays:
        if array.step_bytes > _LARGEST_STEP_BYTES:
            raise ExportLimitError(
                f"one step of {quoted(array.name)} takes {array.step_bytes} bytes, an export at most "
                f"{_LARGEST_STEP_BYTES}; choose other parameters or kinds"
            )
    return Plan(replace(run, read=functools.partial(_read_what_is_there, run)), state.layout, steps, arrays)


def _read_what_is_there(run: OpenRun, tags: Sequence[tuple[RunSegment, Tag]]) -> Iterator[SeriesValues]:
    """Read series; one that vanished since it was listed must not look like one whose values are damaged."""
    for (_, tag), series in zip(tags, run.read(tags), strict=True):
        if not series.steps.size and not series.problems:
            raise DataUnavailableError(f"{tag} of the run {quoted(run.state.name)} is gone; was the run deleted?")
        yield series


def _kinds(text: str | None) -> tuple[Series, ...]:
    if text is None:
        return EXPORT_KINDS
    asked = text.split(",")
    for kind in asked:
        if kind not in EXPORT_KINDS:
            raise ArgumentError(
                "bad_value",
                "kinds",
                f"found {quoted(kind)} among the kinds, expected some of {', '.join(EXPORT_KINDS)}",
            )
    return tuple(kind for kind in EXPORT_KINDS if kind in asked)


def _parameter_arrays(
    state: RunState, layout: Layout, indices: Sequence[int], kinds: Sequence[Series]
) -> Iterator[ExportArray]:
    """What is logged of every parameter."""
    for kind in kinds:
        if kind not in ROW_SERIES and state.tags(kind):
            for index in indices:
                parameter = layout.parameters[index]
                shape = (len(layout.statistic_names),) if kind == "statistics" else parameter.tile_shape
                yield ExportArray(kind, parameter, index, shape)


def _row_arrays(
    state: RunState, layout: Layout, clouds: Mapping[str, CloudLayout], kinds: Sequence[Series]
) -> Iterator[ExportArray]:
    """What is logged of the rows of some parameters; of several of one name only the first has rows."""
    left = dict(clouds)
    for index, parameter in enumerate(layout.parameters):
        cloud = left.pop(parameter.name, None)
        if cloud is None:
            continue  # as most have none
        for kind in kinds:
            if kind in ROW_SERIES and state.tags(kind, cloud.parameter):
                columns = cloud.columns if kind == "rows" else len(ROW_STATISTIC_NAMES)
                yield ExportArray(kind, parameter, index, (len(cloud.row_ids), columns), cloud)


def _check_kinds(run: str, kinds: Sequence[Series], arrays: Sequence[ExportArray]) -> None:
    """Nobody is to miss a kind that they asked for."""
    found = {array.kind for array in arrays}
    missing = [kind for kind in kinds if kind not in found]
    if missing or not arrays:
        there = ", ".join(kind for kind in EXPORT_KINDS if kind in found)
        raise NothingToExportError(
            f"the run {quoted(run)} logs no {' and no '.join(missing) or 'values'} of these parameters; "
            + (f"of the kinds asked for there are {there}" if there else "choose other kinds or parameters")
        )
