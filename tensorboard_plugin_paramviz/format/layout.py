"""What a run says about itself: which parameters it logs, and where each one's numbers lie."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from google.protobuf.message import DecodeError

from tensorboard_plugin_paramviz.format import plugin_data_pb2
from tensorboard_plugin_paramviz.format.errors import LayoutError
from tensorboard_plugin_paramviz.format.names import KINDS, STATISTIC_NAMES, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_NAME = 1_000  # characters of a parameter; the longest that people give have some two hundred
MOST_ENTRIES = 2**17  # parameters, or parts of them; the largest mixtures of experts have half as many
_MOST_AXES = 64  # of a tensor in PyTorch
_MOST_ROWS = 2**63  # a row's number fits an int64

ConfigValue: TypeAlias = "int | float | str | bool | None"


@dataclass(frozen=True)
class Part:
    """A range of one axis of a parameter: fused query, key and value, for example."""

    name: str
    axis: int
    start: int
    length: int
    n_head: int = 0  # 0: no heads, or the model does not tell


@dataclass(frozen=True)
class ParameterLayout:
    """A logged parameter and its tile: an evenly spaced selection of its real weights.

    As a matrix a parameter has its first axis as rows and the rest as columns; a vector is 1 × n, a scalar 1 × 1. The
    tile's row i is the matrix's row `i * R // r`, its column j the matrix's column `j * C // c`.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str
    kind: Kind
    tile_shape: tuple[int, int]
    tile_offset: int
    aliases: tuple[str, ...] = ()
    layer: int | None = None
    parts: tuple[Part, ...] = ()
    sampled: bool = False

    @property
    def matrix_shape(self) -> tuple[int, int]:
        """Rows and columns of the parameter as a matrix."""
        return matrix_shape(self.shape)

    @property
    def tile_cells(self) -> int:
        """Number of weights in the tile."""
        return self.tile_shape[0] * self.tile_shape[1]


@dataclass(frozen=True)
class CloudLayout:
    """An embedding-like parameter of which rows are logged in full width."""

    parameter: str
    row_ids: tuple[int, ...]
    columns: int
    labels: tuple[str, ...] = ()  # one per logged row, or none
    rounding_floor: float = 0.0


@dataclass(frozen=True)
class SkippedParameter:
    """A parameter that is not logged, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class Layout:
    """Everything that is said once about a run's snapshots."""

    model_class: str
    parameter_count: int
    parameters: tuple[ParameterLayout, ...]
    clouds: tuple[CloudLayout, ...] = ()
    model_name: str = ""
    n_head: int = 0
    config: Mapping[str, ConfigValue] = field(default_factory=dict)
    statistic_names: tuple[str, ...] = STATISTIC_NAMES
    rounding_floor: float = 0.0
    skipped: tuple[SkippedParameter, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def cells(self) -> int:
        """Number of codes in the weights of one snapshot: W of the format."""
        return sum(parameter.tile_cells for parameter in self.parameters)

    def cloud(self, parameter: str) -> CloudLayout | None:
        """The cloud of a parameter, if its rows are logged."""
        return next((cloud for cloud in self.clouds if cloud.parameter == parameter), None)


def matrix_shape(shape: tuple[int, ...]) -> tuple[int, int]:
    """Rows and columns of a tensor as a matrix: first axis × the rest, a vector 1 × n, a scalar 1 × 1."""
    if len(shape) < 2:  # noqa: PLR2004  # a matrix has two axes
        return 1, math.prod(shape)
    return shape[0], math.prod(shape[1:])


def layout_to_proto(layout: Layout) -> plugin_data_pb2.Layout:
    """The protocol buffer that says the same as `layout`."""
    message = plugin_data_pb2.Layout(
        model_class=layout.model_class,
        model_name=layout.model_name,
        parameter_count=layout.parameter_count,
        n_head=layout.n_head,
        statistic_names=layout.statistic_names,
        rounding_floor=layout.rounding_floor,
        problems=layout.problems,
    )
    message.config.update(dict(layout.config))
    for parameter in layout.parameters:
        message.parameters.add(
            name=parameter.name,
            aliases=parameter.aliases,
            shape=parameter.shape,
            dtype=parameter.dtype,
            kind=parameter.kind,
            layer=parameter.layer,
            parts=[plugin_data_pb2.Part(**vars(part)) for part in parameter.parts],
            tile_rows=parameter.tile_shape[0],
            tile_columns=parameter.tile_shape[1],
            tile_offset=parameter.tile_offset,
            sampled=parameter.sampled,
        )
    for cloud in layout.clouds:
        message.clouds.add(**vars(cloud))
    for skipped in layout.skipped:
        message.skipped.add(**vars(skipped))
    return message


def layout_from_proto(message: plugin_data_pb2.Layout) -> Layout:
    """Read a layout and check that it does not contradict itself.

    Raises:
        LayoutError: it has more parts than a model has or more axes than a tensor, two parameters share a name, a name
            is longer than `LONGEST_NAME`, a tile lies elsewhere than behind the one before it or is larger than its
            parameter, or a cloud's rows or labels do not fit its parameter.
    """
    _check_counts(message)
    layout = Layout(
        model_class=message.model_class,
        model_name=message.model_name,
        parameter_count=message.parameter_count,
        n_head=message.n_head,
        config={name: _config_value(value) for name, value in sorted(message.config.items())},
        statistic_names=tuple(message.statistic_names),
        rounding_floor=_known_floor(message.rounding_floor),
        parameters=tuple(_parameter_from_proto(parameter) for parameter in message.parameters),
        clouds=tuple(
            CloudLayout(
                parameter=cloud.parameter,
                row_ids=tuple(cloud.row_ids),
                columns=cloud.columns,
                labels=tuple(cloud.labels),
                rounding_floor=_known_floor(cloud.rounding_floor),
            )
            for cloud in message.clouds
        ),
        skipped=tuple(SkippedParameter(skipped.name, skipped.reason) for skipped in message.skipped),
        problems=tuple(message.problems),
    )
    _check_names(layout)
    _check_tiles(layout)
    _check_clouds(layout)
    return layout


def layout_from_bytes(content: bytes) -> Layout:
    """Parse a serialized layout; errors as in `layout_from_proto`."""
    try:
        return layout_from_proto(plugin_data_pb2.Layout.FromString(content))
    except DecodeError as error:
        raise LayoutError(f"the layout's {len(content)} bytes are no Layout message: {error}") from error


def _known_floor(floor: float) -> float:
    """What cannot be a share of a scale says nothing of how codes were rounded."""
    return floor if 0 <= floor <= 1 else 0.0  # NaN neither


def _config_value(value: object) -> ConfigValue:
    """A Struct knows only floats; whole ones were integers."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if value is None or isinstance(value, float | str | bool):
        return value
    return str(value)


def _parameter_from_proto(message: plugin_data_pb2.Parameter) -> ParameterLayout:
    kind: Kind = next((kind for kind in KINDS if kind == message.kind), "other")
    return ParameterLayout(
        name=message.name,
        aliases=tuple(message.aliases),
        shape=tuple(message.shape),
        dtype=message.dtype,
        kind=kind,
        layer=message.layer if message.HasField("layer") else None,
        parts=tuple(Part(part.name, part.axis, part.start, part.length, part.n_head) for part in message.parts),
        tile_shape=(message.tile_rows, message.tile_columns),
        tile_offset=message.tile_offset,
        sampled=message.sampled,
    )


def _check_counts(message: plugin_data_pb2.Layout) -> None:
    """Reject what would take long to read: on the wire an empty entry has two bytes, here it is an object."""
    counts = {"parameters": len(message.parameters), "clouds": len(message.clouds), "skipped": len(message.skipped)}
    if max(counts.values()) <= MOST_ENTRIES:
        counts["parts"] = sum(len(parameter.parts) for parameter in message.parameters)
    for name, count in counts.items():
        if count > MOST_ENTRIES:
            raise LayoutError(f"found {count} {name}, a layout has {MOST_ENTRIES} at most")
    axes = max((len(parameter.shape) for parameter in message.parameters), default=0)
    if axes > _MOST_AXES:  # whose product could have more digits than Python writes
        raise LayoutError(f"found a parameter of {axes} axes, a tensor has {_MOST_AXES} at most")


def _check_names(layout: Layout) -> None:
    for what, names in (
        ("parameters", [parameter.name for parameter in layout.parameters]),
        ("clouds", [cloud.parameter for cloud in layout.clouds]),
    ):
        if len(set(names)) < len(names):
            twice = next(name for name, count in Counter(names).items() if count > 1)
            raise LayoutError(f"two of the {what} have the name {twice!r}")
    longest = max((len(name) for one in layout.parameters for name in (one.name, *one.aliases)), default=0)
    if longest > LONGEST_NAME:  # or of thousands of modules, in which whoever reads them one by one gets lost
        raise LayoutError(f"found a parameter whose name has {longest} characters, expected {LONGEST_NAME} at most")


def _check_tiles(layout: Layout) -> None:
    expected_offset = 0
    for parameter in layout.parameters:
        if parameter.tile_offset != expected_offset:
            raise LayoutError(
                f"the tile of {parameter.name!r} starts at {parameter.tile_offset}; "
                f"behind the tile before it, it would start at {expected_offset}"
            )
        rows, columns = parameter.tile_shape
        if not (0 < rows <= parameter.matrix_shape[0] and 0 < columns <= parameter.matrix_shape[1]):
            raise LayoutError(
                f"the tile of {parameter.name!r} has {rows} × {columns} cells, "
                f"its parameter {parameter.matrix_shape[0]} × {parameter.matrix_shape[1]}"
            )
        expected_offset += parameter.tile_cells


def _check_clouds(layout: Layout) -> None:
    shapes = {parameter.name: parameter.matrix_shape for parameter in layout.parameters}
    for cloud in layout.clouds:
        if cloud.parameter not in shapes:
            raise LayoutError(f"there is a cloud of {cloud.parameter!r}, which is none of the layout's parameters")
        rows, columns = shapes[cloud.parameter]
        if cloud.columns != columns:
            raise LayoutError(f"the cloud of {cloud.parameter!r} has {cloud.columns} columns, its parameter {columns}")
        if any(row >= min(rows, _MOST_ROWS) for row in cloud.row_ids):
            raise LayoutError(f"the cloud of {cloud.parameter!r} names row {max(cloud.row_ids)}; there are {rows} rows")
        if cloud.labels and len(cloud.labels) != len(cloud.row_ids):
            raise LayoutError(
                f"the cloud of {cloud.parameter!r} has {len(cloud.labels)} labels for {len(cloud.row_ids)} rows"
            )
