"""What the statistics say of full tensors, and how far off they are: the numbers in their module's docstring."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import nn

from tensorboard_plugin_paramviz.capture.model.inventory import named_tensors
from tensorboard_plugin_paramviz.capture.planning.options import capture_options
from tensorboard_plugin_paramviz.capture.planning.plan import make_plan
from tensorboard_plugin_paramviz.capture.reading.sampling import Sampler
from tensorboard_plugin_paramviz.capture.writing.encoding import PreviousSample, encode_sample
from tensorboard_plugin_paramviz.format.names import STATISTIC_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy.typing as npt

    from tensorboard_plugin_paramviz.capture.planning.plan import Plan
    from tensorboard_plugin_paramviz.capture.reading.sampling import RawSample

    Matrix = npt.NDArray[np.float32]
    Statistics = dict[str, float]

SIZE = 300  # of a matrix's edge
EDGE = 24  # of its tile
CELLS = 25**2  # which divides 300
TRIALS = 250
QUANTILES = {"q01": 0.01, "q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95, "q99": 0.99}

POPULATIONS: dict[str, Callable[[np.random.Generator], Matrix]] = {
    "bell-shaped": lambda random: random.standard_normal((SIZE, SIZE), np.float32) * np.float32(0.02),
    "skewed": lambda random: random.exponential(1, (SIZE, SIZE)).astype(np.float32),
    "heavy-tailed": lambda random: random.laplace(0, 1, (SIZE, SIZE)).astype(np.float32),
    "pruned": lambda random: np.where(
        random.random((SIZE, SIZE)) < 0.7, 0, random.standard_normal((SIZE, SIZE))
    ).astype(np.float32),
}
KURTOSES = {"bell-shaped": 3.0, "skewed": 9.0, "heavy-tailed": 6.0, "pruned": 10.0}


class Matrices(nn.Module):
    """One parameter, to be filled anew."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(SIZE, SIZE))

    @torch.no_grad()
    def fill(self, values: Matrix) -> None:
        """Take on other values."""
        self.weight.copy_(torch.from_numpy(values))


MODEL = Matrices()
PLAN: Plan = make_plan(MODEL, capture_options(max_tile=EDGE + 1, gradients=False))


def sampled(values: Matrix) -> RawSample:
    MODEL.fill(values)
    return Sampler(PLAN).sample(named_tensors(MODEL)).result()


def statistics_of(sample: RawSample, previous: PreviousSample | None = None, step: int = 0) -> Statistics:
    row = encode_sample(PLAN, sample, step, previous).statistics[0]
    return dict(zip(STATISTIC_NAMES, row.tolist(), strict=True))


def trials(population: str) -> Iterator[tuple[Matrix, Statistics]]:
    """Matrices with the statistics that are logged of them."""
    random = np.random.default_rng(7)
    for _ in range(TRIALS):
        values = POPULATIONS[population](random)
        yield values, statistics_of(sampled(values))


def root_mean_square(errors: list[float]) -> float:
    return math.sqrt(sum(error**2 for error in errors) / len(errors))


def test_the_tile_is_as_large_as_thought() -> None:
    assert PLAN.layout.parameters[0].tile_cells == CELLS


@pytest.mark.parametrize("population", POPULATIONS)
def test_the_standard_errors_are_those_that_are_stated(population: str) -> None:
    errors: dict[str, list[float]] = {name: [] for name in ("mean", "std", *QUANTILES)}
    for values, statistics in trials(population):
        full = values.astype(np.float64)
        errors["mean"].append((statistics["mean"] - full.mean()) / (full.std() / math.sqrt(CELLS)))
        standard_error = full.std() * math.sqrt((KURTOSES[population] - 1) / (4 * CELLS))
        errors["std"].append((statistics["std"] - full.std()) / standard_error)
        for name, share in QUANTILES.items():
            rank = ((full < statistics[name]).mean() + (full <= statistics[name]).mean()) / 2
            bias = (1 - 2 * share) / CELLS
            errors[name].append((rank - share - bias) / math.sqrt(share * (1 - share) / CELLS))
    ties = {"q25", "q50", "q75"} if population == "pruned" else set()  # 70 % of the ranks belong to the zeros
    for name in errors.keys() - ties:
        assert 0.8 < root_mean_square(errors[name]) < 1.2, name
        assert abs(sum(errors[name]) / TRIALS) < 0.25, name  # hardly any bias


def test_the_share_of_zeros_is_off_by_what_is_stated() -> None:
    errors = [statistics["zeros"] - float((values == 0).mean()) for values, statistics in trials("pruned")]
    assert root_mean_square(errors) == pytest.approx(math.sqrt(0.7 * 0.3 / CELLS), rel=0.1)


def test_an_update_ratio_is_off_by_what_is_stated() -> None:
    random = np.random.default_rng(3)
    errors = []
    for step in range(1, TRIALS):
        before = random.standard_normal((SIZE, SIZE), np.float32)
        after = before + random.standard_normal((SIZE, SIZE), np.float32) * np.float32(1e-3)
        ratio = statistics_of(sampled(after), PreviousSample(step - 1, sampled(before).tiles), step)["update_ratio"]
        change = after.astype(np.float64) - before
        full = math.sqrt(float((change**2).mean()) / float((after.astype(np.float64) ** 2).mean()))
        errors.append((ratio - full) / full)
    assert root_mean_square(errors) == pytest.approx(1 / math.sqrt(2 * CELLS), rel=0.1)


@pytest.mark.parametrize("axis", [0, 1])
def test_where_only_rows_or_columns_differ_the_sample_is_as_large_as_its_edge(axis: int) -> None:
    random = np.random.default_rng(5)
    errors = []
    for _ in range(TRIALS):
        values = np.repeat(random.standard_normal((SIZE, 1), np.float32), SIZE, axis=1)
        values = values if axis == 0 else np.ascontiguousarray(values.T)
        full = values.astype(np.float64)
        errors.append((statistics_of(sampled(values))["mean"] - full.mean()) / full.std())
    edge = math.sqrt(CELLS)
    finite_population = math.sqrt(1 - edge / SIZE)
    assert root_mean_square(errors) == pytest.approx(finite_population / math.sqrt(edge), rel=0.1)


@pytest.mark.parametrize("population", POPULATIONS)
def test_extremes_lie_within_those_of_the_full_tensor(population: str) -> None:
    values, statistics = next(trials(population))
    assert values.min() <= statistics["min"] <= statistics["q01"]
    assert statistics["q99"] <= statistics["max"] <= values.max()


@pytest.mark.parametrize("population", POPULATIONS)
def test_norm_and_rms_are_those_of_the_full_tensor(population: str) -> None:
    values, statistics = next(trials(population))
    norm = float(np.linalg.norm(values.astype(np.float64)))
    assert statistics["norm"] == pytest.approx(norm, rel=2e-6)
    assert statistics["rms"] == pytest.approx(norm / SIZE, rel=2e-6)


def test_a_tensor_no_larger_than_its_tile_has_exact_statistics() -> None:
    model = nn.Linear(20, 15, bias=False)
    plan = make_plan(model, capture_options())
    row = encode_sample(plan, Sampler(plan).sample(named_tensors(model)).result(), 0, None).statistics[0]
    statistics = dict(zip(STATISTIC_NAMES, row.tolist(), strict=True))
    full = model.weight.detach().double().numpy()
    assert statistics["mean"] == pytest.approx(full.mean(), abs=1e-8)
    assert statistics["std"] == pytest.approx(full.std())
    assert (statistics["min"], statistics["max"]) == (full.min(), full.max())
    for name, share in QUANTILES.items():
        assert statistics[name] == pytest.approx(np.quantile(full, share), abs=1e-8)


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_single_bad_weight_among_38_million_is_reported(value: float) -> None:
    model = nn.Embedding(50_257, 768, _weight=torch.zeros(50_257, 768))
    with torch.no_grad():
        model.weight[40_000, 500] = value
    plan = make_plan(model, capture_options())
    row = encode_sample(plan, Sampler(plan).sample(named_tensors(model)).result(), 0, None).statistics[0]
    statistics = dict(zip(STATISTIC_NAMES, row.tolist(), strict=True))
    assert statistics["nonfinite"] == 1
    assert not math.isfinite(statistics["norm"])
    assert (statistics["mean"], statistics["zeros"]) == (0, 1)  # the tile missed it
