"""Checkpoints in the order of their steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from tensorboard_plugin_paramviz.capture.checkpoints.errors import (
    CheckpointStepsError,
    DamagedCheckpointError,
    PickledCodeError,
    TensorsMissingError,
)
from tensorboard_plugin_paramviz.capture.checkpoints.timeline import open_timeline

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nanogpt.model import GPT

    Train = Callable[..., dict[int, Path]]


def test_checkpoints_are_sorted_by_step(train: Train, gpt: GPT, tmp_path: Path) -> None:
    paths = train(tmp_path, (0, 2, 10))
    timeline = open_timeline([paths[10], paths[0], paths[2]])
    assert timeline.steps == (0, 2, 10)
    assert [entry.path for entry in timeline.entries] == [paths[0], paths[2], paths[10]]
    assert timeline.unmapped == ()
    assert timeline.size_bytes == 3 * 4 * gpt.parameter_count()


def test_given_steps_belong_to_the_paths_in_their_order(train: Train, tmp_path: Path) -> None:
    paths = train(tmp_path, (0, 1))
    timeline = open_timeline([paths[0], paths[1]], [700, 600])
    assert timeline.steps == (600, 700)
    assert [entry.path for entry in timeline.entries] == [paths[1], paths[0]]


def test_what_all_checkpoints_say_describes_the_run(train: Train, tmp_path: Path) -> None:
    timeline = open_timeline(list(train(tmp_path, (0, 1)).values()))
    assert timeline.class_name == "Checkpoint"
    assert timeline.config == {
        "model_args.block_size": 8,
        "model_args.vocab_size": 20,
        "model_args.n_layer": 2,
        "model_args.n_head": 2,
        "model_args.n_embd": 8,
        "model_args.dropout": 0.0,
        "model_args.bias": True,
        "config.learning_rate": 0.01,
        "config.dataset": "shakespeare",
    }


def test_files_that_cannot_be_mapped_are_named(tmp_path: Path) -> None:
    torch.save({"fc.weight": torch.ones(2, 2)}, tmp_path / "step1.pt", _use_new_zipfile_serialization=False)
    torch.save({"fc.weight": torch.ones(2, 2)}, tmp_path / "step2.pt")
    timeline = open_timeline([tmp_path / "step2.pt", tmp_path / "step1.pt"])
    assert timeline.unmapped == (tmp_path / "step1.pt",)


def test_one_damaged_file_among_many_is_found_before_anything_else(train: Train, tmp_path: Path) -> None:
    paths = train(tmp_path, (0, 1, 2))
    paths[1].write_bytes(paths[1].read_bytes()[:-100])
    with pytest.raises(DamagedCheckpointError, match=r"ckpt_1\.pt is cut short or damaged"):
        open_timeline(list(paths.values()))


@pytest.mark.parametrize(
    ("content", "error", "text"),
    [
        (
            {"epoch": 3},
            TensorsMissingError,
            "holds no parameters: expected a dictionary of named tensors, found a dict",
        ),
        ([1, 2], TensorsMissingError, "expected a dictionary of named tensors, found a list"),
        (torch.ones(2), TensorsMissingError, "expected a dictionary of named tensors, found one tensor"),
        ({"a": torch.arange(3)}, TensorsMissingError, "found 'a' is whole numbers (int64)"),
        (torch.nn.Linear(2, 2), PickledCodeError, "holds a whole torch.nn.modules.linear.Linear, pickled, which only"),
        ({"model": torch.nn.Linear(2, 2)}, PickledCodeError, "holds a whole torch.nn.modules.linear.Linear, pickled"),
    ],
)
def test_a_checkpoint_without_weights_says_what_it_holds(
    content: object, error: type[Exception], text: str, tmp_path: Path
) -> None:
    torch.save(content, tmp_path / "step1.pt")
    with pytest.raises(error) as caught:
        open_timeline([tmp_path / "step1.pt"])
    assert text in str(caught.value)


def test_the_same_file_twice_is_the_same_step_twice(train: Train, tmp_path: Path) -> None:
    path = train(tmp_path, (0,))[0]
    with pytest.raises(CheckpointStepsError, match="are both of step 0"):
        open_timeline([path, path])
