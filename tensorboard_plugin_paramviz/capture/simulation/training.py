"""A simulated training: sets the weights and gradients of a model to what they are at a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from tensorboard_plugin_paramviz.capture.simulation.curves import EARLIEST, LATEST, learned, loss
from tensorboard_plugin_paramviz.capture.simulation.evolution import (
    INITIAL_STD,
    Evolution,
    MatrixEvolution,
    Moment,
    RowEvolution,
    VectorEvolution,
)
from tensorboard_plugin_paramviz.capture.simulation.geometry import position_journey, token_journey
from tensorboard_plugin_paramviz.capture.simulation.noise import Noise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import nn

    from tensorboard_plugin_paramviz.capture.simulation.model import GPT
    from tensorboard_plugin_paramviz.capture.simulation.vocabulary import Token

_RADIUS = 11 * INITIAL_STD  # of the embeddings at the end
_FIRST_GRADIENT_STD, _LAST_GRADIENT_STD = 2e-3, 2e-4
_PLACES_APART = 10_007  # between the noises of two parameters


class SimulatedTraining:
    """Moves a model through a training.

    Args:
        model: whose weights are set; its gradients as well, from the first step on.
        tokens: the words whose rows move to clusters.
        token_rows: their rows of the token embedding.
        horizon: steps after which most is learned.
        seed: the same seed, the same training.
    """

    def __init__(
        self, model: GPT, tokens: Sequence[Token], token_rows: Sequence[int], *, horizon: float, seed: int
    ) -> None:
        random = np.random.default_rng(seed)
        self._model = model
        self._token_count = model.transformer.wte.num_embeddings
        self._horizon = horizon
        self._random = random
        self._noise = Noise(random)
        self._evolutions = {
            name: [_evolution(name, parameter, index * _PLACES_APART, model.n_head, random)]
            for index, (name, parameter) in enumerate(model.named_parameters())
        }
        self._evolutions["transformer.wte.weight"].append(_token_evolution(model, tokens, token_rows, random))
        self._evolutions["transformer.wpe.weight"].append(_position_evolution(model, random))

    @torch.no_grad()
    def go_to(self, step: int) -> float:
        """Set the model to a step.

        Args:
            step: 0 is the untouched model, which has no gradients yet.

        Returns:
            The training loss, in nats.
        """
        time = step / self._horizon
        to_learn = 1 - float(learned(time, EARLIEST))
        gradient_std = _LAST_GRADIENT_STD + (_FIRST_GRADIENT_STD - _LAST_GRADIENT_STD) * to_learn
        moment = Moment(time, step, self._noise, gradient_std)
        for name, parameter in self._model.named_parameters():
            if step > 0 and parameter.grad is None:
                parameter.grad = torch.empty_like(parameter)
            for evolution in self._evolutions[name]:
                evolution.write(parameter.detach(), parameter.grad, moment)
        return loss(time, self._token_count, self._random)


def _evolution(name: str, parameter: nn.Parameter, place: int, n_head: int, random: np.random.Generator) -> Evolution:
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
    width = model.transformer.wte.embedding_dim
    return RowEvolution(token_rows, token_journey(tokens, width, _RADIUS, random), halfway, random)


def _position_evolution(model: GPT, random: np.random.Generator) -> RowEvolution:
    """The spiral draws itself from its beginning: what comes first is learned first."""
    positions, width = model.transformer.wpe.weight.shape
    halfway = EARLIEST + (LATEST - EARLIEST) * np.arange(positions) / positions
    return RowEvolution(range(positions), position_journey(positions, width, _RADIUS, random), halfway, random)
