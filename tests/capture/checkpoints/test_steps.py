"""At which step each checkpoint was saved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tensorboard_plugin_paramviz.capture.checkpoints.errors import CheckpointStepsError
from tensorboard_plugin_paramviz.capture.checkpoints.steps import assign_steps, step_in_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tensorboard_plugin_paramviz.format.layout import ConfigValue


@pytest.mark.parametrize(
    ("path", "step"),
    [
        ("step500.pt", 500),
        ("step_000500.pt", 500),
        ("out/ckpt-500.pt", 500),
        ("checkpoint-500", 500),
        ("global_step1000", 1000),
        ("epoch=3-step=1200.ckpt", 1200),
        ("epoch=3-step=1200-val_loss=2.31.ckpt", 1200),
        ("step500-loss3.21.pt", 500),
        ("iter_00500_loss_3.21.pth", 500),
        ("model_0100_0.25.pt", 100),
        ("gpt2-124M-500.pt", 500),
        ("pythia-160m-step143000", 143_000),
        ("step-50K-105b", 50_000),
        ("step1.5k.pt", 1500),
        ("it500.safetensors", 500),
        ("epoch_7.pth.tar", 7),
        ("ckpt_3_step_500.pt", 500),
        ("run2/step500/ckpt.pt", 500),
        ("run2/500/ckpt.pt", 500),
        ("run2/checkpoint-500/model.safetensors", 500),
        ("run2/model.pt", None),
        ("model.pt", None),
        ("gpt-124M.pt", None),
        ("loss3.21.pt", None),
    ],
)
def test_a_name_tells_the_step(path: str, step: int | None) -> None:
    assert step_in_path(Path("/trainings") / path) == step


def steps(*checkpoints: tuple[str, Mapping[str, ConfigValue]], given: list[int] | None = None) -> list[int]:
    return assign_steps([(Path("/trainings") / path, facts) for path, facts in checkpoints], given)


def test_what_a_checkpoint_says_comes_before_its_name() -> None:
    assert steps(("run3_a.pt", {"iter_num": 500}), ("run3_b.pt", {"iter_num": 0})) == [500, 0]


@pytest.mark.parametrize(
    "facts", [{"global_step": 5}, {"iter_num": 5}, {"step": "5"}, {"step": 5.0}, {"epoch": 1, "num_updates": 5}]
)
def test_the_step_has_many_names(facts: dict[str, ConfigValue]) -> None:
    assert steps(("x.pt", facts)) == [5]


def test_where_only_some_tell_their_step_the_names_of_the_others_do_if_they_agree() -> None:
    assert steps(("a_0.pt", {}), ("a_500.pt", {"iter_num": 500})) == [0, 500]


def test_epochs_count_where_nothing_else_does() -> None:
    assert steps(("best.pt", {"epoch": 3}), ("last.pt", {"epoch": 9})) == [3, 9]


def test_given_steps_come_before_everything() -> None:
    assert steps(("a_0.pt", {"iter_num": 7}), ("a_1.pt", {}), given=[100, 50]) == [100, 50]


@pytest.mark.parametrize(
    ("checkpoints", "given", "text"),
    [
        (
            [("best.pt", {}), ("step5.pt", {})],
            None,
            "/trainings/best.pt (says nothing, is named nothing), /trainings/step5.pt (says nothing, is named 5)",
        ),
        (
            [("a_3.pt", {"iter_num": 500}), ("b_4.pt", {})],
            None,
            "not clear: /trainings/a_3.pt (says 500, is named 3), /trainings/b_4.pt (says nothing, is named 4)",
        ),
        ([("a.pt", {"step": True})], None, "a.pt (says nothing, is named nothing)"),
        ([("a.pt", {"step": -1})], None, "a.pt (says nothing, is named nothing)"),
        ([("a.pt", {"step": float("inf")})], None, "a.pt (says nothing, is named nothing)"),
        (
            [("a/step5.pt", {}), ("b/step5.pt", {})],
            None,
            "/trainings/a/step5.pt and /trainings/b/step5.pt are both of step 5; leave one out, or give steps",
        ),
        ([("a.pt", {}), ("b.pt", {})], [1], "--steps gives 1 steps for 2 checkpoints; give one for each"),
        ([("a.pt", {}), ("b.pt", {})], [1, 1], "are both of step 1"),
        ([("a.pt", {})], [-1], "/trainings/a.pt has step -1; expected a number from 0 on"),
        ([("a.pt", {"step": 2**63})], None, "has step 9223372036854775808; expected"),
    ],
)
def test_steps_that_are_not_clear_are_refused(
    checkpoints: list[tuple[str, Mapping[str, ConfigValue]]], given: list[int] | None, text: str
) -> None:
    with pytest.raises(CheckpointStepsError) as caught:
        steps(*checkpoints, given=given)
    assert text in str(caught.value)


def test_the_error_says_what_to_do() -> None:
    with pytest.raises(CheckpointStepsError, match=r"are not clear: .*; give them: --steps 0,500,1000$"):
        steps(("best.pt", {}))


def test_many_unclear_steps_make_a_short_error() -> None:
    with pytest.raises(CheckpointStepsError) as caught:
        steps(*((f"{letter}.pt", {}) for letter in "abcdefghijkl"))
    assert "e.pt" in str(caught.value)
    assert "f.pt" not in str(caught.value)
