"""Exact norms within a limit of time."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from tensorboard_plugin_paramviz.capture.reading import rotation as rotation_module
from tensorboard_plugin_paramviz.capture.reading.norms import Norms, PendingNorms, take_norms
from tensorboard_plugin_paramviz.capture.reading.rotation import NormRotation

PARAMETER = 1 << 22  # weights, so that each is a batch of its own


class Machine:
    """A clock that reading weights moves forward."""

    def __init__(self, weights_per_second: float, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds = 0.0
        self.weights_per_second = weights_per_second
        monkeypatch.setattr(rotation_module, "take_norms", self._take)

    def __call__(self) -> float:
        return self.seconds

    def _take(self, tensors: list[torch.Tensor | None], indices: list[int], pending: PendingNorms) -> None:
        found = [tensors[index] for index in indices]
        self.seconds += sum(tensor.numel() for tensor in found if tensor is not None) / self.weights_per_second
        take_norms([None if tensor is None else tensor.view(-1)[:4] for tensor in tensors], indices, pending)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """It reads one parameter, or one gradient, in 10 ms."""
    return Machine(PARAMETER * 100, monkeypatch)


def parameters(count: int) -> list[torch.Tensor | None]:
    return [torch.ones(1).expand(PARAMETER) for _ in range(count)]


def exact(norms: Norms) -> list[int]:
    return [int(index) for index in np.flatnonzero(~norms.sampled)]


def test_without_a_limit_all_are_exact(machine: Machine) -> None:
    weights, gradients = NormRotation(machine).take(parameters(5), parameters(5))
    assert gradients is not None
    for pending in (weights, gradients):
        assert exact(pending.result()) == [0, 1, 2, 3, 4]
        assert pending.result().norms.tolist() == [2.0] * 5


def test_with_time_enough_all_are_exact(machine: Machine) -> None:
    weights, _ = NormRotation(machine).take(parameters(5), parameters(5), deadline_seconds=0.2)
    assert exact(weights.result()) == [0, 1, 2, 3, 4]


def test_parameters_take_turns_when_time_is_short(machine: Machine) -> None:
    rotation = NormRotation(machine)
    turns = []
    for _ in range(4):
        started = machine.seconds
        weights, gradients = rotation.take(parameters(5), parameters(5), deadline_seconds=started + 0.055)
        assert machine.seconds - started <= 0.055
        assert gradients is not None
        assert exact(weights.result()) == exact(gradients.result())
        turns.append(exact(weights.result()))
    assert turns == [[0, 1], [2, 3], [0, 4], [1, 2]]


def test_what_is_left_out_is_marked_and_unknown(machine: Machine) -> None:
    pending, _ = NormRotation(machine).take(parameters(3), None, deadline_seconds=0.025)
    norms = pending.result()
    assert norms.sampled.tolist() == [False, False, True]
    assert norms.norms[:2].tolist() == [2.0, 2.0]
    assert math.isnan(norms.norms[2])
    assert math.isnan(norms.nonfinite[2])


def test_a_parameter_that_is_not_there_is_not_sampled(machine: Machine) -> None:
    pending, gradients = NormRotation(machine).take(
        [*parameters(3), None], [None, *parameters(2), None], deadline_seconds=0.015
    )
    assert gradients is not None
    assert pending.result().sampled.tolist() == [False, True, True, False]
    assert gradients.result().sampled.tolist() == [False, True, True, False]


def test_a_parameter_too_large_for_any_turn_does_not_hold_up_the_others(machine: Machine) -> None:
    rotation = NormRotation(machine)
    tensors = parameters(4)
    tensors[1] = torch.ones(1).expand(20 * PARAMETER)
    turns = []
    for _ in range(3):
        started = machine.seconds
        weights, _ = rotation.take(tensors, None, deadline_seconds=started + 0.025)
        assert machine.seconds - started <= 0.025
        turns.append(exact(weights.result()))
    assert turns == [[0, 2], [0, 3], [2, 3]]


def test_even_without_time_each_turn_has_one(machine: Machine) -> None:
    rotation = NormRotation(machine)
    turns = [exact(rotation.take(parameters(3), None, deadline_seconds=-1.0)[0].result()) for _ in range(4)]
    assert turns == [[0], [1], [2], [0]]


def test_a_machine_that_slows_down_is_noticed_within_a_batch(machine: Machine) -> None:
    rotation = NormRotation(machine)
    rotation.take(parameters(40), None, deadline_seconds=1.0)
    machine.weights_per_second /= 8
    for overrun in (4 * 0.08, 0.0, 0.0):  # a batch is four parameters
        started = machine.seconds
        rotation.take(parameters(40), None, deadline_seconds=started + 0.5)
        assert machine.seconds - started <= 0.5 + overrun


def test_a_machine_that_is_fast_again_is_noticed(machine: Machine) -> None:
    rotation = NormRotation(machine)
    machine.weights_per_second /= 100
    rotation.take(parameters(4), None, deadline_seconds=0.05)
    machine.weights_per_second *= 100
    turns = [exact(rotation.take(parameters(4), None, machine.seconds + 0.05)[0].result()) for _ in range(30)]
    assert turns[-1] == [0, 1, 2, 3]
