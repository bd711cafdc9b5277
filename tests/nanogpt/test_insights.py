"""Real trainings: none that goes well has a warning, and those that go wrong have the right one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - the name that every reader of PyTorch knows
from tensorboard.backend.event_processing.data_provider import MultiplexerDataProvider
from tensorboard.backend.event_processing.plugin_event_multiplexer import EventMultiplexer
from tensorboard.context import RequestContext

from nanogpt.train import train
from nanogpt.trainer import Trainer
from tensorboard_plugin_paramviz.serving.answers.phases import Phases
from tensorboard_plugin_paramviz.serving.reading.reader import Reader
from tensorboard_plugin_paramviz.serving.sources.provider import ProviderSource
from tensorboard_plugin_paramviz.serving.sources.scalars import ProviderScalars

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nanogpt.config import TrainConfig
    from tensorboard_plugin_paramviz.serving.analysis.insights.insight import Insight

    Alter = Callable[[Trainer], None]

STEPS = 200
USUAL = {"max_iters": STEPS, "eval_interval": STEPS, "log_interval": 5, "warmup_iters": 20, "watch": True}


def insights_of(directory: Path) -> list[Insight]:
    multiplexer = EventMultiplexer(tensor_size_guidance={"paramviz": 0})
    multiplexer.AddRun(str(directory), directory.name)
    multiplexer.Reload()
    tensorboard = (MultiplexerDataProvider(multiplexer, str(directory)), RequestContext(), "")
    study = Phases(Reader()).study(ProviderSource(*tensorboard), ProviderScalars(*tensorboard), directory.name)
    return list(study.insights)


@pytest.fixture
def train_and_look(
    tmp_path: Path, tiny: Callable[..., TrainConfig], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., dict[str, Insight]]:
    """Return a function that trains and returns the warnings by name; `alter` changes the trainer before."""

    def look(alter: Alter | None = None, *, relu: bool = False, **options: Any) -> dict[str, Insight]:  # noqa: ANN401
        initialise = Trainer.__init__

        def altered(trainer: Trainer, *arguments: Any) -> None:  # noqa: ANN401
            initialise(trainer, *arguments)
            if alter is not None:
                alter(trainer)

        with monkeypatch.context() as patch:
            patch.setattr(Trainer, "__init__", altered)
            if relu:
                patch.setattr(F, "gelu", F.relu)
            train(tiny(**USUAL | {"watch_every": 5, "learning_rate": 1e-3} | options))
        insights = insights_of(tmp_path / "runs" / "tiny")
        return {insight.name: insight for insight in insights if insight.severity == "warning"}

    return look


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"learning_rate": 3e-4, "n_layer": 4, "seed": 1},
        {"learning_rate": 3e-3, "bias": True, "seed": 2},
        {"decay_lr": False, "weight_decay": 0.0, "grad_clip": 0.0, "seed": 3},
        {"relu": True, "bias": True, "seed": 4},
        {"batch_size": 1, "log_interval": 1, "seed": 5},
        {"max_iters": 12, "watch_every": 1, "log_interval": 1, "warmup_iters": 0},
        {"max_iters": 1, "log_interval": 1},
    ],
    ids=str,
)
def test_a_training_that_goes_well_has_no_warning(
    train_and_look: Callable[..., dict[str, Insight]], options: dict[str, Any]
) -> None:
    assert train_and_look(**options) == {}


@pytest.mark.parametrize(
    "options",
    [
        {"learning_rate": 1.0},
        {"learning_rate": 10.0, "grad_clip": 0.0, "warmup_iters": 5},
        {"learning_rate": 1.0, "grad_clip": 0.0, "n_layer": 3, "seed": 1},
    ],
    ids=str,
)
def test_far_too_high_a_learning_rate(
    train_and_look: Callable[..., dict[str, Insight]], options: dict[str, Any]
) -> None:
    found = train_and_look(**options)
    assert "growing_weights" in found
    assert "learning rate" in found["growing_weights"].causes[0]


def test_gradients_that_explode(train_and_look: Callable[..., dict[str, Insight]]) -> None:
    def descend(trainer: Trainer) -> None:
        trainer._optimizer = torch.optim.SGD(trainer.model.parameters(), lr=1.0, momentum=0.9)  # type: ignore[assignment]

    found = train_and_look(descend, learning_rate=2.0, grad_clip=0.0, warmup_iters=0, watch_every=1, log_interval=1)
    assert {"nonfinite_values", "exploding_gradients", "growing_weights"} <= found.keys()


def test_a_frozen_block(train_and_look: Callable[..., dict[str, Insight]]) -> None:
    found = train_and_look(lambda trainer: _block(trainer, 1).requires_grad_(requires_grad=False) and None, n_layer=3)
    assert found.keys() == {"layers_not_learning"}
    insight = found["layers_not_learning"]
    assert insight.title == "Layer 1 is frozen"
    assert insight.evidence["reason"] == "no gradient"
    assert all(name.startswith("transformer.h.1.") for name in insight.parameters)


def test_a_block_that_the_optimizer_does_not_know(train_and_look: Callable[..., dict[str, Insight]]) -> None:
    def forget(trainer: Trainer) -> None:
        forgotten = {id(parameter) for parameter in _block(trainer, 0).parameters()}
        for group in trainer._optimizer.param_groups:
            group["params"] = [parameter for parameter in group["params"] if id(parameter) not in forgotten]

    found = train_and_look(forget)
    assert found.keys() == {"layers_not_learning"}
    assert found["layers_not_learning"].title == "Layer 0 does not learn"
    assert found["layers_not_learning"].evidence["reason"] == "gradient unused"


def test_an_mlp_of_which_most_units_are_dead(train_and_look: Callable[..., dict[str, Insight]]) -> None:
    @torch.no_grad()
    def kill(trainer: Trainer) -> None:
        _block(trainer, 1).mlp.c_fc.bias[:48] = -100.0

    found = train_and_look(kill, relu=True, bias=True)
    assert found.keys() == {"dead_units"}
    assert found["dead_units"].title == "Three quarters of the hidden units of layer 1 are dead"
    assert found["dead_units"].parameters == ("transformer.h.1.mlp.c_fc.weight",)


def test_an_mlp_of_which_all_units_are_dead(train_and_look: Callable[..., dict[str, Insight]]) -> None:
    @torch.no_grad()
    def kill(trainer: Trainer) -> None:
        _block(trainer, 1).mlp.c_fc.bias.fill_(-100.0)

    found = train_and_look(kill, relu=True, bias=True)
    assert found.keys() == {"dead_units"}  # what they feed stands still for the same reason


def test_a_kick_that_the_loss_feels(train_and_look: Callable[..., dict[str, Insight]]) -> None:
    def kick(trainer: Trainer) -> None:
        update = trainer.update

        def kicked() -> torch.Tensor:
            loss = update()
            if trainer.step == STEPS // 2:
                with torch.no_grad():
                    for parameter in _block(trainer, 1).mlp.parameters():
                        parameter.add_(0.6 * torch.randn_like(parameter))
            return loss

        trainer.update = kicked  # type: ignore[method-assign]

    found = train_and_look(kick, learning_rate=3e-3)
    assert found.keys() == {"loss_spike"}
    spike = found["loss_spike"]
    assert abs(spike.first_step - STEPS // 2) <= 10
    assert "transformer.h.1.mlp.c_fc.weight" in spike.parameters


def _block(trainer: Trainer, number: int) -> Any:  # noqa: ANN401 - torch types what a ModuleList holds as Module
    return trainer.model.transformer.h[number]
