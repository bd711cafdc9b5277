"""What must be found, in runs made to have it."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from tensorboard_plugin_paramviz.serving.analysis.phases.record import NO_CURVE, Curve, Units
from tensorboard_plugin_paramviz.serving.analysis.phases.report import report
from tensorboard_plugin_paramviz.serving.analysis.phases.stretches import MOST_PLATEAU_FALL
from tensorboard_plugin_paramviz.serving.analysis.wording import number, share

if TYPE_CHECKING:
    import numpy.typing as npt

    from tests.serving.analysis.phases.conftest import MakeRecord

    Float64Array = npt.NDArray[np.float64]

STEPS = np.arange(0, 1000, 10)
CELLS = 256


def learning_cells(seed: int = 0, noise: float = 0.002) -> Float64Array:
    """Weights that approach their targets ever more slowly."""
    start, target = np.random.default_rng(seed).standard_normal((2, CELLS))
    done = 1 - np.exp(-STEPS / 200)[:, np.newaxis]
    trembling = noise * np.random.default_rng(seed).standard_normal((len(STEPS), CELLS))
    return np.asarray(start + done * (target - start) + trembling)


def loss_of(values: Float64Array, noise: float = 0.02) -> Curve:
    return Curve(STEPS, values * (1 + noise * np.random.default_rng(1).standard_normal(len(values))))


def test_learning_is_told_from_the_loss(make_record: MakeRecord) -> None:
    found = report(make_record(learning_cells(), steps=STEPS, loss=loss_of(1.4 + 3 * np.exp(-STEPS / 150))))
    assert [phase.name for phase in found.phases][:3] == ["initialization", "rapid learning", "convergence"]
    rapid = found.phases[1]
    assert 100 <= rapid.last_step <= 400
    assert rapid.evidence["share_of_fall"] > 0.6  # type: ignore[operator]
    assert "the loss fell from" in rapid.sentence
    assert found.evidence["directedness"] > 10 * 0.03  # type: ignore[operator]


def test_phases_tile_the_run(make_record: MakeRecord) -> None:
    found = report(make_record(learning_cells(), steps=STEPS, loss=loss_of(1.4 + 3 * np.exp(-STEPS / 150))))
    edges = [(phase.first_step, phase.last_step) for phase in found.phases]
    assert edges[0][0] == 0
    assert edges[-1][1] == STEPS[-1]
    assert all(before[1] == after[0] for before, after in itertools.pairwise(edges))


@pytest.mark.parametrize("time_constant", [15, 60, 150, 500])
def test_what_is_said_is_what_was_seen(make_record: MakeRecord, time_constant: float) -> None:
    steps = np.arange(STEPS[-1] + 1)
    noise = 0.02 * np.random.default_rng(2).standard_normal(len(steps))
    loss = Curve(steps, 1.4 + 3 * np.exp(-steps / time_constant) + noise)
    found = report(make_record(learning_cells(), steps=STEPS, loss=loss))
    assert "rapid learning" in found.verdict
    shares = [cast("float", phase.evidence["share_of_fall"]) for phase in found.phases]
    assert sum(shares) == pytest.approx(1)
    for phase, fallen in zip(found.phases, shares, strict=True):
        first, last = (number(cast("float", phase.evidence[key])) for key in ("loss_first", "loss_last"))
        if phase.name == "plateau":
            assert fallen <= MOST_PLATEAU_FALL
            assert phase.sentence.endswith(f"the loss stood still near {last}.")
        elif phase.name == "initialization":
            assert phase.sentence.endswith(f"the loss had not yet left {first}.")
        else:
            assert f"from {first} to {last}" in phase.sentence
            assert share(fallen) in phase.sentence


def test_without_a_loss_the_weights_tell(make_record: MakeRecord) -> None:
    found = report(make_record(learning_cells(), steps=STEPS))
    assert [phase.name for phase in found.phases][:2] == ["initialization", "rapid learning"]
    assert "progress_last" in found.phases[1].evidence
    assert "the weights went" in found.phases[1].sentence


def test_a_schedule_that_grows_sparse_is_no_slowdown(make_record: MakeRecord) -> None:
    steps = np.cumsum(np.round(np.geomspace(10, 100, 100))).astype(np.int64)
    random = np.random.default_rng(0)
    cells = random.standard_normal(CELLS) + steps[:, np.newaxis] * 1e-3 * random.standard_normal(CELLS)
    found = report(make_record(cells, steps=steps))
    assert [phase.name for phase in found.phases] == ["initialization", "rapid learning"]


def test_a_plateau(make_record: MakeRecord) -> None:
    loss = loss_of(np.where(STEPS < 300, 4.5 - 2 * STEPS / 300, 2.5))
    found = report(make_record(learning_cells(), steps=STEPS, loss=loss))
    plateau = found.phases[-1]
    assert (plateau.name, plateau.last_step) == ("plateau", STEPS[-1])
    assert 200 <= plateau.first_step <= 400


def test_a_divergence_ends_the_learning(make_record: MakeRecord) -> None:
    cells = learning_cells()
    late = np.maximum(STEPS - 600, 0)
    swing = 0.002 * 1.03**late * (-1) ** (STEPS // 10) * (late > 0)
    cells += swing[:, np.newaxis] * np.random.default_rng(3).random(CELLS)
    loss = loss_of(1.4 + 3 * np.exp(-STEPS / 150) + 1e-3 * 1.03**late)
    found = report(make_record(cells, steps=STEPS, loss=loss))
    divergence = found.phases[-1]
    assert divergence.name == "divergence"
    assert 600 <= divergence.first_step <= 900
    assert found.phases[-2].last_step == divergence.first_step
    assert divergence.evidence["loss_largest"] > divergence.evidence["loss_first"]  # type: ignore[operator]


def test_a_divergence_before_the_second_snapshot(make_record: MakeRecord) -> None:
    snapshots = np.array([0, 10, 20, 30, 40, 50])
    cells = np.random.default_rng(0).standard_normal(CELLS) * np.array([[1], [1e4], [1e8], [1e12], [1e16], [np.nan]])
    loss_steps = np.arange(1, 51)
    values = np.where(loss_steps < 45, 15.0 * 10.0 ** (loss_steps - 3.0).clip(0), np.nan)
    found = report(make_record(cells, steps=snapshots, loss=Curve(loss_steps, values)))
    assert found.verdict == "divergence, non-finite values"
    (divergence,) = found.phases
    assert (divergence.first_step, divergence.last_step) == (3, 44)
    assert divergence.evidence["norm_growth"] > 1e15  # type: ignore[operator]
    assert "1.0e+16 times" in divergence.sentence
    assert "At step 45 the loss was no longer a finite number" in found.sentence


def test_weights_that_run_away_until_they_are_lost(make_record: MakeRecord) -> None:
    walk = np.random.default_rng(0).standard_normal(CELLS) * np.cumprod(np.full((len(STEPS), 1), 1.05), axis=0)
    walk[80:] = np.nan
    stuck = 300 + 50 * np.random.default_rng(1).standard_normal(len(STEPS))
    for loss in (loss_of(np.where(STEPS < 790, stuck, np.nan)), NO_CURVE):
        found = report(make_record(walk, steps=STEPS, loss=loss))
        assert found.phases[-1].name == "divergence"
        assert "no longer finite" in found.phases[-1].sentence


def test_values_lost_in_a_calm_run_are_no_divergence(make_record: MakeRecord) -> None:
    for seed in range(5):
        random = np.random.default_rng(seed)
        walk = random.standard_normal(CELLS) + 0.05 * np.cumsum(random.standard_normal((len(STEPS), CELLS)), axis=0)
        values = 4 + 0.1 * random.standard_normal(len(STEPS))
        values[90:] = np.nan
        found = report(make_record(walk, steps=STEPS, loss=Curve(STEPS, values)))
        assert (found.verdict, found.phases) == ("no clear phases, non-finite values", ())


def test_a_leap_at_the_beginning_is_a_divergence(make_record: MakeRecord) -> None:
    random = np.random.default_rng(0)
    walk = random.standard_normal(CELLS) + 0.05 * np.cumsum(random.standard_normal((len(STEPS), CELLS)), axis=0)
    leaped = walk + 6 * (STEPS > 0)[:, np.newaxis]
    loss = loss_of(np.where(STEPS > 10, 400.0, 4.0), noise=0.2)
    (divergence,) = report(make_record(leaped, steps=STEPS, loss=loss)).phases
    assert (divergence.name, divergence.first_step, divergence.last_step) == ("divergence", 0, STEPS[-1])
    assert divergence.evidence["loss_before"] == loss.values[0]
    assert divergence.evidence["norm_growth"] > 5  # type: ignore[operator]
    assert "above" not in divergence.sentence  # it has nothing but its beginning to rise from
    assert report(make_record(walk, steps=STEPS, loss=loss)).phases == ()  # the weights have no part in it


def test_a_loss_that_ends_far_above_its_beginning_is_no_divergence_of_walks(make_record: MakeRecord) -> None:
    told = []
    for seed in range(10):
        random = np.random.default_rng(seed)
        walk = np.cumsum(random.standard_normal((len(STEPS), CELLS)), axis=0)
        loss = 0.1 * np.exp(np.abs(np.cumsum(0.5 * random.standard_normal(len(STEPS)))))
        told += [phase.name for phase in report(make_record(walk, steps=STEPS, loss=Curve(STEPS, loss))).phases]
    assert told == []


def test_weights_that_move_while_the_loss_does_not_fall_learn_nothing(make_record: MakeRecord) -> None:
    flat = np.full(len(STEPS), 1.6)
    found = report(make_record(learning_cells(), steps=STEPS, loss=loss_of(flat)))
    assert (found.verdict, found.phases) == ("no clear phases", ())
    assert found.sentence.startswith("The weights moved one way")
    assert found.sentence.endswith("but the loss did not fall by more than chance.")


def test_a_loss_that_fell_too_early_to_tell(make_record: MakeRecord) -> None:
    random = np.random.default_rng(0)
    walk = random.standard_normal(CELLS) + 0.05 * np.cumsum(random.standard_normal((len(STEPS), CELLS)), axis=0)
    values = np.where(STEPS < 10, 20.0, 1e-9)
    found = report(make_record(walk, steps=STEPS, loss=loss_of(values)))
    assert found.verdict == "no clear phases"
    assert "nothing else" not in found.sentence
    assert "The loss fell from 20." in found.sentence
    assert "by step 10, too early" in found.sentence


def test_a_loss_that_rises_is_no_divergence_of_weights_that_walk(make_record: MakeRecord) -> None:
    walk = np.cumsum(np.random.default_rng(0).standard_normal((len(STEPS), CELLS)), axis=0)
    found = report(make_record(walk, steps=STEPS, loss=loss_of(np.linspace(2, 9, len(STEPS)))))
    assert found.verdict == "no clear phases"


def test_a_loss_that_rises_is_no_divergence_of_weights_with_momentum(make_record: MakeRecord) -> None:
    for seed in range(5):
        random = np.random.default_rng(seed)
        velocity = np.zeros(CELLS)
        velocities = [velocity := 0.9 * velocity + 0.01 * random.standard_normal(CELLS) for _ in range(STEPS[-1] + 1)]
        walk = random.standard_normal(CELLS) + np.cumsum(velocities, axis=0)[STEPS]
        loss = loss_of(4 + np.abs(np.cumsum(random.standard_normal(len(STEPS)))))
        assert report(make_record(walk, steps=STEPS, loss=loss)).phases == ()


def test_weights_that_swing(make_record: MakeRecord) -> None:
    random = np.random.default_rng(0)
    directions = random.standard_normal((8, CELLS))
    swing = np.cos(np.pi * np.linspace(0.9, 0.99, 8) * np.arange(len(STEPS))[:, np.newaxis]) @ directions
    found = report(make_record(random.standard_normal(CELLS) + 0.3 * swing, steps=STEPS))
    assert "instability" in [phase.name for phase in found.phases]


def test_a_spike_is_an_event(make_record: MakeRecord) -> None:
    values = 1.4 + 3 * np.exp(-STEPS / 150)
    values[50] *= 2.5
    found = report(make_record(learning_cells(), steps=STEPS, loss=loss_of(values)))
    (spike,) = found.events
    assert (spike.name, spike.first_step) == ("spike", 500)
    assert spike.evidence["loss_peak"] > 2 * spike.evidence["loss_around"]  # type: ignore[operator]
    assert "recovered" in spike.sentence


def test_values_that_are_not_finite(make_record: MakeRecord) -> None:
    cells = learning_cells()
    cells[70:, :40] = np.nan
    values = 1.4 + 3 * np.exp(-STEPS / 150)
    values[70:] = np.nan
    found = report(make_record(cells, steps=STEPS, loss=loss_of(values)))
    (event,) = [event for event in found.events if event.name == "non-finite values"]
    assert event.first_step == 700
    assert event.parameters == ("h.0.weight", "h.1.weight")
    assert event.sentence.startswith(
        "At step 700 the loss was no longer a finite number, and 2 parameters (h.0.weight,"
    )
    assert found.verdict.endswith("convergence, non-finite values")
    assert found.phases[-1].last_step == 690


def test_weights_that_are_seen_to_be_lost_after_the_loss(make_record: MakeRecord) -> None:
    cells = learning_cells()
    cells[70:] = np.nan
    values = 1.4 + 3 * np.exp(-STEPS / 150)
    values[65:] = np.nan
    found = report(make_record(cells, steps=STEPS, loss=loss_of(values)))
    (event,) = found.events
    assert event.first_step == 650
    assert event.sentence.startswith(
        "At step 650 the loss was no longer a finite number, and at step 700, 8 parameters"
    )
    assert found.sentence.endswith(event.sentence)


def test_values_that_are_lost_for_a_while_cost_nothing_else(make_record: MakeRecord) -> None:
    cells = learning_cells()
    cells[:, 0] = np.nan  # a parameter that never was finite
    cells[30, :40] = np.inf
    values = 1.4 + 3 * np.exp(-STEPS / 150)
    values[40] = np.nan
    found = report(make_record(cells, steps=STEPS, loss=loss_of(values)))
    assert found.phases[-1].last_step == STEPS[-1]
    assert found.phases[1].name == "rapid learning"
    assert "non-finite values" in [event.name for event in found.events]


def test_a_run_that_is_lost_from_the_start(make_record: MakeRecord) -> None:
    found = report(make_record(np.full((len(STEPS), CELLS), np.nan), steps=STEPS))
    assert (found.verdict, found.phases) == ("too few snapshots, non-finite values", ())
    assert "0 snapshots with finite weights" in found.sentence


def test_a_parameter_that_appears_late_is_no_movement(make_record: MakeRecord) -> None:
    cells = np.tile(np.random.default_rng(0).standard_normal(CELLS), (len(STEPS), 1))
    cells[:50, :32] = np.nan
    record = make_record(cells, steps=STEPS)
    record.statistics["nonfinite"][:] = np.nan  # not logged
    assert report(record).evidence["displacements"] == 0


def dying_units(gradients_end: int, *, still: bool = True) -> Units:
    """Ten units of which the first six lose their gradient at a snapshot."""
    zero = np.zeros((len(STEPS), 10), bool)
    zero[gradients_end:, :6] = True
    changes = np.full((len(STEPS), 10), 0.01)
    changes[0] = np.nan
    if still:
        changes[gradients_end + 1 :, :6] = 0
    return Units("h.0.weight", 40, zero, changes)


def test_dead_units(make_record: MakeRecord) -> None:
    record = replace(make_record(learning_cells(), steps=STEPS), units=(dying_units(40),))
    (event,) = report(record).events
    assert (event.name, event.first_step, event.parameters) == ("dead units", 400, ("h.0.weight",))
    assert event.evidence["share_dead"] == 0.6
    assert "60 % of the 10 sampled units" in event.sentence


def test_units_that_move_or_were_missed_by_few_batches_live(make_record: MakeRecord) -> None:
    for units in (dying_units(40, still=False), dying_units(len(STEPS) - 3)):
        record = replace(make_record(learning_cells(), steps=STEPS), units=(units,))
        assert report(record).events == ()


def test_units_of_a_frozen_model_are_not_dead(make_record: MakeRecord) -> None:
    zero, still = np.ones((len(STEPS), 10), bool), np.zeros((len(STEPS), 10))
    cells = np.ones((len(STEPS), CELLS))
    record = replace(make_record(cells, steps=STEPS), units=(Units("h.0.weight", 40, zero, still),))
    assert report(record).events == ()


def solved_at(snapshot: int, units: Units) -> Units:
    """Units none of which has a gradient or moves from a snapshot on, as the loss is exactly 0."""
    zero, changes = units.has_zero_gradient.copy(), units.changes.copy()
    zero[snapshot:], changes[snapshot + 1 :] = True, 0
    return replace(units, has_zero_gradient=zero, changes=changes)


@pytest.mark.parametrize("dead_from", [None, 40, 65])
def test_units_are_judged_while_the_model_has_a_gradient(make_record: MakeRecord, dead_from: int | None) -> None:
    solved = 70
    units = solved_at(solved, dying_units(len(STEPS) if dead_from is None else dead_from))
    norms = np.where(np.arange(len(STEPS)) < solved, 1.0, 0.0)
    cells = learning_cells()
    cells[solved + 1 :] = cells[solved]
    record = make_record(cells, steps=STEPS, gradient_norms=norms)
    found = [event for event in report(replace(record, units=(units,))).events if event.name == "dead units"]
    assert [event.first_step for event in found] == ([] if dead_from is None else [10 * dead_from])
    assert all(event.evidence["share_dead"] == 0.6 for event in found)


def test_a_model_that_never_has_a_gradient_has_no_dead_units(make_record: MakeRecord) -> None:
    record = make_record(learning_cells(), steps=STEPS, gradient_norms=np.zeros(len(STEPS)))
    assert "dead units" not in [its.name for its in report(replace(record, units=(layer(is_dead=True),))).events]


def layer(*, is_dead: bool, living: int = 0) -> Units:
    """Ten units without gradient from the first update on, or frozen ones, that do not move; but for some that live."""
    zero = np.full((len(STEPS), 10), is_dead)
    zero[0] = False  # before the first update there is no gradient
    changes = np.zeros((len(STEPS), 10))
    zero[:, :living], changes[:, :living] = False, 0.01
    return Units("h.0.weight", 40, zero, changes)


def test_a_layer_that_is_dead_from_the_beginning(make_record: MakeRecord) -> None:
    cells = learning_cells()
    cells[:, : CELLS // 8] = 1  # the layer; all others move
    (event,) = report(replace(make_record(cells, steps=STEPS), units=(layer(is_dead=True),))).events
    assert (event.name, event.first_step, event.last_step) == ("dead units", 0, 0)
    assert "100 % of the 10 sampled units of h.0.weight were dead from the beginning" in event.sentence
    assert event.evidence["dead_from_the_beginning"] == 10
    frozen = replace(make_record(cells, steps=STEPS), units=(layer(is_dead=False),))
    assert report(frozen).events == ()


def test_half_a_layer_that_is_dead_from_the_beginning_did_not_die_later(make_record: MakeRecord) -> None:
    record = make_record(learning_cells(), steps=STEPS)
    (event,) = report(replace(record, units=(layer(is_dead=True, living=5),))).events
    assert event.first_step == 0
    assert "50 % of the 10 sampled units of h.0.weight were dead from the beginning" in event.sentence


def test_units_stay_dead_at_a_snapshot_without_gradients(make_record: MakeRecord) -> None:
    units = dying_units(40)
    units.has_zero_gradient[-1] = False  # taken after the gradients were set to none
    norms = np.where(STEPS[-1] > STEPS, 1.0, np.nan)
    record = make_record(learning_cells(), steps=STEPS, gradient_norms=norms)
    (event,) = report(replace(record, units=(units,))).events
    assert (event.name, event.first_step) == ("dead units", 400)
