"""From the checkpoints of a training to its run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from tensorboard_plugin_paramviz import SummaryWriter, load_run
from tensorboard_plugin_paramviz.capture.checkpoints.errors import (
    CheckpointLabelsError,
    DamagedCheckpointError,
    RunExistsError,
)
from tensorboard_plugin_paramviz.capture.checkpoints.log import log_checkpoints
from tensorboard_plugin_paramviz.capture.errors import BudgetError, LabelsError, LogDirectoryError, PatternError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from nanogpt.model import GPT
    from tensorboard_plugin_paramviz import Run

    Train = Callable[..., dict[int, Path]]

STEPS = (0, 2, 5)
HALF_A_CODE = 0.5 / 32_767
EMBEDDING = "transformer.wte.weight"


def weights_of(path: Path) -> dict[str, torch.Tensor]:
    """What torch itself reads."""
    content: dict[str, Any] = torch.load(path, weights_only=True)
    weights: dict[str, torch.Tensor] = content.get("model", content)
    return weights


def assert_shows(run: Run, paths: Sequence[Path]) -> None:
    """Each weight on show is that of the checkpoint, to within half a code."""
    for index, path in enumerate(paths):
        weights = weights_of(path)
        for parameter in run.parameters:
            matrix = weights[parameter.name].reshape(parameter.matrix_shape).numpy()
            rows, columns = (
                np.arange(count) * size // count for count, size in zip(parameter.tile_shape, matrix.shape, strict=True)
            )
            tile = matrix[np.ix_(rows, columns)]
            error = np.abs(run.weights(parameter.name)[index] - tile).max()
            assert error <= np.abs(tile).max() * HALF_A_CODE * 1.001


def test_the_run_shows_the_weights_of_each_checkpoint(train: Train, tmp_path: Path) -> None:
    paths = train(tmp_path, STEPS)
    log_checkpoints([paths[5], paths[0], paths[2]], tmp_path / "run")
    run = load_run(tmp_path / "run")
    assert run.steps.tolist() == list(STEPS)
    assert run.problems == ()
    assert [parameter.name for parameter in run.parameters] == list(weights_of(paths[0]))[:-1]
    assert_shows(run, [paths[step] for step in STEPS])
    for index, step in enumerate(STEPS):
        rows = weights_of(paths[step])[EMBEDDING].numpy()
        assert np.abs(run.rows(EMBEDDING)[index] - rows).max() <= np.abs(rows).max() * HALF_A_CODE * 1.001


def test_it_is_the_run_that_the_live_model_would_have_logged(train: Train, tmp_path: Path, gpt: GPT) -> None:
    paths = train(tmp_path, STEPS)
    log_checkpoints(list(paths.values()), tmp_path / "run")
    with SummaryWriter(tmp_path / "live") as writer:
        for step, path in paths.items():
            gpt.load_state_dict(weights_of(path))
            writer.add_parameters(gpt, step, gradients=False)
    run, live = load_run(tmp_path / "run"), load_run(tmp_path / "live")
    assert run.parameters == live.parameters
    np.testing.assert_array_equal(run.statistics, live.statistics)
    np.testing.assert_array_equal(run.rows(EMBEDDING), live.rows(EMBEDDING))


def test_changes_between_checkpoints_are_measured_and_no_gradients_are_logged(train: Train, tmp_path: Path) -> None:
    log_checkpoints(list(train(tmp_path, STEPS).values()), tmp_path / "run")
    run = load_run(tmp_path / "run")
    update_ratios = run.statistics[:, :, run.statistic_names.index("update_ratio")]
    assert np.isnan(update_ratios[0]).all()
    assert (update_ratios[1:] > 0).all()
    assert np.isnan(run.statistics[:, :, run.statistic_names.index("grad_norm")]).all()
    assert np.isnan(run.gradients(EMBEDDING)).all()


def test_hyperparameters_and_labels_are_kept_with_the_run(train: Train, tmp_path: Path) -> None:
    tokens = [f"token {row}" for row in range(20)]
    log_checkpoints(list(train(tmp_path, (0, 1)).values()), tmp_path / "run", tokens=tokens)
    run = load_run(tmp_path / "run")
    assert run.labels(EMBEDDING) == tuple(tokens)
    assert run.config["config.learning_rate"] == 0.01
    assert "iter_num" not in run.config


def test_formats_may_be_mixed(train: Train, tmp_path: Path) -> None:
    paths = train(tmp_path, (0, 1, 2))
    weights = {name: tensor for name, tensor in weights_of(paths[1]).items() if name != "lm_head.weight"}
    save_file(weights, tmp_path / "step1.safetensors")
    torch.save({f"_orig_mod.{name}": tensor for name, tensor in weights_of(paths[2]).items()}, tmp_path / "step2.pt")
    torch.save(torch.load(paths[0], weights_only=True), tmp_path / "step0.pt", _use_new_zipfile_serialization=False)
    files = [tmp_path / name for name in ("step0.pt", "step1.safetensors", "step2.pt")]
    log_checkpoints(files, tmp_path / "run", steps=[0, 1, 2])
    run = load_run(tmp_path / "run")
    assert run.steps.tolist() == [0, 1, 2]
    assert_shows(run, [paths[step] for step in (0, 1, 2)])


def test_a_model_that_changed_its_shape_is_shown_in_both(tmp_path: Path) -> None:
    for step, layers in ((1, 1), (2, 1), (3, 2), (4, 2)):
        weights = {f"layers.{layer}.fc.weight": torch.full((4, 4), float(step)) for layer in range(layers)}
        torch.save({**weights, "embed.weight": torch.ones(10 + layers, 4)}, tmp_path / f"step{step}.pt")
    log_checkpoints([tmp_path / f"step{step}.pt" for step in (1, 2, 3, 4)], tmp_path / "run")
    run = load_run(tmp_path / "run")
    assert run.steps.tolist() == [1, 2, 3, 4]
    assert [parameter.name for parameter in run.parameters] == [
        "layers.0.fc.weight",
        "layers.1.fc.weight",
        "embed.weight",
    ]
    assert run.weights("layers.0.fc.weight")[:, 0, 0].tolist() == pytest.approx([1, 2, 3, 4])
    assert run.weights("layers.1.fc.weight")[2:, 0, 0].tolist() == pytest.approx([3, 4])
    assert np.isnan(run.weights("layers.1.fc.weight")[:2]).all()


def test_parameters_can_be_chosen(train: Train, tmp_path: Path) -> None:
    paths = list(train(tmp_path, (0, 1)).values())
    log_checkpoints(paths, tmp_path / "run", include=["*.h.0.*", "*.wte.*"], exclude=["*.bias"], max_bytes=20_000)
    names = [parameter.name for parameter in load_run(tmp_path / "run").parameters]
    assert names == [
        EMBEDDING,
        *(
            f"transformer.h.0.{word}.weight"
            for word in ("ln_1", "attn.c_attn", "attn.c_proj", "ln_2", "mlp.c_fc", "mlp.c_proj")
        ),
    ]


def test_values_that_are_not_finite_are_counted(tmp_path: Path) -> None:
    weight = torch.ones(300, 300)
    weight[7, 9] = float("nan")
    torch.save({"fc.weight": weight}, tmp_path / "step1.pt")
    log_checkpoints([tmp_path / "step1.pt"], tmp_path / "run")
    run = load_run(tmp_path / "run")
    assert run.statistics[0, 0, run.statistic_names.index("nonfinite")] == 1


def test_progress_is_told_from_none_to_all(train: Train, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    log_checkpoints(
        list(train(tmp_path, STEPS).values()),
        tmp_path / "run",
        on_progress=lambda timeline, logged: told.append((logged, len(timeline.entries))),
    )
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_a_directory_with_a_run_is_left_alone(train: Train, tmp_path: Path) -> None:
    paths = list(train(tmp_path, (0, 1)).values())
    with SummaryWriter(tmp_path / "run") as writer:
        writer.add_scalar("loss", 1.0, 0)
    before = {path: path.read_bytes() for path in (tmp_path / "run").iterdir()}
    with pytest.raises(RunExistsError, match="holds a run already; choose another --logdir, or --force"):
        log_checkpoints(paths, tmp_path / "run")
    assert {path: path.read_bytes() for path in (tmp_path / "run").iterdir()} == before


def test_forced_into_it_the_steps_from_the_first_on_are_replaced(train: Train, tmp_path: Path) -> None:
    paths = train(tmp_path, (0, 1, 2, 3))
    log_checkpoints(list(paths.values()), tmp_path / "run")
    log_checkpoints([paths[2]], tmp_path / "run", force=True)
    assert load_run(tmp_path / "run").steps.tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"include": ["nothing"]}, PatternError),
        ({"max_bytes": 0}, BudgetError),
        ({"tokens": ["a", "b"]}, LabelsError),
        ({"tokens": ["a"], "exclude": [EMBEDDING]}, CheckpointLabelsError),
    ],
)
def test_options_that_do_not_fit_are_refused_before_anything_is_written(
    options: dict[str, Any], error: type[Exception], train: Train, tmp_path: Path
) -> None:
    paths = list(train(tmp_path, (0,)).values())
    with pytest.raises(error):
        log_checkpoints(paths, tmp_path / "runs" / "old", **options)
    assert not (tmp_path / "runs").exists()


def test_labels_that_fit_only_some_of_the_checkpoints_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    for step, rows in ((1, 4), (2, 5)):
        torch.save({"embed.weight": torch.ones(rows, 4)}, tmp_path / f"step{step}.pt")
    with pytest.raises(LabelsError, match="has 4 labels; the parameter has 5 rows"):
        log_checkpoints([tmp_path / "step1.pt", tmp_path / "step2.pt"], tmp_path / "run", tokens=list("abcd"))
    assert not (tmp_path / "run").exists()


def test_one_damaged_checkpoint_among_many_leaves_nothing_behind(train: Train, tmp_path: Path) -> None:
    paths = train(tmp_path, (0, 1, 2))
    paths[2].write_bytes(paths[2].read_bytes()[:1000])
    with pytest.raises(DamagedCheckpointError):
        log_checkpoints(list(paths.values()), tmp_path / "runs" / "old")
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(("changed", "logged"), [(0, None), (1, [0])])
def test_a_checkpoint_that_changes_meanwhile_ends_it(
    changed: int, logged: list[int] | None, train: Train, tmp_path: Path
) -> None:
    paths = train(tmp_path, (0, 1))

    def change(_timeline: object, count: int) -> None:
        if count == changed:
            torch.save({"fc.weight": torch.ones(2, 2)}, paths[changed])

    with pytest.raises(DamagedCheckpointError, match=r"changed while it was logged; is its training still running\?"):
        log_checkpoints(list(paths.values()), tmp_path / "runs" / "old", on_progress=change)
    if logged is None:
        assert not (tmp_path / "runs").exists()
    else:
        assert load_run(tmp_path / "runs" / "old").steps.tolist() == logged


def test_what_was_in_the_directory_before_stays_when_nothing_can_be_logged(train: Train, tmp_path: Path) -> None:
    paths = train(tmp_path, (0,))
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "notes.txt").write_text("mine")

    def change(_timeline: object, _count: int) -> None:
        paths[0].unlink()

    with pytest.raises(FileNotFoundError):
        log_checkpoints(list(paths.values()), tmp_path / "run", on_progress=change)
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["notes.txt"]


def test_a_directory_that_cannot_be_made_is_named(train: Train, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(LogDirectoryError):
        log_checkpoints(list(train(tmp_path, (0,)).values()), tmp_path / "file" / "run")
