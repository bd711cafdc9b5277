"""What an export holds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tensorboard.compat.proto import summary_pb2

from tensorboard_plugin_paramviz.format.metadata import summary_metadata
from tensorboard_plugin_paramviz.format.snapshot import array_to_proto, snapshot_to_summary
from tensorboard_plugin_paramviz.serving.answers.export.plan import Selection, plan_export
from tensorboard_plugin_paramviz.serving.errors import (
    ArgumentError,
    DataUnavailableError,
    ExportLimitError,
    NothingToExportError,
    UnknownStepError,
)
from tensorboard_plugin_paramviz.serving.reading.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from tensorboard_plugin_paramviz.format.layout import Layout
    from tensorboard_plugin_paramviz.format.snapshot import Snapshot
    from tensorboard_plugin_paramviz.serving.answers.export.plan import Plan
    from tensorboard_plugin_paramviz.serving.sources.provider import ProviderSource
    from tensorboard_plugin_paramviz.serving.sources.source import RawSeries
    from tests.serving.conftest import OpenRunWriter

WTE = "transformer.wte.weight"
ATTENTION = "h.0.attn.c_attn.weight"


def test_everything_unless_something_is_chosen(
    tmp_path: Path, write_run: OpenRunWriter, plan_run: Callable[..., Plan]
) -> None:
    write_run(tmp_path).log(0, 10)
    plan = plan_run(tmp_path)
    assert [(array.name, array.shape) for array in plan.arrays] == [
        (f"statistics/{WTE}", (26,)),
        (f"statistics/{ATTENTION}", (26,)),
        (f"weights/{WTE}", (6, 5)),
        (f"weights/{ATTENTION}", (6, 5)),
        (f"gradients/{WTE}", (6, 5)),
        (f"gradients/{ATTENTION}", (6, 5)),
        (f"rows/{WTE}", (6, 5)),
        (f"row_statistics/{WTE}", (6, 3)),
    ]
    assert plan.steps.tolist() == [0, 10]
    assert [cloud.parameter for cloud in plan.clouds] == [WTE]


def test_the_order_asked_in_changes_nothing(
    tmp_path: Path, write_run: OpenRunWriter, plan_run: Callable[..., Plan]
) -> None:
    write_run(tmp_path).log(0)
    names = [
        [array.name for array in plan_run(tmp_path, kinds=kinds, parameters=parameters).arrays]
        for kinds, parameters in [("weights,rows", (WTE, ATTENTION)), ("rows,weights,rows", ("h.*", "lm_head.weight"))]
    ]
    assert names[0] == names[1] == [f"weights/{WTE}", f"weights/{ATTENTION}", f"rows/{WTE}"]


def test_a_name_that_is_another_parameters_alias_has_no_rows_of_that(
    tmp_path: Path, write_run: OpenRunWriter, make_layout: Callable[..., Layout], plan_run: Callable[..., Plan]
) -> None:
    write_run(tmp_path, make_layout(names=(WTE, "lm_head.weight"))).log(0)
    assert [array.name for array in plan_run(tmp_path, kinds="rows").arrays] == [f"rows/{WTE}"]
    (array,) = plan_run(tmp_path, kinds="weights", parameters=("lm_head.weight",)).arrays
    assert array.name == "weights/lm_head.weight"


@pytest.mark.parametrize("kinds", ["", "weight", "weights,", "Weights", "weights;rows"])
def test_unknown_kinds_are_named(
    tmp_path: Path, write_run: OpenRunWriter, plan_run: Callable[..., Plan], kinds: str
) -> None:
    write_run(tmp_path).log(0)
    with pytest.raises(
        ArgumentError, match="among the kinds, expected some of statistics, weights, gradients, rows"
    ) as e:
        plan_run(tmp_path, kinds=kinds)
    assert e.value.argument == "kinds"


def test_a_kind_that_is_not_there_is_missed(
    tmp_path: Path,
    write_run: OpenRunWriter,
    layout: Layout,
    make_snapshot: Callable[..., Snapshot],
    plan_run: Callable[..., Plan],
) -> None:
    writer = write_run(tmp_path)
    bare = replace(make_snapshot(layout, 0), gradients=None)
    writer.add(0, snapshot_to_summary(bare, writer.segment, writer.header()))
    assert plan_run(tmp_path).kinds == ["statistics", "weights", "rows", "row_statistics"]
    with pytest.raises(
        NothingToExportError, match="no gradients of these parameters; of the kinds asked for there are w"
    ):
        plan_run(tmp_path, kinds="gradients,weights")
    with pytest.raises(NothingToExportError, match="no rows of these parameters; choose other kinds or parameters"):
        plan_run(tmp_path, kinds="rows", parameters=("h.*",))
    with pytest.raises(UnknownStepError):
        plan_run(tmp_path, steps="5")


def test_a_run_of_which_nothing_can_be_read(
    tmp_path: Path, write_run: OpenRunWriter, plan_run: Callable[..., Plan]
) -> None:
    value = summary_pb2.Summary.Value(
        tag="paramviz/statistics/1-0000",
        metadata=summary_metadata(b"\x08\x02"),
        tensor=array_to_proto(np.zeros((1, 1), np.float32)),
    )
    write_run(tmp_path).add(0, summary_pb2.Summary(value=[value]))
    with pytest.raises(NothingToExportError, match=r"nothing of the run '\.' can be read: .*format version 2"):
        plan_run(tmp_path)


def test_a_layout_that_claims_gigabytes_sets_no_allocation(
    tmp_path: Path,
    write_run: OpenRunWriter,
    make_layout: Callable[..., Layout],
    make_snapshot: Callable[..., Snapshot],
    plan_run: Callable[..., Plan],
) -> None:
    layout = make_layout(names=(WTE,))
    claimed = replace(layout.parameters[0], shape=(10**5, 10**5), tile_shape=(8192, 8193))
    lying = replace(layout, parameters=(claimed,), clouds=())
    writer = write_run(tmp_path, lying)
    writer.add(0, snapshot_to_summary(make_snapshot(layout, 0), writer.segment, writer.header()))
    with pytest.raises(ExportLimitError, match=r"one step of 'weights/transformer\.wte\.weight' takes 268468224 bytes"):
        plan_run(tmp_path, kinds="weights")
    assert plan_run(tmp_path, kinds="statistics").kinds == ["statistics"]


def test_a_series_that_vanishes_is_not_taken_for_a_damaged_one(
    tmp_path: Path, write_run: OpenRunWriter, open_source: Callable[[Path], ProviderSource]
) -> None:
    write_run(tmp_path / "a").log(0, 10)
    source = open_source(tmp_path)

    class Forgetful:
        """A source that lists weights, and has none any more."""

        list_series = source.list_series

        def read_series(self, tags: Mapping[str, Sequence[str]]) -> Mapping[str, Mapping[str, RawSeries]]:
            read = source.read_series(tags)
            return {run: {tag: raw for tag, raw in its.items() if "/weights/" not in tag} for run, its in read.items()}

    (run,) = Reader().open(Forgetful(), ["a"])
    plan = plan_export(run, Selection(kinds="weights"))
    with pytest.raises(DataUnavailableError, match="of the run 'a' is gone; was the run deleted"):
        list(plan.run.read(plan.run.state.tags("weights")))
