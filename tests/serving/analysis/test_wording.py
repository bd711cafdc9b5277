"""Numbers in sentences."""

from __future__ import annotations

import math

import pytest

from tensorboard_plugin_paramviz.serving.analysis.wording import number, times


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (2.24, "2.2 times"),
        (31.4, "31 times"),
        (12_312.3, "12,312 times"),
        (1.3846e19, "1.4e+19 times"),
        (math.inf, "beyond all numbers"),
    ],
)
def test_ratios(ratio: float, text: str) -> None:
    assert times(ratio) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (0.01234, "0.0123"),
        (4.5, "4.50"),
        (-1234.5, "-1,234"),
        (3e-13, "3.0e-13"),
        (math.nan, "no number"),
    ],
)
def test_numbers(value: float, text: str) -> None:
    assert number(value) == text
