"""A run that is watched can be read back: its parameters, the characters of its tokens, its configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from nanogpt.checkpoint import load_checkpoint
from nanogpt.train import main, train
from tensorboard_plugin_paramviz import load_run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nanogpt.config import TrainConfig

TOKENS = "transformer.wte.weight"


def test_snapshots_hold_the_parameters_of_the_checkpoint(
    tiny: Callable[..., TrainConfig], text_file: Path, tmp_path: Path
) -> None:
    train(tiny(watch=True, watch_every=4, data=str(text_file)))
    run = load_run(tmp_path / "runs" / "tiny")
    checkpoint = load_checkpoint(tmp_path / "out")
    assert list(run.steps) == [0, 4, 8]
    assert {parameter.name for parameter in run.parameters} == set(checkpoint.model) - {"lm_head.weight"}

    embedding = checkpoint.model[TOKENS].numpy()
    assert run.rows(TOKENS)[-1] == pytest.approx(embedding[run.row_ids(TOKENS)], abs=1e-4)
    labels = dict(zip(run.row_ids(TOKENS).tolist(), run.labels(TOKENS), strict=True))
    assert labels[checkpoint.characters.index(" ")] == "␣"
    assert labels[checkpoint.characters.index("\n")] == "↵"
    assert labels[checkpoint.characters.index("q")] == "q"


def test_gradients_of_every_update_are_there_and_the_configuration_too(
    tiny: Callable[..., TrainConfig], tmp_path: Path
) -> None:
    train(tiny(watch=True, watch_every=1, max_iters=4))
    run = load_run(tmp_path / "runs" / "tiny")
    gradient_norm = run.statistics[:, :, run.statistic_names.index("grad_norm")]
    assert (gradient_norm[1:] > 0).all()
    assert run.config["n_layer"] == 2
    assert run.config["learning_rate"] == 1e-3
    assert run.config["data"] == "embedded"


def test_a_resumed_run_goes_on_in_the_same_film(tiny_arguments: Callable[..., list[str]], tmp_path: Path) -> None:
    assert main(tiny_arguments(watch=True, watch_every=2, max_iters=4)) == 0
    assert main(["--resume", f"--out_dir={tmp_path / 'out'}", "--max_iters=8"]) == 0
    assert list(load_run(tmp_path / "runs" / "tiny").steps) == [0, 2, 4, 6, 8]


def test_watching_changes_nothing_in_the_training(tiny: Callable[..., TrainConfig], tmp_path: Path) -> None:
    losses = [
        train(
            tiny(watch=watch, watch_every=1, dropout=0.1, out_dir=str(tmp_path / f"out-{watch}"), log_dir=str(log_dir))
        )
        for watch, log_dir in ((True, tmp_path / "watched"), (False, tmp_path / "unwatched"))
    ]
    assert losses[0] == losses[1]


def test_losses_lie_in_the_same_event_file(tiny: Callable[..., TrainConfig], tmp_path: Path) -> None:
    train(tiny(watch=True, watch_every=4))
    log_dir = tmp_path / "runs" / "tiny"
    assert len(list(log_dir.iterdir())) == 1
    tags = EventAccumulator(str(log_dir)).Reload().Tags()
    assert set(tags["scalars"]) == {"loss/train", "loss/validation", "learning_rate"}
