"""Layouts that are none, lie, or are absurd; each lies in a record with right checksums."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.format import plugin_data_pb2
from tests.hostile.case import STEPS, Case, events_of_a_run, framed
from tests.hostile.wire import field, nested
from tests.serving.conftest import EMBEDDING, build_layout

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tensorboard.compat.proto import summary_pb2

    Edit = Callable[[plugin_data_pb2.PluginData], None]

OTHER = "h.0.attn.c_attn.weight"
_NO_MESSAGE = "no PluginData message"
_LATER = "update tensorboard-plugin-paramviz"


def cases() -> list[Case]:
    """Every case of this family."""
    megabyte = _edited(lambda header: header.layout.problems.append("\x1b[31m" + "z" * 10**6))
    return [
        Case("layout-of-a-problem-of-a-megabyte", megabyte, STEPS, "zzz"),
        *(Case(f"layout-{name}", _with_content(content), (), fault) for name, (content, fault) in _foreign().items()),
        *(Case(f"layout-{name}", _edited(edit), (), fault) for name, (edit, fault) in _refused().items()),
        *(Case(f"layout-{name}", _edited(edit)) for name, edit in _strange().items()),
        *(
            Case(f"layout-{name}", _named(*names), () if "at most" in fault else STEPS, fault)
            for name, (names, fault) in _odd_names().items()
        ),
        *(Case(f"values-{name}", _with_value(edit), STEPS, fault) for name, (edit, fault) in _values().items()),
    ]


def _foreign() -> dict[str, tuple[bytes, str]]:
    """Contents that were never a layout, or that no reader can take."""
    return {
        "absent": (b"", "neither a layout|found format version 0"),
        "of-text": (b'{"parameters": [{"name": "a"}]}', _NO_MESSAGE),
        "of-ones": (b"\xff" * 1000, _NO_MESSAGE),
        "nested-10000-deep": (_nested_config(10_000), _NO_MESSAGE),
        "with-a-label-that-is-no-text": (_with_raw_label(b"\xed\xa0\x80"), _NO_MESSAGE),  # a lone surrogate
    }


def _refused() -> dict[str, tuple[Edit, str]]:
    """Layouts of which nothing may be believed."""
    return {
        "of-a-later-version": (lambda h: setattr(h, "format_version", 2), _LATER),
        "of-the-last-version": (lambda h: setattr(h, "format_version", 2**32 - 1), _LATER),
        "of-another-session": (lambda h: setattr(h, "session", "x"), "no hexadecimal number"),
        "of-a-session-without-end": (lambda h: setattr(h, "session", "f" * 100_000), "of 16 digits at most"),
        "of-a-segment-that-is-its-own": (lambda h: setattr(h, "layout_segment", 0), "which cannot be read"),
        "of-1000000000-cells": (lambda h: _claim(h, 31_623, 31_623), "claims arrays of"),
        "of-more-cells-than-numbers": (lambda h: _claim(h, 2**32 - 1, 2**32 - 1), "claims arrays of"),
        "of-a-tile-at-the-end-of-the-world": (lambda h: _set(h, 1, "tile_offset", 2**64 - 1), "starts at 18446"),
        "of-a-tile-without-cells": (lambda h: _set(h, 0, "tile_rows", 0), "has 0 ×"),
        "of-1000000-rows-that-are-not-there": (lambda h: _rows(h, range(10**6)), "names row 999999"),
        "of-columns-that-are-not-there": (lambda h: setattr(h.layout.clouds[0], "columns", 2**62), "columns, its"),
        "of-labels-too-few": (lambda h: h.layout.clouds[0].labels.pop(), "labels for"),
        "of-a-cloud-of-nothing": (lambda h: setattr(h.layout.clouds[0], "parameter", "a"), "none of the layout's"),
        "of-one-name-twice": (lambda h: _set(h, 1, "name", EMBEDDING), "two of the parameters"),
        "of-10000-axes": (_many_axes, "axes"),
        "of-200000-statistics": (
            lambda h: h.layout.statistic_names.extend(f"s{n}" for n in range(200_000)),
            "statistics",
        ),
        "of-one-statistic-twice": (lambda h: h.layout.statistic_names.append("norm"), "statistic"),
    }


def _strange() -> dict[str, Edit]:
    """Layouts that are absurd where it does no harm: the run is shown."""
    return {
        "of-modules-in-a-circle": _aliases_in_a_circle,
        "of-parts-elsewhere": _parts_elsewhere,
        "without-scales": lambda h: _rename_statistic(h, "weight_scale"),
        "of-heads-without-number": lambda h: setattr(h.layout, "n_head", 2**32 - 1),
        "of-layer-4294967295": lambda h: _set(h, 1, "layer", 2**32 - 1),
        "of-a-kind-of-its-own": lambda h: _set(h, 1, "kind", "<img src=x onerror=top.hacked=1>"),
        "of-weights-without-number": lambda h: setattr(h.layout, "parameter_count", 2**64 - 1),
        "of-numbers-that-are-none": _no_numbers,
        "of-a-model-of-a-megabyte": lambda h: setattr(h.layout, "model_class", "x" * 10**6),
        "of-a-config-of-a-megabyte": lambda h: h.layout.config.update({"x" * 1000: "y" * 10**6}),
    }


def _odd_names() -> dict[str, tuple[tuple[str, str], str]]:
    """Names of parameters that mean something to a program, the first of them an embedding's."""
    too_long = "characters, expected 1000 at most"
    return {
        "of-names-of-javascript": (("__proto__", "constructor"), ""),
        "of-names-of-dots": (("...", "..weight"), ""),
        "of-names-without-letters": (("", " "), "rows: 2 of 3 steps are missing"),
        "of-modules-5000-deep": ((EMBEDDING, ".".join(["a"] * 5_000)), too_long),
        "of-a-name-of-a-megabyte": ((EMBEDDING, "n" * 10**6), too_long),
        "of-modules-500-deep": ((EMBEDDING, ".".join(["a"] * 500)), ""),
    }


def _values() -> dict[str, tuple[Callable[[summary_pb2.Summary.Value], None], str]]:
    """Tensors of the weights of steps 10 and 20 that contradict their own size."""
    return {
        "of-2-to-the-62-cells": (lambda value: _shape(value, 2**62), "bytes for a tensor of shape"),
        "of-a-product-that-overflows": (lambda value: _shape(value, 2**32, 2**32), "bytes for a tensor of shape"),
        "of-a-product-that-comes-round": (lambda value: _shape(value, 2**32, 2**32, 0), "bytes for a tensor of shape"),
        "of-fewer-cells-than-none": (lambda value: _shape(value, -60), "bytes for a tensor of shape"),
        "of-minus-by-minus": (lambda value: _shape(value, -6, -10), "bytes for a tensor of shape"),
        "of-1000-axes": (lambda value: _shape(value, *[1] * 999, 60), "axes, expected"),
        "of-strings": (lambda value: setattr(value.tensor, "dtype", 7), "type DT_STRING"),
        "of-no-type": (lambda value: setattr(value.tensor, "dtype", 9999), "type 9999"),
    }


def _named(*names: str) -> bytes:
    """A run whose parameters have these names, wherever they stand."""
    return framed(events_of_a_run(build_layout(names=names)))


def _edited(edit: Edit) -> bytes:
    """A run whose header is another."""
    events = events_of_a_run()
    content = _content_of(events[0].summary.value)
    header = plugin_data_pb2.PluginData.FromString(content.content)
    edit(header)
    content.content = header.SerializeToString()
    return framed(events)


def _with_content(content: bytes) -> bytes:
    events = events_of_a_run()
    _content_of(events[0].summary.value).content = content
    return framed(events)


def _with_value(edit: Callable[[summary_pb2.Summary.Value], None]) -> bytes:
    events = events_of_a_run()
    for event in events[1:]:
        for value in event.summary.value:
            if "/weights/" in value.tag:
                edit(value)
    return framed(events)


def _content_of(values: Sequence[summary_pb2.Summary.Value]) -> summary_pb2.SummaryMetadata.PluginData:
    """Where a summary carries the layout."""
    return next(value.metadata.plugin_data for value in values if value.metadata.plugin_data.content)


def _nested_config(depth: int) -> bytes:
    """A layout whose hyperparameters are lists within lists."""
    value = nested(depth, 1, 6)  # ListValue.values, Value.list_value
    entry = field(1, b"deep") + field(2, value)
    return b"\x08\x01" + field(2, b"1") + field(4, field(5, field(1, entry)))  # format_version, session, layout, config


def _with_raw_label(label: bytes) -> bytes:
    """A layout with a label of bytes that are no text."""
    cloud = field(1, EMBEDDING.encode()) + field(4, label)
    return b"\x08\x01" + field(2, b"1") + field(4, field(9, cloud))


def _set(header: plugin_data_pb2.PluginData, parameter: int, name: str, value: object) -> None:
    setattr(header.layout.parameters[parameter], name, value)


def _claim(header: plugin_data_pb2.PluginData, rows: int, columns: int) -> None:
    """Let the last tile be so large."""
    last = header.layout.parameters[-1]
    last.shape[:] = [rows, columns]
    last.tile_rows, last.tile_columns = rows, columns


def _rows(header: plugin_data_pb2.PluginData, rows: range) -> None:
    header.layout.clouds[0].row_ids[:] = rows
    del header.layout.clouds[0].labels[:]


def _many_axes(header: plugin_data_pb2.PluginData) -> None:
    """A shape whose product has more digits than Python writes."""
    header.layout.parameters[0].shape[:] = [6] + [2**63] * 9_999


def _rename_statistic(header: plugin_data_pb2.PluginData, name: str) -> None:
    names = header.layout.statistic_names
    names[list(names).index(name)] = "x"


def _aliases_in_a_circle(header: plugin_data_pb2.PluginData) -> None:
    """Each parameter is the other's other name."""
    first, second = header.layout.parameters
    first.aliases[:], second.aliases[:] = [second.name, first.name], [first.name]


def _parts_elsewhere(header: plugin_data_pb2.PluginData) -> None:
    """Parts of axes, rows and heads that the parameter does not have."""
    (part,) = header.layout.parameters[1].parts
    part.n_head = 2**32 - 1
    for axis, start, length in ((7, 0, 6), (0, 2**64 - 1, 2**64 - 1), (0, 3, 2**63), (1, 0, 0), (2**32 - 1, 0, 1)):
        header.layout.parameters[1].parts.add(name="<b>part</b>", axis=axis, start=start, length=length, n_head=7)


def _no_numbers(header: plugin_data_pb2.PluginData) -> None:
    """Numbers that JSON does not have."""
    header.layout.rounding_floor = float("nan")
    header.layout.clouds[0].rounding_floor = float("-inf")
    header.layout.config.update({"nan": float("nan"), "inf": float("inf"), "list": [1, [2, {"a": None}]]})


def _shape(value: summary_pb2.Summary.Value, *sizes: int) -> None:
    """Claim another shape for the same bytes."""
    value.tensor.ClearField("tensor_shape")
    for size in sizes:
        value.tensor.tensor_shape.dim.add(size=size)
