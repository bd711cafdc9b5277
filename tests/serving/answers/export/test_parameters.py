"""Which parameters are exported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tensorboard_plugin_paramviz.serving.answers.export.parameters import MOST_PATTERNS, export_parameters
from tensorboard_plugin_paramviz.serving.errors import ArgumentError, UnmatchedPatternError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tensorboard_plugin_paramviz.format.layout import Layout

NAMES = ("transformer.wte.weight", "h.0.bias", "h.1.bias", "a,b", "list[0]", "h.1.bias", "*")


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ((), [0, 1, 2, 3, 4, 6]),
        (("h.1.bias",), [2]),
        (("h.1.bias", "h.0.bias"), [1, 2]),
        (("h.1.bias,h.0.bias",), [1, 2]),
        (("h.?.bias",), [1, 2]),
        (("h.[1-9].*", "*.wte.*"), [0, 2]),
        (("lm_head.weight",), [0]),
        (("lm_*",), [0]),
        (("a,b",), [3]),
        (("list[0]",), [4]),
        (("list[[]?]",), [4]),
        (("*",), [6]),
        (("**",), [0, 1, 2, 3, 4, 6]),
    ],
)
def test_names_aliases_and_patterns(
    make_layout: Callable[..., Layout], texts: tuple[str, ...], expected: list[int]
) -> None:
    assert export_parameters("a", make_layout(names=NAMES), texts) == expected


@pytest.mark.parametrize("texts", [("",), ("h.0.bia",), ("H.0.BIAS",), ("h.0.bias,nope",), ("h.0.bias", "x*")])
def test_what_fits_nothing_is_named(make_layout: Callable[..., Layout], texts: tuple[str, ...]) -> None:
    with pytest.raises(UnmatchedPatternError, match="the run 'a' logs no parameter that fits '") as raised:
        export_parameters("a", make_layout(names=NAMES), texts)
    assert (raised.value.code, raised.value.argument) == ("unknown_parameter", "parameters")


def test_near_names_are_offered(make_layout: Callable[..., Layout]) -> None:
    with pytest.raises(UnmatchedPatternError, match=r"did you mean 'h\.0\.bias'"):
        export_parameters("a", make_layout(names=NAMES), ("h.0.biass",))


def test_their_number_is_bounded(make_layout: Callable[..., Layout]) -> None:
    with pytest.raises(ArgumentError, match="found 257 names and patterns, expected at most 256"):
        export_parameters("a", make_layout(names=NAMES), (",".join(["h.*"] * (MOST_PATTERNS + 1)),))


def test_a_pattern_made_to_take_long_does_not(make_layout: Callable[..., Layout]) -> None:
    layout = make_layout(names=("a" * 5000,))
    with pytest.raises(UnmatchedPatternError):
        export_parameters("a", layout, ("*a" * 500 + "b",))
