"""What watching costs a training, worked out of seconds that are known."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.training_overhead import (
    MET,
    MISSED,
    PAIRS_A_PIECE,
    UNDECIDED,
    Comparison,
    Estimate,
    TurnClock,
    calm_seconds,
    edges,
    estimate,
    mean_seconds,
    pieces,
    row,
    status,
    tell,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.training_overhead import Float64Array as Pairs

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


def test_a_clock_stands_still_while_the_other_training_has_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(time, "perf_counter", lambda: now)
    clock = TurnClock()
    now = 101.0
    assert clock() == 101.0
    clock.stop()
    now = 111.0
    assert clock() == 101.0
    clock.stop()  # it has stopped already
    clock.go_on()
    clock.go_on()
    assert clock() == 101.0
    now = 113.0
    assert clock() == 103.0


def test_neighbouring_pairs_make_a_piece() -> None:
    pairs = comparison().seconds
    found = pieces(pairs)

    assert PAIRS_A_PIECE == 10
    assert [len(piece) for piece in found] == [10, 10, 5]
    np.testing.assert_array_equal(np.concatenate(found), pairs)


def test_the_whole_training_has_the_start_and_the_end_of_watching() -> None:
    before = comparison()
    found = whole(before)

    np.testing.assert_allclose(found[[0, 1, -1]], [[2, 2.32], [2, 2.02], [2, 2.72]])
    unwatched, watched = mean_seconds(found)
    assert watched / unwatched - 1 == pytest.approx(0.01 + 1 / 50)
    np.testing.assert_array_equal(before.seconds, comparison().seconds)


def test_trimmed_means_have_what_watching_costs_and_not_what_hits_few_blocks() -> None:
    random = np.random.default_rng(0)
    pairs = np.stack([np.full(400, 2.0), 2.0 + random.choice([0.0, 0.02, 0.04], 400)], axis=1)
    hit = pairs.copy()
    hit[::20, 1] += random.exponential(1.0, 20)
    hit[7::30, 0] += 0.5

    calm, trimmed, mean = calm_seconds(pairs), calm_seconds(hit), mean_seconds(hit)
    assert calm[1] / calm[0] - 1 == pytest.approx(0.01, abs=0.001)
    assert trimmed[1] / trimmed[0] - 1 == pytest.approx(0.01, abs=0.002)
    assert mean[1] / mean[0] - 1 > 0.015


def test_the_start_and_the_end_are_told_of_each_training() -> None:
    assert edges([comparison(), comparison()]) == pytest.approx((1.0, 1 / 50))


@pytest.mark.parametrize("seconds", [mean_seconds, calm_seconds])
def test_a_row_tells_of_steps_and_how_sure_the_overhead_is(seconds: Callable[[Pairs], Pairs]) -> None:
    shares = np.random.default_rng(0).normal(1.01, 0.006, 400)
    pairs = np.stack([np.full(400, 0.8), 0.8 * shares], axis=1)
    words = row("all", estimate(pieces(pairs), seconds))

    assert words.split()[:4] == ["all", "400", "40.00", "ms"]
    assert float(words.split()[4]) == pytest.approx(40.40, abs=0.03)
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

    assert status([comparison(), comparison()], [cheap, cheap]) == 0
    assert status([comparison(), comparison()], [unsure, cheap]) == 2
    assert status([comparison(), comparison(has_same_losses=False)], [cheap, cheap]) == 1
    assert status([comparison(), comparison()], [dear, cheap]) == 1
    assert status([comparison(), comparison()], [unsure, dear]) == 1


def test_the_table_has_a_line_for_each_estimate_and_says_whether_the_budget_is_met(
    capsys: pytest.CaptureFixture[str],
) -> None:
    random = np.random.default_rng(0)
    dear = replace(comparison(), seconds=np.stack([random.normal(2, 0.001, 100), random.normal(2.1, 0.001, 100)], 1))

    estimates = tell([dear, dear])

    assert [found.verdict for found in estimates] == [MISSED, MISSED]
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in lines[2:5]] == ["all of the training", "after 20 snapshots", "… trimmed"]
    assert lines[2].split()[4] == "200"
    assert lines[3].split()[3] == lines[4].split()[2] == "194"  # without the first three of each
    assert lines[-1] == "budget 1%, start-up aside: missed; trimmed: missed"
