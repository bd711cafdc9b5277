"""A random choice depends on the seed and on its place alone."""

from __future__ import annotations

import itertools

import torch

from nanogpt.randomness import Purpose, generator_for, seed_for


def test_each_place_has_a_seed_of_its_own() -> None:
    places = itertools.product((0, 1, 1337), Purpose, (0, 1, 2000), (0, 1))
    seeds = [seed_for(seed, purpose, step, micro_step) for seed, purpose, step, micro_step in places]
    assert len(set(seeds)) == len(seeds)


def test_the_same_place_gives_the_same_numbers() -> None:
    draws = [torch.rand(4, generator=generator_for(1, Purpose.BATCHES, 7)) for _ in range(2)]
    assert torch.equal(draws[0], draws[1])


def test_a_seed_is_one_that_torch_takes() -> None:
    assert all(0 <= seed_for(seed, Purpose.WEIGHTS) < 2**63 for seed in range(1000))
