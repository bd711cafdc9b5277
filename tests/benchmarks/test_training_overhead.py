"""What watching costs a training, worked out of seconds that are known."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.training_overhead import (
    MET,
    MISSED,
    PAIRS_A_PIECE,
    UNDECIDED,
    Comparison,
    Estimate,
    edges,
    estimate,
    overhead,
    pieces,
    row,
    status,
    whole,
)

BLOCKS = 25


def comparison(*, has_same_losses: bool = True) -> Comparison:
    """25 pairs of blocks, of 2 s unwatched and 2.02 s watched; 0.3 s to begin to watch, and 0.7 s to end it."""
    return Comparison(
        seconds=np.tile([2.0, 2.02], (BLOCKS, 1)),
        start_seconds=0.3,
        end_seconds=0.7,
        settled=3,
        has_same_losses=has_same_losses,
        snapshots=40,
        reported=(0.01, 0.0),
    )


def test_neighbouring_pairs_make_a_piece() -> None:
    found = pieces(np.tile([2.0, 2.02], (BLOCKS, 1)))

    assert PAIRS_A_PIECE == 10
    np.testing.assert_allclose(found, [[20, 20.2], [20, 20.2], [10, 10.1]])


def test_the_whole_training_has_the_start_and_the_end_of_watching() -> None:
    found = whole(comparison())

    np.testing.assert_allclose(found, [[20, 20.5], [20, 20.2], [10, 10.8]])
    assert overhead(found[:, 0], found[:, 1]) == pytest.approx(0.01 + 1 / 50)


def test_the_start_and_the_end_are_told_of_each_training() -> None:
    assert edges([comparison(), comparison()]) == pytest.approx((1.0, 1 / 50))


def test_a_row_tells_of_steps_and_how_sure_the_overhead_is() -> None:
    shares = np.random.default_rng(0).normal(1.01, 0.002, 40)
    words = row("all", estimate(400, np.stack([np.full(40, 8.0), 8.0 * shares], axis=1)))

    assert words.split()[:6] == ["all", "400", "40.00", "ms", "40.40", "ms"]
    low, high = (float(word.strip("%")) for word in (words.split()[7], words.split()[9]))
    assert 0.9 < low < 1.0 < high < 1.1


def costing(share: float, *, give_or_take: float) -> Estimate:
    return Estimate(400, (40.0, 40.0 * (1 + share)), share, share - give_or_take, share + give_or_take)


@pytest.mark.parametrize(
    ("share", "give_or_take", "verdict"),
    [(0.007, 0.002, MET), (0.007, 0.005, UNDECIDED), (0.013, 0.005, UNDECIDED), (0.013, 0.002, MISSED)],
)
def test_the_budget_is_judged_by_the_whole_interval(share: float, give_or_take: float, verdict: str) -> None:
    assert costing(share, give_or_take=give_or_take).verdict == verdict


def test_losses_that_differ_and_a_budget_missed_for_certain_are_failures() -> None:
    cheap, unsure, dear = (
        costing(0.005, give_or_take=0.001),
        costing(0.02, give_or_take=0.02),
        costing(0.3, give_or_take=0.1),
    )

    assert status([comparison(), comparison()], cheap) == 0
    assert status([comparison(), comparison()], unsure) == 0
    assert status([comparison(), comparison(has_same_losses=False)], cheap) == 1
    assert status([comparison(), comparison()], dear) == 1
