"""One update, one evaluation, and a state that goes on to the bit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import torch

from nanogpt.checkpoint import CheckpointMismatchError
from nanogpt.data import load_corpus
from nanogpt.distributed import Processes
from nanogpt.trainer import Trainer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from torch import Tensor

    from nanogpt.config import TrainConfig

ONE_PROCESS = Processes(rank=0, count=1, device=torch.device("cpu"))


def trainer_for(config: TrainConfig) -> Trainer:
    return Trainer(config, load_corpus(config.data, config.block_size), ONE_PROCESS)


def weights(trainer: Trainer) -> dict[str, Tensor]:
    return {name: parameter.clone() for name, parameter in trainer.model.state_dict().items()}


def assert_same_bits(found: dict[str, Tensor], expected: dict[str, Tensor]) -> None:
    assert found.keys() == expected.keys()
    assert [name for name in expected if not torch.equal(found[name], expected[name])] == []


def test_an_update_moves_every_parameter_and_leaves_its_gradient(tiny: Callable[..., TrainConfig]) -> None:
    trainer = trainer_for(tiny())
    before = weights(trainer)
    trainer.update()
    after = weights(trainer)
    assert trainer.step == 1
    assert all(not torch.equal(before[name], after[name]) for name in before)
    assert all(parameter.grad is not None for parameter in trainer.model.parameters())


def test_the_gradient_that_stays_is_clipped(tiny: Callable[..., TrainConfig]) -> None:
    norms = []
    for limit in (0.01, 0.0):
        trainer = trainer_for(tiny(grad_clip=limit))
        trainer.update()
        gradients = [parameter.grad for parameter in trainer.model.parameters()]
        norms.append(torch.linalg.vector_norm(torch.cat([each.flatten() for each in gradients if each is not None])))
    assert norms[0].item() == pytest.approx(0.01, rel=1e-3)
    assert norms[1].item() > 0.1


@pytest.mark.parametrize("overrides", [{}, {"dropout": 0.3}, {"dtype": "float16"}, {"dtype": "bfloat16"}])
def test_a_resumed_run_ends_in_the_same_weights_to_the_bit(
    tiny: Callable[..., TrainConfig], overrides: dict[str, Any]
) -> None:
    straight = trainer_for(tiny(**overrides))
    for _ in range(8):
        straight.update()

    first_half = trainer_for(tiny(**overrides))
    for _ in range(4):
        first_half.update()
    torch.manual_seed(99)  # whatever else the new process does with torch's own randomness
    second_half = trainer_for(tiny(**overrides))
    second_half.restore(first_half.checkpoint())
    for _ in range(4):
        second_half.update()

    assert second_half.step == straight.step == 8
    assert_same_bits(weights(second_half), weights(straight))


def test_the_same_seed_gives_the_same_run_and_another_one_another(tiny: Callable[..., TrainConfig]) -> None:
    losses = []
    for seed in (1, 1, 2):
        trainer = trainer_for(tiny(seed=seed))
        losses.append([trainer.update().item() for _ in range(3)])
    assert losses[0] == losses[1]
    assert losses[0] != losses[2]


def test_a_step_is_the_same_however_it_is_cut_into_micro_batches(tiny: Callable[..., TrainConfig]) -> None:
    whole = trainer_for(tiny(batch_size=8, gradient_accumulation_steps=1))
    cut = trainer_for(tiny(batch_size=2, gradient_accumulation_steps=4))
    for _ in range(3):
        assert cut.update().item() == pytest.approx(whole.update().item(), rel=1e-5)
    for name, expected in weights(whole).items():
        torch.testing.assert_close(weights(cut)[name], expected, rtol=1e-3, atol=1e-5, msg=name)


def test_an_evaluation_is_repeatable_and_changes_nothing(tiny: Callable[..., TrainConfig]) -> None:
    config = tiny(dropout=0.5)
    corpus = load_corpus(config.data, config.block_size)
    trainer = Trainer(config, corpus, ONE_PROCESS)
    before, random_state = weights(trainer), torch.random.get_rng_state()
    losses = {trainer.evaluate(corpus.validation) for _ in range(2)}
    assert len(losses) == 1
    assert losses != {trainer.evaluate(corpus.training)}
    assert trainer.model.training
    assert torch.equal(torch.random.get_rng_state(), random_state)
    assert_same_bits(weights(trainer), before)


def test_more_rows_than_characters_are_allowed(tiny: Callable[..., TrainConfig]) -> None:
    trainer = trainer_for(tiny(vocab_size=150))
    trainer.update()
    assert trainer.model.transformer.wte.weight.shape == (150, 16)


@pytest.mark.parametrize(
    ("overrides", "argument", "hint"),
    [
        ({"n_layer": 3}, "n_layer", "the checkpoint has 2, not 3"),
        ({"n_embd": 32}, "n_embd", "the checkpoint has 16, not 32"),
        ({"bias": True}, "bias", "the checkpoint has False, not True"),
        ({"max_iters": 2}, "max_iters", "the checkpoint is at step 2: give more"),
    ],
)
def test_what_does_not_fit_the_checkpoint_is_refused_by_name(
    tiny: Callable[..., TrainConfig], overrides: dict[str, Any], argument: str, hint: str
) -> None:
    saved = trainer_for(tiny())
    for _ in range(2):
        saved.update()
    with pytest.raises(CheckpointMismatchError) as error:
        trainer_for(tiny(**overrides)).restore(saved.checkpoint())
    assert error.value.argument == argument
    assert hint in str(error.value)


def test_another_text_than_the_checkpoints_is_refused(tiny: Callable[..., TrainConfig], text_file: Path) -> None:
    saved = trainer_for(tiny())
    with pytest.raises(CheckpointMismatchError, match=r"argument --data: .* give the same text"):
        trainer_for(tiny(data=str(text_file))).restore(saved.checkpoint())


def test_a_resumed_run_takes_its_optimizers_settings_from_the_options(tiny: Callable[..., TrainConfig]) -> None:
    saved = trainer_for(tiny(weight_decay=0.1))
    saved.update()
    resumed = trainer_for(tiny(weight_decay=0.7))
    resumed.restore(saved.checkpoint())
    assert resumed.checkpoint().optimizer["param_groups"][0]["weight_decay"] == 0.7
