"""Which steps are exported."""

from __future__ import annotations

import numpy as np
import pytest

from tensorboard_plugin_paramviz.serving.answers.export.steps import export_steps
from tensorboard_plugin_paramviz.serving.errors import ArgumentError, UnknownStepError

STEPS = np.array([-5, 0, 10, 20, 30, 1000], np.int64)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, STEPS.tolist()),
        ("10", [10]),
        ("1000,0,10,10", [0, 10, 1000]),
        ("0,7,10", [0, 10]),
        ("5-25", [10, 20]),
        ("10-10", [10]),
        ("-5", [-5]),
        ("-7--3", [-5]),
        ("-5-0,30", [-5, 0, 30]),
        ("first", [-5]),
        ("last,first", [-5, 1000]),
        ("20-last", [20, 30, 1000]),
        ("first-0", [-5, 0]),
        ("0-9223372036854775807", [0, 10, 20, 30, 1000]),
    ],
)
def test_steps_and_ranges(text: str | None, expected: list[int]) -> None:
    assert export_steps("a", STEPS, text).tolist() == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "1,,2", "1,", "1-", "-", "1-2-3", " 1", "1.5", "0x10", "\u0661", "1-x", "LAST"),
        *("99999999999999999999", "9999999999999999999", "0-9999999999999999999"),
    ],
)
def test_what_is_no_step_is_named(text: str) -> None:
    with pytest.raises(ArgumentError, match="found") as raised:
        export_steps("a", STEPS, text)
    assert (raised.value.code, raised.value.argument) == ("bad_value", "steps")


def test_a_range_that_runs_backwards() -> None:
    with pytest.raises(ArgumentError, match="'30-10' among the steps; this range ends before it starts"):
        export_steps("a", STEPS, "30-10")


def test_steps_that_do_not_exist_at_all_offer_those_that_do() -> None:
    with pytest.raises(
        UnknownStepError, match="the run 'a' has none of the steps '7,8'; there are -5, 0, 10, 20, 30, 1000"
    ):
        export_steps("a", STEPS, "7,8")
    with pytest.raises(UnknownStepError, match="there are 5000, from 0 to 4999"):
        export_steps("a", np.arange(5000), "6000")
