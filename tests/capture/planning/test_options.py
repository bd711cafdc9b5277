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
from tensorboard_plugin_paramviz.capture.planning.options import capture_options


@pytest.mark.parametrize(
    ("arguments", "error", "text"),
    [
        ({"include": [3]}, PatternError, "include holds 3"),
        ({"include": [b"x"]}, PatternError, "include holds b'x'"),
        ({"include": b"x"}, PatternError, "include is b'x'"),
        ({"exclude": 3}, PatternError, "exclude is 3; expected glob patterns"),
        ({"include": True}, PatternError, "include is True"),
        ({"exclude": ["a", None]}, PatternError, "exclude holds None"),
        ({"labels": ["a", "b"]}, LabelsError, "labels is a list; expected a mapping"),
        ({"labels": {"wte": "abc"}}, LabelsError, "labels['wte'] is 'abc'; expected a sequence"),
        ({"labels": {"wte": None}}, LabelsError, "labels['wte'] is None"),
        ({"labels": {"wte": ["a", b"b"]}}, LabelsError, "labels['wte'] has b'b' for row 1; expected a string"),
        ({"labels": {"wte": b"ab"}}, LabelsError, "labels['wte'] is b'ab'"),
        ({"labels": {"wte": 3}}, LabelsError, "labels['wte'] is 3"),
        ({"labels": {"wte": {"a": 1}}}, LabelsError, "sorted(vocabulary, key=vocabulary.get)"),
        ({"labels": {"wte": {"a", "b"}}}, LabelsError, "is a set, which has no order"),
        ({"labels": {0: ["a"]}}, LabelsError, "labels has the key 0; expected the name of a parameter"),
        ({"rows": [1, 2]}, RowsError, "rows is a list; expected a mapping"),
        ({"rows": {"wte": "12"}}, RowsError, "rows['wte'] is '12'; expected whole numbers"),
        ({"rows": {"wte": None}}, RowsError, "rows['wte'] is None"),
        ({"rows": {"wte": [True, False]}}, RowsError, "holds truth values; expected row numbers"),
        ({"rows": {"wte": torch.tensor([True, False])}}, RowsError, "holds truth values"),
        ({"rows": {"wte": np.array([True, False])}}, RowsError, "expected whole numbers"),
        ({"rows": {"wte": torch.tensor([0.5])}}, RowsError, "expected whole numbers"),
        ({"rows": {"wte": torch.tensor(3)}}, RowsError, "expected whole numbers"),
        ({"rows": {"wte": np.eye(2, dtype=int)}}, RowsError, "expected whole numbers"),
        ({"rows": {"wte": torch.zeros(3, dtype=torch.int64, device="meta")}}, RowsError, "expected whole numbers"),
        ({"rows": {1: [1]}}, RowsError, "rows has the key 1"),
        ({"gradients": "no"}, CaptureError, "gradients is 'no'; expected True or False"),
        ({"gradients": np.array([1, 2])}, CaptureError, "gradients is array([1, 2])"),
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
        ({"max_tile": None}, BudgetError, "max_tile is None"),
        ({"max_bytes": "many"}, BudgetError, "max_bytes is 'many'"),
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


def test_sizes_may_be_numpys() -> None:
    options = capture_options(max_bytes=np.int64(1000), max_tile=np.int32(8))
    assert (options.max_bytes, options.max_tile) == (1000, 8)
