"""A simulated training: sets the weights and gradients of a model to what they are at a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from tensorboard_plugin_paramviz.capture.simulation.curves import EARLIEST, LATEST
from tensorboard_plugin_paramviz.capture.simulation.evolution import (
    INITIAL_STD,
    Evolution,
    MatrixEvolution,
    NoiseEvolution,
    RowEvolution,
    Successive,
    VectorEvolution,
)
from tensorboard_plugin_paramviz.capture.simulation.geometry import position_journey, token_journey
from tensorboard_plugin_paramviz.capture.simulation.moment import healthy_moment
from tensorboard_plugin_paramviz.capture.simulation.noise import Noise
from tensorboard_plugin_paramviz.capture.simulation.scenarios.convergence import Convergence
from tensorboard_plugin_paramviz.capture.simulation.scenarios.scenario import Course
from tensorboard_plugin_paramviz.capture.simulation.sites import site_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from torch import nn

    from tensorboard_plugin_paramviz.capture.simulation.model import GPT
    from tensorboard_plugin_paramviz.capture.simulation.scenarios.scenario import Scenario
    from tensorboard_plugin_paramviz.capture.simulation.vocabulary import Token

_RADIUS = 11 * INITIAL_STD  # of the embeddings at the end
_PLACES_APART = 10_007  # between the noises of two parameters
_SCENARIO, _LUCK = 1, 2  # sources of chance beside the seed's own


class SimulatedTraining:
    """Moves a model through a training.

    Two trainings of the same seed differ by what their scenarios do, and by nothing else.

    Args:
        model: whose weights are set; its gradients as well, from the first step on.
        tokens: the words whose rows move to clusters.
        token_rows: their rows of the token embedding.
        scenario_type: makes the scenario of a course.
        steps: steps of the run after the untouched model; more may follow.
        speed: how fast the model learns; with 1, most is learned at the end of the run.
        seed: the same seed, the same training.
    """

    def __init__(
        self,
        model: GPT,
        tokens: Sequence[Token],
        token_rows: Sequence[int],
        scenario_type: Callable[[Course], Scenario] = Convergence,
        *,
        steps: int,
        speed: float = 1.0,
        seed: int = 0,
    ) -> None:
        shape = model.shape
        random = np.random.default_rng(seed)
        course = Course(shape.n_layer, shape.units, steps, np.random.default_rng([seed, _SCENARIO]))
        self.scenario = scenario_type(course)
        self._token_count = shape.tokens
        self._steps, self._speed, self._seed = steps, speed, seed
        self._noise = Noise(random)
        evolutions = _evolutions(model, tokens, token_rows, random)
        self._parameters = [
            (parameter, self.scenario.alter(evolutions[name], site_of(name, shape.n_layer)))
            for name, parameter in model.named_parameters()
        ]

    @torch.no_grad()
    def go_to(self, step: int) -> float:
        """Set the model to a step.

        Args:
            step: 0 is the untouched model, which has no gradients yet; steps come in their order.

        Returns:
            The training loss, in nats.
        """
        share = step / self._steps
        moment = healthy_moment(step, share=share, time=share * self._speed, noise=self._noise)
        for parameter, evolution in self._parameters:
            if step > 0 and parameter.grad is None:
                parameter.grad = torch.empty_like(parameter)
            evolution.write(parameter.detach(), parameter.grad, moment)
        luck = np.random.default_rng([self._seed, _LUCK, step]).standard_normal()
        return self.scenario.loss(moment, self._token_count, luck)


def _evolutions(
    model: GPT, tokens: Sequence[Token], token_rows: Sequence[int], random: np.random.Generator
) -> dict[str, Evolution]:
    """How each parameter moves in a training that goes well, by name."""
    places = {name: index * _PLACES_APART for index, (name, _) in enumerate(model.named_parameters())}
    evolutions: dict[str, Evolution] = {
        "transformer.wte.weight": _token_evolution(model, tokens, token_rows, random),
        "transformer.wpe.weight": _position_evolution(model, random),
    }
    if len(token_rows) < model.shape.tokens:
        others = NoiseEvolution((model.shape.tokens, model.shape.width), places["transformer.wte.weight"])
        evolutions["transformer.wte.weight"] = Successive(others, evolutions["transformer.wte.weight"])
    for name, parameter in model.named_parameters():
        if name not in evolutions:
            evolutions[name] = _block_evolution(name, parameter, places[name], model.n_head, random)
    return evolutions


def _block_evolution(
    name: str, parameter: nn.Parameter, place: int, n_head: int, random: np.random.Generator
) -> Evolution:
    if parameter.ndim > 1:
        rows, columns = parameter.shape
        return MatrixEvolution((rows, columns), place, n_head if "c_attn" in name else 1, random)
    is_norm_weight = ".ln_" in name and name.endswith("weight")
    return VectorEvolution(parameter.numel(), 1.0 if is_norm_weight else 0.0, place, random)


def _token_evolution(
    model: GPT, tokens: Sequence[Token], token_rows: Sequence[int], random: np.random.Generator
) -> RowEvolution:
    groups = [token.group for token in tokens]
    of_group = random.uniform(EARLIEST, LATEST, 1 + max(groups))
    halfway = of_group[groups] * random.uniform(0.8, 1.2, len(tokens))
    return RowEvolution(token_rows, token_journey(tokens, model.shape.width, _RADIUS, random), halfway, random)


def _position_evolution(model: GPT, random: np.random.Generator) -> RowEvolution:
    """The spiral draws itself from its beginning: what comes first is learned first."""
    positions = model.shape.positions
    halfway = EARLIEST + (LATEST - EARLIEST) * np.arange(positions) / positions
    journey = position_journey(positions, model.shape.width, _RADIUS, random)
    return RowEvolution(range(positions), journey, halfway, random)
