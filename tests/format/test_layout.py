"""What a run says about its parameters, and what it cannot say without contradicting itself."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tensorboard_plugin_paramviz.format import plugin_data_pb2
from tensorboard_plugin_paramviz.format.errors import LayoutError
from tensorboard_plugin_paramviz.format.layout import (
    LONGEST_NAME,
    MOST_ENTRIES,
    CloudLayout,
    Layout,
    ParameterLayout,
    layout_from_bytes,
    layout_from_proto,
    layout_to_proto,
    matrix_shape,
)

if TYPE_CHECKING:
    from typing import Any


def test_a_layout_comes_back_as_it_was(layout: Layout) -> None:
    assert layout_from_bytes(layout_to_proto(layout).SerializeToString()) == layout


def test_layer_0_is_not_no_layer(layout: Layout) -> None:
    restored = layout_from_proto(layout_to_proto(layout))
    assert [parameter.layer for parameter in restored.parameters] == [None, 0]


def test_whole_numbers_of_the_configuration_stay_integers(layout: Layout) -> None:
    config = layout_from_proto(layout_to_proto(layout)).config
    assert {name: type(value).__name__ for name, value in config.items()} == {
        "amp": "bool",
        "batch": "int",
        "data": "str",
        "lr": "float",
        "seed": "NoneType",
    }


def test_the_configuration_is_always_in_the_same_order(layout: Layout) -> None:
    assert list(layout_from_proto(layout_to_proto(layout)).config) == ["amp", "batch", "data", "lr", "seed"]


def test_a_kind_of_a_later_version_is_another(layout: Layout) -> None:
    message = layout_to_proto(layout)
    message.parameters[0].kind = "mamba"
    assert layout_from_proto(message).parameters[0].kind == "other"


@pytest.mark.parametrize("floor", [math.nan, -math.inf, -0.5, 2.0])
def test_a_rounding_floor_that_can_be_none_says_nothing(layout: Layout, floor: float) -> None:
    message = layout_to_proto(layout)
    message.rounding_floor = message.clouds[0].rounding_floor = floor
    read = layout_from_proto(message)
    assert (read.rounding_floor, read.clouds[0].rounding_floor) == (0.0, 0.0)


def test_a_name_that_nobody_gives_is_refused(layout: Layout) -> None:
    first, second = layout.parameters
    longest = replace(layout, parameters=(first, replace(second, name="n" * LONGEST_NAME)))
    assert layout_from_proto(layout_to_proto(longest)) == longest
    too_long = replace(layout, parameters=(first, replace(second, aliases=("n" * (LONGEST_NAME + 1),))))
    with pytest.raises(LayoutError, match="has 1001 characters, expected 1000 at most"):
        layout_from_proto(layout_to_proto(too_long))


def test_unknown_fields_are_ignored(layout: Layout) -> None:
    field_99_of_one_byte = bytes.fromhex("98 06 01")
    assert layout_from_bytes(layout_to_proto(layout).SerializeToString() + field_99_of_one_byte) == layout


def test_an_empty_model_has_no_cells() -> None:
    layout = layout_from_bytes(b"")
    assert (layout.parameters, layout.cells, layout.cloud("wte")) == ((), 0, None)


@pytest.mark.parametrize(
    ("shape", "matrix"),
    [((), (1, 1)), ((5,), (1, 5)), ((2, 3), (2, 3)), ((2, 3, 4), (2, 12)), ((2, 3, 4, 5, 6), (2, 360))],
)
def test_every_tensor_is_a_matrix(shape: tuple[int, ...], matrix: tuple[int, int]) -> None:
    assert matrix_shape(shape) == matrix


def test_cells_and_clouds(layout: Layout) -> None:
    assert layout.cells == 8
    assert layout.cloud("wte") is layout.clouds[0]
    assert layout.cloud("head") is None


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"tile_offset": 7}, "starts at 7"),
        ({"tile_offset": 0}, "starts at 0"),
        ({"tile_shape": (1, 5)}, "1 × 5 cells"),
        ({"tile_shape": (2, 1)}, "2 × 1 cells"),
        ({"tile_shape": (0, 2)}, "0 × 2 cells"),
        ({"shape": (0,)}, "1 × 2 cells"),
        ({"tile_shape": (2**32 - 1, 2**32 - 1)}, "4294967295 × 4294967295 cells"),
    ],
)
def test_a_tile_lies_behind_the_one_before_and_within_its_parameter(
    layout: Layout, change: dict[str, Any], text: str
) -> None:
    first, second = layout.parameters
    lying = replace(layout, parameters=(first, replace(second, **change)))
    with pytest.raises(LayoutError, match=text):
        layout_from_proto(layout_to_proto(lying))


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"parameter": "h.1.bias"}, "none of the layout's parameters"),
        ({"columns": 3}, "has 3 columns, its parameter 2"),
        ({"row_ids": (0, 3)}, "names row 3; there are 3 rows"),
        ({"row_ids": (0, 2**64 - 1)}, "names row 18446744073709551615"),
        ({"labels": ("a",)}, "1 labels for 2 rows"),
    ],
)
def test_a_cloud_fits_its_parameter(layout: Layout, change: dict[str, Any], text: str) -> None:
    lying = replace(layout, clouds=(replace(layout.clouds[0], **change),))
    with pytest.raises(LayoutError, match=text):
        layout_from_proto(layout_to_proto(lying))


@pytest.mark.parametrize("content", [b"\xff", b"\x42\x7f", b"\x0a\x05abc", bytes(range(1, 200))])
def test_bytes_that_are_no_layout(content: bytes) -> None:
    with pytest.raises(LayoutError, match=f"{len(content)} bytes"):
        layout_from_bytes(content)


def test_a_claim_of_many_cells_allocates_nothing() -> None:
    huge = ParameterLayout("huge", (2**32, 2**31), "float32", "other", (2**32 - 1, 2**31), 0)
    layout = Layout("Huge", 1, (huge,), clouds=(CloudLayout("huge", (2**32 - 1,), 2**31),))
    assert layout_from_proto(layout_to_proto(layout)).cells == (2**32 - 1) * 2**31


def test_names_are_given_once(layout: Layout) -> None:
    first, second = layout.parameters
    twice = replace(layout, parameters=(first, replace(second, name=first.name)))
    with pytest.raises(LayoutError, match="two of the parameters have the name 'wte'"):
        layout_from_proto(layout_to_proto(twice))
    twice = replace(layout, clouds=layout.clouds * 2)
    with pytest.raises(LayoutError, match="two of the clouds have the name 'wte'"):
        layout_from_proto(layout_to_proto(twice))


@pytest.mark.parametrize("name", ["parameters", "clouds", "skipped", "parts"])
def test_entries_that_would_fill_the_memory_are_counted_first(name: str) -> None:
    message = plugin_data_pb2.Layout()
    entries = message.parameters.add().parts if name == "parts" else getattr(message, name)
    for _ in range(MOST_ENTRIES + 1):
        entries.add()
    with pytest.raises(LayoutError, match=f"found {MOST_ENTRIES + 1} {name}, a layout has {MOST_ENTRIES} at most"):
        layout_from_proto(message)


def test_a_row_s_number_fits_an_int64() -> None:
    tall = ParameterLayout("tall", (2**63, 1), "float32", "other", (1, 1), 0)
    layout = Layout("Tall", 1, (tall,), clouds=(CloudLayout("tall", (2**63,), 1),))
    with pytest.raises(LayoutError, match="names row 9223372036854775808"):
        layout_from_proto(layout_to_proto(layout))
