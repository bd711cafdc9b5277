"""A run read back as arrays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tensorboard.compat.proto import summary_pb2

from tensorboard_plugin_paramviz import load_run
from tensorboard_plugin_paramviz.format.metadata import summary_metadata
from tensorboard_plugin_paramviz.format.snapshot import array_to_proto, snapshot_to_summary
from tensorboard_plugin_paramviz.serving.errors import EmptyRunError, RunPathError, UnknownParameterError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tensorboard_plugin_paramviz.format.layout import Layout
    from tensorboard_plugin_paramviz.format.snapshot import Snapshot
    from tests.serving.conftest import OpenRunWriter

    TrueWeights = Callable[..., dict[str, np.ndarray]]

WTE = "transformer.wte.weight"


@pytest.mark.parametrize("as_text", [True, False])
def test_what_was_logged_is_read_back(
    tmp_path: Path, write_run: OpenRunWriter, layout: Layout, true_weights: TrueWeights, as_text: bool
) -> None:
    write_run(tmp_path).log(0, 10).cut().log(20)
    run = load_run(str(tmp_path) if as_text else tmp_path)
    assert run.steps.tolist() == [0, 10, 20]
    assert run.parameters == layout.parameters
    assert run.config == layout.config
    assert run.statistic_names == layout.statistic_names
    assert run.problems == ()
    expected = np.stack([true_weights(layout, step)[WTE] for step in (0, 10, 20)])
    np.testing.assert_allclose(run.weights(WTE), expected, atol=1e-4)
    np.testing.assert_allclose(run.gradients(WTE), expected / 2, atol=1e-4)
    np.testing.assert_allclose(run.rows(WTE), expected, atol=1e-4)
    assert run.row_ids(WTE).tolist() == list(range(6))
    assert run.labels(WTE)[:2] == ("token 0", "token 1")
    np.testing.assert_allclose(run.row_statistics(WTE)[:, :, 1], np.linalg.norm(expected, axis=2), rtol=1e-5)
    assert run.statistics.shape == (3, 2, len(layout.statistic_names))
    norms = run.statistics[:, 0, run.statistic_names.index("norm")]
    np.testing.assert_allclose(norms, np.linalg.norm(expected.reshape(3, -1), axis=1), rtol=1e-5)


def test_every_array_is_float32_with_an_entry_per_step(tmp_path: Path, write_run: OpenRunWriter) -> None:
    write_run(tmp_path).log(0, 10)
    run = load_run(tmp_path)
    for array in (
        run.weights(WTE),
        run.gradients(WTE),
        run.rows(WTE),
        run.row_statistics(WTE),
        run.statistics,
    ):
        assert array.dtype == np.float32
        assert len(array) == 2


def test_a_tied_weight_has_its_other_name(tmp_path: Path, write_run: OpenRunWriter) -> None:
    write_run(tmp_path).log(0)
    run = load_run(tmp_path)
    for method in (run.weights, run.gradients, run.rows, run.row_ids, run.row_statistics, run.labels):
        np.testing.assert_array_equal(method("lm_head.weight"), method(WTE))


def test_what_was_not_logged_is_nan(
    tmp_path: Path, write_run: OpenRunWriter, layout: Layout, make_snapshot: Callable[..., Snapshot]
) -> None:
    writer = write_run(tmp_path).log(0)
    bare = replace(make_snapshot(layout, 10), gradients=None, rows={})
    writer.add(10, snapshot_to_summary(bare, writer.segment))
    run = load_run(tmp_path)
    assert run.steps.tolist() == [0, 10]
    for array in (run.gradients(WTE), run.rows(WTE), run.row_statistics(WTE)):
        assert np.isfinite(array[0]).all()
        assert np.isnan(array[1]).all()
    assert np.isfinite(run.weights(WTE)).all()


def test_a_run_without_gradients(
    tmp_path: Path, write_run: OpenRunWriter, layout: Layout, make_snapshot: Callable[..., Snapshot]
) -> None:
    writer = write_run(tmp_path)
    bare = replace(make_snapshot(layout, 0), gradients=None)
    writer.add(0, snapshot_to_summary(bare, writer.segment, writer.header()))
    assert np.isnan(load_run(tmp_path).gradients(WTE)).all()


def test_a_resumed_run_is_one_run(tmp_path: Path, write_run: OpenRunWriter) -> None:
    write_run(tmp_path).log(0, 10, 20)
    write_run(tmp_path, session=1).log(15)
    assert load_run(tmp_path).steps.tolist() == [0, 10, 15]


def test_unknown_parameters_offer_near_ones(tmp_path: Path, write_run: OpenRunWriter) -> None:
    write_run(tmp_path).log(0)
    run = load_run(tmp_path)
    with pytest.raises(UnknownParameterError, match=r"no parameter 'wte'; did you mean|no parameter 'wte'; there are"):
        run.weights("wte")
    with pytest.raises(UnknownParameterError, match=r"did you mean 'h\.0\.attn\.c_attn\.weight'"):
        run.gradients("h.0.attn.c_attn.weights")
    for method in (run.rows, run.row_ids, run.row_statistics, run.labels):
        with pytest.raises(UnknownParameterError, match="no rows of a parameter 'h"):
            method("h.0.attn.c_attn.weight")


def test_paths_with_nothing_to_read(tmp_path: Path, write_run: OpenRunWriter) -> None:
    with pytest.raises(RunPathError, match="does not exist"):
        load_run(tmp_path / "absent")
    with pytest.raises(FileNotFoundError):
        load_run(tmp_path / "absent")
    with pytest.raises(EmptyRunError, match="no event file"):
        load_run(tmp_path)
    value = summary_pb2.Summary.Value(
        tag="paramviz/statistics/1-0000",
        metadata=summary_metadata(b"\x08\x02"),
        tensor=array_to_proto(np.zeros((1, 1), np.float32)),
    )
    write_run(tmp_path).add(0, summary_pb2.Summary(value=[value]))
    with pytest.raises(EmptyRunError, match=r"nothing can be read: .*found format version 2"):
        load_run(tmp_path)


def test_a_file_that_is_cut_is_read_as_far_as_it_goes(tmp_path: Path, write_run: OpenRunWriter) -> None:
    write_run(tmp_path).log(0, 10)
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:-1])
    run = load_run(tmp_path)
    assert run.steps.tolist() == [0]
    assert "is not complete; the last" in run.problems[0]


def test_a_run_tells_what_it_is(tmp_path: Path, write_run: OpenRunWriter) -> None:
    write_run(tmp_path / "a").log(0, 10)
    assert repr(load_run(tmp_path / "a")) == f"<Run '{tmp_path / 'a'}': 2 steps from 0 to 10, 2 parameters>"
