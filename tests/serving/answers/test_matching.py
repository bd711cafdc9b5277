"""Rows that mean the same in two runs."""

from __future__ import annotations

from tensorboard_plugin_paramviz.format.layout import CloudLayout
from tensorboard_plugin_paramviz.serving.answers.matching import shared_rows


def cloud(rows: tuple[int, ...], labels: str = "") -> CloudLayout:
    return CloudLayout("wte", rows, 4, tuple(labels))


def pairs(first: CloudLayout, second: CloudLayout) -> tuple[list[tuple[int, int]], str]:
    shared = shared_rows(first, second)
    return list(zip(shared.first.tolist(), shared.second.tolist(), strict=True)), shared.matched_by


def test_labels_decide_where_both_have_them() -> None:
    assert pairs(cloud((0, 1, 2), "abc"), cloud((0, 1, 2), "cxa")) == ([(0, 2), (2, 0)], "labels")


def test_numbers_decide_where_one_has_none() -> None:
    assert pairs(cloud((0, 5, 9), "abc"), cloud((5, 9, 11))) == ([(1, 0), (2, 1)], "rows")


def test_a_label_that_stands_twice_is_nobodys_counterpart() -> None:
    assert pairs(cloud((0, 1, 2), "aab"), cloud((0, 1, 2), "abb")) == ([], "labels")
    assert pairs(cloud((0, 1, 2), "aab"), cloud((0, 1, 2), "bxy"))[0] == [(2, 0)]


def test_nothing_in_common() -> None:
    assert pairs(cloud((0, 1), "ab"), cloud((0, 1), "xy")) == ([], "labels")
    assert pairs(cloud(()), cloud((1,))) == ([], "rows")
