"""What a run says about its rounding is true: no value comes back further off than the layout's floor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import nn

from tensorboard_plugin_paramviz.capture.model.inventory import named_tensors
from tensorboard_plugin_paramviz.capture.planning.options import capture_options
from tensorboard_plugin_paramviz.capture.planning.plan import make_plan
from tensorboard_plugin_paramviz.capture.reading.sampling import Sampler
from tensorboard_plugin_paramviz.capture.writing.encoding import encode_sample
from tensorboard_plugin_paramviz.format.codes import INT8, INT16, CodeType, decode
from tensorboard_plugin_paramviz.format.names import STATISTIC_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

    from tensorboard_plugin_paramviz.format.codes import Float32Array
    from tensorboard_plugin_paramviz.format.layout import Layout
    from tensorboard_plugin_paramviz.format.snapshot import Snapshot

ROWS, COLUMNS = 30, 40
FLOAT32 = np.finfo(np.float32)
DECODING = 2.0**-23  # decoding divides and multiplies in float32

random = np.random.default_rng


def spread(seed: int, exponent: float) -> Float32Array:
    """Values of both signs over so many powers of ten, the largest near 1."""
    generator = random(seed)
    values = generator.choice([-1, 1], (ROWS, COLUMNS)) * 10 ** generator.uniform(-exponent, 0, (ROWS, COLUMNS))
    return np.asarray(values, np.float32)


VALUES: dict[str, Callable[[int], Float32Array]] = {
    "bell-shaped": lambda seed: random(seed).standard_normal((ROWS, COLUMNS), np.float32) * np.float32(0.02),
    "heavy-tailed": lambda seed: random(seed).standard_cauchy((ROWS, COLUMNS)).astype(np.float32),
    "of mixed size": lambda seed: spread(seed, 30),
    "huge": lambda seed: spread(seed, 2) * FLOAT32.max,
    "vanishing": lambda seed: spread(seed, 2) * np.float32(1e-35),
    "denormal": lambda seed: spread(seed, 2) * np.float32(1e-40),
    "the smallest there are": lambda seed: spread(seed, 1) * FLOAT32.smallest_subnormal,
    "halves": lambda seed: np.float32(0.5) * random(seed).integers(-8, 8, (ROWS, COLUMNS)).astype(np.float32),
    "zero": lambda _: np.zeros((ROWS, COLUMNS), np.float32),
    "half not finite": lambda seed: np.where(
        random(seed).random((ROWS, COLUMNS)) < 0.5, np.inf, spread(seed, 3)
    ).astype(np.float32),
}


def snapshot_of(values: torch.Tensor, dtype: CodeType) -> tuple[Layout, Snapshot]:
    """A snapshot of a parameter, and what its layout says."""
    model = nn.Module()
    model.embedding = nn.Parameter(values)
    max_bytes = {INT8: 3700, INT16: 524_288}[dtype]
    plan = make_plan(
        model, capture_options(rows={"embedding": range(len(values))}, gradients=False, max_bytes=max_bytes)
    )
    assert (plan.tile_dtype, plan.row_dtype) == (dtype, dtype)
    return plan.layout, encode_sample(plan, Sampler(plan).sample(named_tensors(model)).result(), 0, None)


def tile_of(values: Float32Array, layout: Layout) -> Float32Array:
    """The values in the cells of the tile, by the format's own words."""
    rows, columns = layout.parameters[0].tile_shape
    row_ids = np.arange(rows) * ROWS // rows
    return values[row_ids[:, np.newaxis], np.arange(columns) * COLUMNS // columns].ravel()


def granularity(scales: Float32Array) -> float:
    """The distance of two neighbouring denormal numbers as a share of the smallest scale above 0."""
    return float(FLOAT32.smallest_subnormal) / float(scales[scales > 0].min(initial=1))


def largest_error(decoded: Float32Array, values: Float32Array, scales: Float32Array) -> float:
    """The largest error as a share of the scale; what was not finite must have come back as NaN."""
    assert np.array_equal(np.isnan(decoded), ~np.isfinite(values))
    error = np.abs(decoded.astype(np.float64) - values)
    share = np.divide(error, scales.astype(np.float64), out=error, where=scales > 0)
    return float(np.nanmax(share, initial=0))


@pytest.mark.parametrize("dtype", [INT8, INT16])
@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("seed", range(3))
def test_no_value_is_further_off_than_the_floor(seed: int, kind: str, dtype: CodeType) -> None:
    values = VALUES[kind](seed)
    layout, snapshot = snapshot_of(torch.from_numpy(values), dtype)

    scale = snapshot.statistics[:, STATISTIC_NAMES.index("weight_scale")]
    tile = tile_of(values, layout)
    tile_error = largest_error(decode(snapshot.weights, scale), tile, np.broadcast_to(scale, tile.shape))
    assert tile_error <= layout.rounding_floor + DECODING + granularity(scale)

    rows = snapshot.rows["embedding"]
    scales = rows.statistics[:, :1]
    row_error = largest_error(decode(rows.codes, scales), values, np.broadcast_to(scales, values.shape))
    assert row_error <= layout.clouds[0].rounding_floor + DECODING + granularity(scales)


@pytest.mark.parametrize("dtype", [INT8, INT16])
def test_the_floor_is_no_larger_than_needed(dtype: CodeType) -> None:
    values = VALUES["bell-shaped"](0)
    layout, snapshot = snapshot_of(torch.from_numpy(values), dtype)
    rows = snapshot.rows["embedding"]
    scales = rows.statistics[:, :1]
    error = largest_error(decode(rows.codes, scales), values, np.broadcast_to(scales, values.shape))
    assert error > 0.95 * layout.clouds[0].rounding_floor


def test_a_double_beyond_float32_is_shown_as_not_finite_though_it_is_none() -> None:
    values = torch.linspace(-1, 1, ROWS * COLUMNS, dtype=torch.float64).reshape(ROWS, COLUMNS)
    values[0, 0] = 1e300
    layout, snapshot = snapshot_of(values, INT16)
    scale = snapshot.statistics[:, STATISTIC_NAMES.index("weight_scale")]
    decoded = decode(snapshot.weights, scale)
    assert np.isnan(decoded[0])
    assert np.abs(decoded[1:] - values.numpy().ravel()[1:]).max() <= layout.rounding_floor + DECODING
    assert snapshot.statistics[0, STATISTIC_NAMES.index("nonfinite")] == 0
    assert scale == pytest.approx(1.0, rel=0.01)
