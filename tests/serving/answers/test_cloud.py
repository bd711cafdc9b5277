"""Clouds: where the points are, in whose axes, and what stays still."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tensorboard_plugin_paramviz.format.layout import CloudLayout
from tensorboard_plugin_paramviz.format.snapshot import CloudRows, snapshot_to_summary
from tensorboard_plugin_paramviz.serving.answers.cloud import CloudRequest, Clouds
from tensorboard_plugin_paramviz.serving.errors import BasisError, UnknownParameterError, UnknownRunError
from tensorboard_plugin_paramviz.serving.reading.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from tensorboard_plugin_paramviz.format.layout import Layout
    from tensorboard_plugin_paramviz.format.snapshot import Snapshot
    from tensorboard_plugin_paramviz.serving.answers.basis_id import Projection
    from tensorboard_plugin_paramviz.serving.answers.cloud import Cloud
    from tensorboard_plugin_paramviz.serving.sources.source import RawSeries, Source
    from tests.serving.conftest import OpenRunWriter

    OpenSource = Callable[[Path], Source]
    MakeSnapshot = Callable[..., Snapshot]
    TrueWeights = Callable[..., dict[str, np.ndarray]]

WTE = "transformer.wte.weight"
WITH_AXES: tuple[Projection, ...] = ("pca", "final", "first")


def ask(
    source: Source,
    *names: str,
    parameter: str = WTE,
    clouds: Clouds | None = None,
    **request: Any,  # noqa: ANN401  # what CloudRequest takes
) -> Cloud:
    """A cloud, from a server that has just started unless one is given."""
    return (clouds or Clouds(Reader())).cloud(source, CloudRequest(names or ("a",), parameter, **request))


def test_every_step_of_every_run_in_one_basis(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource, layout: Layout, true_weights: TrueWeights
) -> None:
    write_run(tmp_path / "a").log(0, 10).cut().log(20)
    write_run(tmp_path / "b", seed=1).log(0, 5)
    cloud = ask(open_source(tmp_path), "b", "a", align=False)
    assert [run.name for run in cloud.runs] == ["b", "a"]
    assert [run.points.steps.tolist() for run in cloud.runs] == [[0, 5], [0, 10, 20]]
    assert [run.fit.group for run in cloud.runs] == [0, 0]
    assert cloud.projection == "pca"
    rows = np.concatenate(
        [true_weights(layout, step, seed)[WTE] for seed, step in ((1, 0), (1, 5), (0, 0), (0, 10), (0, 20))]
    )
    positions = np.concatenate([run.points.positions.reshape(-1, 3) for run in cloud.runs])
    # three axes of five columns keep their share of the variance, and no distance grows
    centered = rows - rows.mean(axis=0)
    share = (positions.astype(np.float64) ** 2).sum(axis=0) / (centered**2).sum()
    np.testing.assert_allclose(share, cloud.runs[0].fit.basis.explained_variance, atol=1e-4)
    between = np.linalg.norm(positions[:, np.newaxis] - positions, axis=-1)
    assert (between <= np.linalg.norm(rows[:, np.newaxis] - rows, axis=-1) + 1e-3).all()


def test_norms_are_those_of_the_full_rows(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource, layout: Layout, true_weights: TrueWeights
) -> None:
    write_run(tmp_path / "a").log(0, 10)
    (run,) = ask(open_source(tmp_path)).runs
    expected = [np.linalg.norm(true_weights(layout, step)[WTE], axis=1) for step in (0, 10)]
    np.testing.assert_allclose(run.points.norms, expected, rtol=1e-5)
    np.testing.assert_allclose(run.points.grad_norms, np.array(expected) / 2, rtol=1e-5)
    assert run.row_ids.tolist() == list(range(6))
    assert run.layout.labels[5] == "token 5"


def test_an_alias_of_a_tied_weight_will_do(tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource) -> None:
    write_run(tmp_path / "a").log(0)
    clouds, source = Clouds(Reader()), open_source(tmp_path)
    by_alias, by_name = ask(source, parameter="lm_head.weight", clouds=clouds), ask(source, clouds=clouds)
    assert by_alias.basis == by_name.basis
    np.testing.assert_array_equal(by_alias.runs[0].points.positions, by_name.runs[0].points.positions)
    again = ask(source, parameter="lm_head.weight", clouds=clouds, basis=by_name.basis)
    assert again.basis == by_name.basis


def test_the_first_columns_are_a_projection(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource, layout: Layout, true_weights: TrueWeights
) -> None:
    write_run(tmp_path / "a").log(0, 10).cut().log(20)
    cloud = ask(open_source(tmp_path), projection="first")
    assert cloud.projection == "first"
    for position, step in zip(cloud.runs[0].points.positions, (0, 10, 20), strict=True):
        np.testing.assert_allclose(position, true_weights(layout, step)[WTE][:, :3], atol=1e-3)


def test_the_newest_step_alone_may_give_the_axes(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource
) -> None:
    write_run(tmp_path / "a").log(0, 10).cut().log(20)
    cloud = ask(open_source(tmp_path), projection="final")
    first, _, newest = cloud.runs[0].points.positions.astype(np.float64)
    np.testing.assert_allclose(newest.mean(axis=0), 0, atol=1e-4)  # it is the origin
    assert np.abs(first.mean(axis=0)).max() > 1e-3
    covariance = newest.T @ newest
    np.testing.assert_allclose(covariance, np.diag(np.diag(covariance)), atol=1e-3)


def test_runs_of_different_width_have_axes_of_their_own(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource, make_layout: Callable[..., Layout]
) -> None:
    write_run(tmp_path / "a").log(0, 10)
    write_run(tmp_path / "b", make_layout(columns=9)).log(0)
    write_run(tmp_path / "c", seed=3).log(0)
    source = open_source(tmp_path)
    together, alone = ask(source, "a", "b", "c", align=False), ask(source, "b")
    assert [run.fit.group for run in together.runs] == [0, 1, 0]
    np.testing.assert_array_equal(together.runs[1].points.positions, alone.runs[0].points.positions)
    assert together.runs[0].fit.basis.explained_variance == together.runs[2].fit.basis.explained_variance
    assert together.runs[1].fit.basis.explained_variance == alone.runs[0].fit.basis.explained_variance


def test_steps_may_be_chosen_and_stand_in_the_same_places(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource
) -> None:
    write_run(tmp_path / "a").log(0, 10).cut().log(20, 30)
    source = open_source(tmp_path)
    whole, some = ask(source), ask(source, only=frozenset({30, 10, 99}))
    assert some.basis == whole.basis
    assert some.runs[0].points.steps.tolist() == [10, 30]
    np.testing.assert_array_equal(some.runs[0].points.positions, whole.runs[0].points.positions[[1, 3]])
    assert ask(source, only=frozenset({10, 30}), after=10).runs[0].points.steps.tolist() == [30]
    assert ask(source, only=frozenset({5})).runs[0].points.positions.shape == (0, 6, 3)


def test_after_gives_only_newer_steps_in_the_same_places(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource
) -> None:
    write_run(tmp_path / "a").log(0, 10).cut().log(20, 30)
    source = open_source(tmp_path)
    whole, part, none = ask(source), ask(source, after=20), ask(source, after=30)
    assert part.basis == whole.basis
    assert part.runs[0].points.steps.tolist() == [30]
    np.testing.assert_array_equal(part.runs[0].points.positions, whole.runs[0].points.positions[3:])
    assert none.runs[0].points.positions.shape == (0, 6, 3)
    assert none.runs[0].points.norms.shape == (0, 6)


def test_a_basis_keeps_the_picture_still_while_a_run_goes_on(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource
) -> None:
    writer = write_run(tmp_path / "a").log(0, 10)
    first = ask(open_source(tmp_path))
    writer.log(20).cut().log(30)
    source = open_source(tmp_path)
    kept, fresh = ask(source, basis=first.basis), ask(source)
    assert kept.basis == first.basis
    assert fresh.basis != first.basis
    assert kept.runs[0].points.steps.tolist() == [0, 10, 20, 30]
    np.testing.assert_allclose(kept.runs[0].points.positions[:2], first.runs[0].points.positions, atol=1e-6)
    assert kept.runs[0].fit.basis.explained_variance == first.runs[0].fit.basis.explained_variance
    assert np.abs(fresh.runs[0].points.positions[:2] - first.runs[0].points.positions).max() > 1e-3


@pytest.mark.parametrize("projection", WITH_AXES)
def test_a_basis_is_the_same_after_a_restart(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource, projection: Projection
) -> None:
    writer = write_run(tmp_path / "a").log(0, 10)
    write_run(tmp_path / "b", seed=1).log(0, 7)
    running, source = Clouds(Reader()), open_source(tmp_path)
    basis = ask(source, "a", "b", clouds=running, projection=projection).basis
    writer.log(20)
    source = open_source(tmp_path)
    before = ask(source, clouds=running, basis=basis)
    after = ask(source, "a", basis=basis)
    assert before.basis == after.basis == basis
    np.testing.assert_allclose(after.runs[0].points.positions, before.runs[0].points.positions, atol=1e-6)


def test_a_basis_places_runs_that_it_was_not_fitted_on(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource
) -> None:
    write_run(tmp_path / "a").log(0, 10)
    write_run(tmp_path / "b").log(0, 10)
    source = open_source(tmp_path)
    basis = ask(source, "a").basis
    cloud = ask(source, "b", basis=basis)
    assert cloud.basis == basis
    np.testing.assert_array_equal(cloud.runs[0].points.positions, ask(source, "a").runs[0].points.positions)


def test_a_basis_whose_data_is_gone_gives_way_to_a_new_one(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource, make_layout: Callable[..., Layout]
) -> None:
    write_run(tmp_path / "a").log(0, 10, 20)
    write_run(tmp_path / "b").log(0)
    write_run(tmp_path / "wide", make_layout(columns=9)).log(0)
    source = open_source(tmp_path)
    basis = ask(source, "a", "b").basis
    assert ask(source, "wide", basis=basis).basis == ask(source, "wide").basis  # no run of this width in it
    for path in (tmp_path / "b").iterdir():
        path.unlink()
    source = open_source(tmp_path)
    assert ask(source, "a", basis=basis).basis == ask(source, "a").basis  # run b is gone

    basis = ask(source, "a").basis
    write_run(tmp_path / "a", session=1).log(15)
    source = open_source(tmp_path)
    assert ask(source, "a", basis=basis).basis == ask(source, "a").basis != basis  # its step 20 is gone


def test_a_basis_of_another_request_is_refused(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource, layout: Layout
) -> None:
    two = replace(layout, clouds=(*layout.clouds, replace(layout.clouds[0], parameter="h.0.attn.c_attn.weight")))
    write_run(tmp_path / "a", two).log(0)
    source = open_source(tmp_path)
    basis = ask(source).basis
    with pytest.raises(BasisError, match=r"was fitted on .*, the request is for another parameter"):
        ask(source, parameter="h.0.attn.c_attn.weight", basis=basis)
    with pytest.raises(BasisError, match="is a projection 'pca', the request says 'final'"):
        ask(source, basis=basis, projection="final")
    with pytest.raises(BasisError, match="was fitted with align=1, the request says 0"):
        ask(source, basis=basis, align=False)
    with pytest.raises(BasisError, match="no basis of this server's"):
        ask(source, basis="nonsense")


def test_runs_and_parameters_that_do_not_exist(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource, layout: Layout
) -> None:
    write_run(tmp_path / "a").log(0)
    write_run(tmp_path / "b", replace(layout, clouds=())).log(0)
    source = open_source(tmp_path)
    with pytest.raises(UnknownRunError):
        ask(source, "a", "c")
    with pytest.raises(UnknownParameterError, match="the run 'b' logs no rows of a parameter"):
        ask(source, "a", "b")
    with pytest.raises(UnknownParameterError, match=r"did you mean 'transformer\.wte\.weight'"):
        ask(source, parameter="transformer.wpe.weight")


def test_rows_are_matched_by_number_when_others_are_logged(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource, layout: Layout
) -> None:
    fewer = replace(layout, clouds=(CloudLayout(WTE, (5, 0, 3), 5, ("f", "a", "d")),))
    write_run(tmp_path / "a", fewer).log(0)
    write_run(tmp_path / "a", session=1).log(10)
    (run,) = ask(open_source(tmp_path)).runs
    assert run.row_ids.tolist() == [0, 1, 2, 3, 4, 5]
    assert run.points.steps.tolist() == [0, 10]
    present = np.isfinite(run.points.positions).all(axis=2)
    assert present.tolist() == [[True, False, False, True, False, True], [True] * 6]
    assert np.isfinite(run.points.norms).tolist() == present.tolist()


def test_steps_of_another_width_are_left_out(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource, make_layout: Callable[..., Layout]
) -> None:
    write_run(tmp_path / "a", make_layout(columns=9)).log(0)
    write_run(tmp_path / "a", session=1).log(10)
    assert ask(open_source(tmp_path)).runs[0].points.steps.tolist() == [10]


def test_damaged_rows_cost_their_step_and_rows_that_are_not_finite_themselves(
    tmp_path: Path,
    write_run: OpenRunWriter,
    open_source: OpenSource,
    layout: Layout,
    make_snapshot: Callable[..., Snapshot],
) -> None:
    writer = write_run(tmp_path / "a").log(0)
    snapshot = make_snapshot(layout, 10)
    damaged = CloudRows(snapshot.rows[WTE].codes[:3], snapshot.rows[WTE].statistics)
    writer.add(10, snapshot_to_summary(replace(snapshot, rows={WTE: damaged}), writer.segment))
    snapshot = make_snapshot(layout, 20)
    statistics = snapshot.rows[WTE].statistics.copy()
    statistics[4, 0] = np.inf
    statistics[5, 0] = np.nan
    codes = snapshot.rows[WTE].codes.copy()
    codes[3, 1] = -32_768
    hostile = replace(snapshot, rows={WTE: CloudRows(codes, statistics)})
    writer.add(20, snapshot_to_summary(hostile, writer.segment))
    for projection in WITH_AXES:
        (run,) = ask(open_source(tmp_path), projection=projection).runs
        assert run.points.steps.tolist() == [0, 20]
        present = np.isfinite(run.points.positions).all(axis=2)
        assert present.tolist() == [[True] * 6, [True, True, True, False, False, False]]


def test_a_poll_reads_only_what_is_new(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = write_run(tmp_path / "a").log(0, 10)
    clouds = Clouds(Reader(cache_bytes=0))
    basis = ask(open_source(tmp_path), clouds=clouds).basis
    writer.cut().log(20)
    source = open_source(tmp_path)
    read: list[str] = []
    read_series = source.read_series

    def remember(tags: Mapping[str, Sequence[str]]) -> Mapping[str, Mapping[str, RawSeries]]:
        read.extend(tag for its in tags.values() for tag in its)
        return read_series(tags)

    monkeypatch.setattr(source, "read_series", remember)
    ask(source, clouds=clouds, after=10, basis=basis)
    assert {tag.rpartition("/")[2] for tag in read} == {str(writer.segment)}
    read.clear()
    ask(source, clouds=clouds, basis=basis)
    assert read == []  # points are kept, even where rows are not
