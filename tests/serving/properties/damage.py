"""Event files as no writer makes them: records that lie, are moved, repeated or cut, and bytes that were hit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st
from tensorboard.compat.proto import event_pb2, summary_pb2

from tensorboard_plugin_paramviz.capture.simulation.records import RecordTail, frame
from tensorboard_plugin_paramviz.format import plugin_data_pb2
from tensorboard_plugin_paramviz.format.metadata import summary_metadata

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from hypothesis.strategies import SearchStrategy

    Edit = Callable[[summary_pb2.Summary.Value], None]

_MOST_INT64 = 2**63 - 1
_MOST_TAGS = 2_000
_SIZES = st.one_of(st.integers(0, 70), st.sampled_from([2**10, 2**20, 2**27, 2**31 - 1, 2**40, 2**62]))
_SMALL = st.integers(0, 2**32 - 1) | st.integers(0, 12)
_NAMES = st.sampled_from(["transformer.wte.weight", "h.0.attn.c_attn.weight", "", "a/b", "../x", "é\0\n"]) | st.text(
    max_size=8
)
_SERIES = st.sampled_from(["statistics", "weights", "gradients", "rows", "row_statistics", "else"])
_TAGS = st.builds(
    "paramviz/{}/{}{}-{:04d}".format,
    _SERIES,
    st.sampled_from(["", "transformer.wte.weight/", "x/"]),
    st.sampled_from(["19abcdef012", "0", "f" * 16, "zz", ""]),
    st.integers(0, 3) | st.integers(0, 10**9),
)


def events_of(path: Path) -> list[event_pb2.Event]:
    """The events of a sound file."""
    return [event_pb2.Event.FromString(record.data) for record in RecordTail(path).read()]


def damaged_files(events: Sequence[event_pb2.Event]) -> SearchStrategy[bytes]:
    """Files made of some events: each record's checksums are right, unless bytes were hit at the end."""
    spliced = st.lists(st.sampled_from(range(len(events))), min_size=1, max_size=2 * len(events))
    order = st.just(list(range(len(events)))) | spliced
    edits = st.lists(st.tuples(st.integers(0, len(events) - 1), _event_edits()), max_size=4)
    records = st.tuples(order, edits).map(lambda drawn: _edited([events[index] for index in drawn[0]], drawn[1]))
    return st.tuples(records, _byte_edits()).map(lambda drawn: drawn[1](drawn[0]))


def lies(value: summary_pb2.Summary.Value) -> SearchStrategy[summary_pb2.Summary.Value]:
    """The value with a tensor that contradicts its layout."""
    size = len(value.tensor.tensor_content)
    contents = st.binary(max_size=size + 9).filter(lambda content: len(content) != size)
    dtypes = st.integers(0, 30).filter(lambda dtype: dtype != value.tensor.dtype)
    dims = [dim.size for dim in value.tensor.tensor_shape.dim]
    shapes = st.lists(_SIZES, max_size=4).filter(lambda shape: shape != dims)
    edit = st.one_of(contents.map(_with_content), dtypes.map(_with_dtype), shapes.map(_with_shape))

    def edited(change: Edit) -> summary_pb2.Summary.Value:
        copy = summary_pb2.Summary.Value()
        copy.CopyFrom(value)
        change(copy)
        return copy

    return edit.map(edited)


def _edited(events: list[event_pb2.Event], edits: Sequence[tuple[int, Callable[[event_pb2.Event], None]]]) -> bytes:
    copies = [event_pb2.Event.FromString(event.SerializeToString()) for event in events]
    for index, edit in edits:
        edit(copies[index % len(copies)])
    return b"".join(frame(event.SerializeToString()) for event in copies)


def _event_edits() -> SearchStrategy[Callable[[event_pb2.Event], None]]:
    one_value = st.tuples(st.integers(0, 9), _value_edits()).map(lambda drawn: _on_value(*drawn))
    steps = st.integers(-_MOST_INT64 - 1, _MOST_INT64) | st.integers(0, 50)
    return st.one_of(
        one_value,
        one_value,
        steps.map(lambda step: lambda event: setattr(event, "step", step)),
        st.floats().map(lambda time: lambda event: setattr(event, "wall_time", time)),
        st.tuples(_TAGS, st.integers(1, _MOST_TAGS)).map(lambda drawn: lambda event: _add_tags(event, *drawn)),
    )


def _on_value(index: int, edit: Edit) -> Callable[[event_pb2.Event], None]:
    def edited(event: event_pb2.Event) -> None:
        if event.summary.value:
            edit(event.summary.value[index % len(event.summary.value)])

    return edited


def _value_edits() -> SearchStrategy[Edit]:
    return st.one_of(
        st.integers(0, 30).map(_with_dtype),
        st.lists(_SIZES, max_size=4).map(_with_shape),
        st.binary(max_size=200).map(_with_content),
        _TAGS.map(lambda tag: lambda value: setattr(value, "tag", tag)),
        st.just(lambda value: value.ClearField("metadata")),
        st.just(lambda value: value.ClearField("tensor")),
        st.binary(max_size=30).map(_with_plugin_content),
        _header_edits().map(_on_header),
        _header_edits().map(_on_header),
    )


def _with_dtype(dtype: int) -> Edit:
    return lambda value: setattr(value.tensor, "dtype", dtype)


def _with_content(content: bytes) -> Edit:
    return lambda value: setattr(value.tensor, "tensor_content", content)


def _with_shape(shape: Sequence[int]) -> Edit:
    def edit(value: summary_pb2.Summary.Value) -> None:
        value.tensor.ClearField("tensor_shape")
        for size in shape:
            value.tensor.tensor_shape.dim.add(size=size)

    return edit


def _with_plugin_content(content: bytes) -> Edit:
    return lambda value: setattr(value.metadata.plugin_data, "content", content)


def _add_tags(event: event_pb2.Event, tag: str, count: int) -> None:
    prefix, _, number = tag.rpartition("-")
    for index in range(count):
        event.summary.value.add(tag=f"{prefix}-{int(number) + index:04d}", metadata=summary_metadata())


def _on_header(edit: Callable[[plugin_data_pb2.PluginData], None]) -> Edit:
    """Changes what a segment says about itself, where the value says it."""

    def edited(value: summary_pb2.Summary.Value) -> None:
        if value.metadata.plugin_data.content:
            header = plugin_data_pb2.PluginData.FromString(value.metadata.plugin_data.content)
            edit(header)
            value.metadata.plugin_data.content = header.SerializeToString()

    return edited


def _header_edits() -> SearchStrategy[Callable[[plugin_data_pb2.PluginData], None]]:
    parameter_fields = {
        "tile_rows": _SMALL,
        "tile_columns": _SMALL,
        "tile_offset": _SIZES,
        "name": _NAMES,
        "layer": _SMALL,
        "kind": _NAMES,
    }
    parameter_edits = [
        st.tuples(st.integers(0, 5), values).map(lambda drawn, field=field: _on_parameter(field, *drawn))  # type: ignore[misc]  # a lambda's default
        for field, values in parameter_fields.items()
    ]
    return st.one_of(
        *parameter_edits,
        st.lists(_SIZES, max_size=4).map(lambda shape: lambda header: _set_shape(header, shape)),
        st.lists(_SIZES, max_size=9).map(lambda rows: lambda header: _set_rows(header, rows)),
        _SIZES.map(lambda columns: lambda header: _set_columns(header, columns)),
        st.lists(_NAMES, max_size=40).map(lambda names: lambda header: _set_statistic_names(header, names)),
        st.floats().map(lambda number: lambda header: setattr(header.layout, "rounding_floor", number)),
        st.floats().map(lambda number: lambda header: header.layout.config.update({"x": number})),
        _SMALL.map(lambda version: lambda header: setattr(header, "format_version", version)),
        _NAMES.map(lambda name: lambda header: setattr(header, "session", name)),
        _SMALL.map(lambda number: lambda header: setattr(header, "segment", number)),
        _SMALL.map(lambda number: lambda header: setattr(header, "layout_segment", number)),
    )


def _on_parameter(field: str, index: int, value: object) -> Callable[[plugin_data_pb2.PluginData], None]:
    def edit(header: plugin_data_pb2.PluginData) -> None:
        parameters = header.layout.parameters
        if parameters:
            setattr(parameters[index % len(parameters)], field, value)

    return edit


def _set_shape(header: plugin_data_pb2.PluginData, shape: Sequence[int]) -> None:
    for parameter in header.layout.parameters:
        parameter.shape[:] = shape


def _set_rows(header: plugin_data_pb2.PluginData, rows: Sequence[int]) -> None:
    for cloud in header.layout.clouds:
        cloud.row_ids[:] = rows
        del cloud.labels[:]


def _set_columns(header: plugin_data_pb2.PluginData, columns: int) -> None:
    """Let a cloud claim columns that its parameter claims too."""
    for parameter in header.layout.parameters:
        parameter.shape[:] = [64, columns]
    for cloud in header.layout.clouds:
        cloud.columns = columns


def _set_statistic_names(header: plugin_data_pb2.PluginData, names: Sequence[str]) -> None:
    header.layout.statistic_names[:] = names


def _byte_edits() -> SearchStrategy[Callable[[bytes], bytes]]:
    places = st.floats(0, 1)  # of the file's length
    return st.one_of(
        st.just(lambda content: content),
        st.just(lambda content: content),
        places.map(lambda place: lambda content: content[: int(place * len(content))]),
        st.tuples(places, st.binary(min_size=1, max_size=12)).map(
            lambda drawn: lambda content: _insert(content, *drawn)
        ),
        st.tuples(places, st.integers(0, 7)).map(lambda drawn: lambda content: _flip(content, *drawn)),
    )


def _insert(content: bytes, place: float, inserted: bytes) -> bytes:
    index = int(place * len(content))
    return content[:index] + inserted + content[index:]


def _flip(content: bytes, place: float, bit: int) -> bytes:
    index = min(int(place * len(content)), len(content) - 1)
    return content[:index] + bytes([content[index] ^ 1 << bit]) + content[index + 1 :]
