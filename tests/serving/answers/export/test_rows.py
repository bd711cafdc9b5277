"""Which logged rows are exported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tensorboard_plugin_paramviz.format.layout import CloudLayout
from tensorboard_plugin_paramviz.serving.answers.export.download import FORMATS, FormatName
from tensorboard_plugin_paramviz.serving.answers.export.rows import export_rows
from tensorboard_plugin_paramviz.serving.errors import ArgumentError, UnmatchedRowsError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.serving.answers.export.conftest import Exported
    from tests.serving.conftest import OpenRunWriter

WTE = "transformer.wte.weight"
TOKENS = CloudLayout("tokens", (0, 10, 5, 300), 4, labels=("a", "b", "c", "d"))
POSITIONS = CloudLayout("positions", (0, 1, 2), 4)


@pytest.mark.parametrize(
    ("text", "tokens", "positions"),
    [
        (None, (0, 10, 5, 300), (0, 1, 2)),
        ("0", (0,), (0,)),
        ("10,300", (10, 300), ()),
        ("1-2", (), (1, 2)),
        ("5-10", (10, 5), ()),
        ("0-999999999999999999", (0, 10, 5, 300), (0, 1, 2)),
        ("2,2,5-5,1-7", (5,), (1, 2)),
    ],
)
def test_rows_and_ranges(text: str | None, tokens: tuple[int, ...], positions: tuple[int, ...]) -> None:
    left = {cloud.parameter: cloud for cloud in export_rows("a", [TOKENS, POSITIONS], text)}
    assert {name: cloud.row_ids for name, cloud in left.items()} == {
        name: ids for name, ids in (("tokens", tokens), ("positions", positions)) if ids
    }
    if tokens:
        assert left["tokens"].labels == tuple(dict(zip(TOKENS.row_ids, TOKENS.labels, strict=True))[i] for i in tokens)


@pytest.mark.parametrize("text", ["", "x", "1,,2", "1,", "-1", "1-", "1-2-3", " 1", "1.5", "\u0661", "1" * 19, "first"])
def test_what_is_no_row_is_named(text: str) -> None:
    with pytest.raises(ArgumentError, match="among the rows, expected a row"):
        export_rows("a", [TOKENS], text)


def test_a_range_must_not_end_before_it_starts() -> None:
    with pytest.raises(ArgumentError, match="it ends before it starts"):
        export_rows("a", [TOKENS], "7-5")


def test_not_too_many_pieces() -> None:
    with pytest.raises(ArgumentError, match="found 10001 rows and ranges, expected at most 10000"):
        export_rows("a", [TOKENS], ",".join(["0"] * 10_001))


def test_every_piece_must_fit() -> None:
    with pytest.raises(UnmatchedRowsError, match="none of the rows '11-299' of these parameters; there are 4 of 't"):
        export_rows("a", [TOKENS, POSITIONS], "0,11-299")
    with pytest.raises(UnmatchedRowsError, match="there are no rows of them"):
        export_rows("a", [], "0")


@pytest.mark.parametrize("name", FORMATS)
def test_the_file_has_these_rows_alone(
    tmp_path: Path, write_run: OpenRunWriter, export_run: Callable[..., Exported], name: FormatName
) -> None:
    write_run(tmp_path).log(0, 10).cut().log(20)
    whole = export_run(tmp_path, name, kinds="rows,row_statistics,weights")
    some = export_run(tmp_path, name, kinds="rows,row_statistics,weights", rows="4,1-2")
    ids = whole.arrays[f"row_ids/{WTE}"]
    chosen = np.isin(ids, [1, 2, 4])
    assert chosen.sum() == 3
    np.testing.assert_array_equal(some.arrays[f"row_ids/{WTE}"], ids[chosen])
    for kind in ("rows", "row_statistics"):
        np.testing.assert_array_equal(some.arrays[f"{kind}/{WTE}"], whole.arrays[f"{kind}/{WTE}"][:, chosen])
    np.testing.assert_array_equal(some.arrays[f"weights/{WTE}"], whole.arrays[f"weights/{WTE}"])
    assert some.header["clouds"][WTE]["rows"] == 3
