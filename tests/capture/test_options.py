"""Arguments that no model would make right."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from tensorboard_plugin_paramviz.capture.errors import (
    BudgetError,
    CaptureError,
    ConfigError,
    LabelsError,
    PatternError,
    RowsError,
)
from tensorboard_plugin_paramviz.capture.options import capture_options


@pytest.mark.parametrize(
    ("arguments", "error", "text"),
    [
        ({"include": [3]}, PatternError, "include holds 3"),
        ({"exclude": ["a", None]}, PatternError, "exclude holds None"),
        ({"labels": ["a", "b"]}, LabelsError, "labels is a list; expected a mapping"),
        ({"labels": {"wte": "abc"}}, LabelsError, "labels['wte'] is 'abc'; expected a sequence"),
        ({"labels": {"wte": None}}, LabelsError, "labels['wte'] is None"),
        ({"labels": {"wte": ["a", b"b"]}}, LabelsError, "labels['wte'] has b'b' for row 1; expected a string"),
        ({"rows": [1, 2]}, RowsError, "rows is a list; expected a mapping"),
        ({"rows": {"wte": []}}, RowsError, "rows['wte'] is empty"),
        ({"rows": {"wte": [1, -2]}}, RowsError, "rows['wte'] names row -2"),
        ({"rows": {"wte": [1, 1]}}, RowsError, "names a row twice"),
        ({"rows": {"wte": [1.5]}}, RowsError, "expected whole numbers"),
        ({"rows": {"wte": 3}}, RowsError, "expected whole numbers"),
        ({"config": [("lr", 1)]}, ConfigError, "config is a list"),
        ({"max_bytes": 0}, BudgetError, "max_bytes is 0"),
        ({"max_bytes": 1e6}, BudgetError, "max_bytes is 1000000.0"),
        ({"max_tile": -1}, BudgetError, "max_tile is -1"),
        ({"max_tile": True}, BudgetError, "max_tile is True"),
    ],
)
def test_the_error_names_the_argument(arguments: dict[str, Any], error: type[CaptureError], text: str) -> None:
    with pytest.raises(error) as raised:
        capture_options(**arguments)
    assert text in str(raised.value)


def test_rows_may_come_from_anywhere() -> None:
    rows = {"list": [3, 1], "range": range(2), "numpy": np.array([2, 0]), "torch": torch.tensor([4, 5])}
    assert capture_options(rows=rows).rows == {"list": (3, 1), "range": (0, 1), "numpy": (2, 0), "torch": (4, 5)}


def test_one_pattern_may_stand_alone() -> None:
    assert capture_options(include="*.weight").include == ("*.weight",)


def test_half_a_character_is_written_as_an_escape() -> None:
    assert capture_options(labels={"wte": ["\udce2", "ok"]}).labels == {"wte": ("\\udce2", "ok")}


def test_a_configuration_keeps_numbers_and_strings_and_describes_the_rest() -> None:
    config: dict[Any, object] = {
        "lr": np.float32(0.5),
        "steps": np.int64(3),
        "amp": True,
        "name": "x",
        "none": None,
        "device": [1],
        5: 1.5,
    }
    found = capture_options(config=config).config
    assert found == {"lr": 0.5, "steps": 3, "amp": True, "name": "x", "none": None, "device": "[1]", "5": 1.5}
    assert [type(value) for value in found.values()] == [float, int, bool, str, type(None), str, float]
