"""Parameters of every dtype and shape come back from a run as what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import nn

from tensorboard_plugin_paramviz import SummaryWriter, load_run
from tensorboard_plugin_paramviz.capture.planning.options import capture_options
from tensorboard_plugin_paramviz.capture.planning.plan import make_plan
from tensorboard_plugin_paramviz.format.layout import matrix_shape

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from tensorboard_plugin_paramviz.serving.reading.run import Run

DTYPES = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        *(torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.float8_e4m3fn, torch.float8_e5m2),
        *(torch.complex64, torch.complex128, torch.bool, torch.int8, torch.uint8, torch.int32, torch.int64),
    )
}
SHAPES: list[tuple[int, ...]] = [
    (),
    (1,),
    (5,),
    (300,),
    (1, 1),
    (3, 4),
    (1, 70),
    (70, 1),
    (100, 90),
    (2, 3, 4),
    (5, 3, 2, 2),
    (2, 3, 4, 2, 2),
]
EMPTY: list[tuple[int, ...]] = [(0,), (0, 3), (3, 0), (2, 0, 3)]


def numbers(shape: tuple[int, ...], dtype: torch.dtype) -> torch.Tensor:
    """Small whole numbers of both signs, where the dtype has them: every dtype holds them exactly."""
    count = int(np.prod(shape, dtype=int))
    values = ((torch.arange(count) * 7) % 13 - 6).reshape(shape)
    if dtype.is_complex:
        return torch.complex(values.double(), 1.0 - values.double()).to(dtype)
    return values.abs().to(dtype) if dtype in (torch.uint8, torch.bool) else values.float().to(dtype)


def expected_tile(tensor: torch.Tensor, tile_shape: tuple[int, int]) -> npt.NDArray[np.float64]:
    """The cells of the tile, by the format's own words."""
    real = torch.view_as_real(tensor.to(torch.complex128)) if tensor.is_complex() else tensor.double()
    rows, columns = matrix_shape(tuple(real.shape))
    matrix = real.reshape(rows, columns).numpy()
    row_ids, column_ids = (
        np.arange(cells) * size // cells for cells, size in zip(tile_shape, matrix.shape, strict=True)
    )
    return np.asarray(matrix[row_ids[:, np.newaxis], column_ids], np.float64)


@pytest.fixture(scope="module")
def tensors() -> dict[str, torch.Tensor]:
    """A tensor of each dtype and each shape."""
    return {
        f"{name}_{'x'.join(map(str, shape)) or 'scalar'}": numbers(shape, dtype)
        for name, dtype in DTYPES.items()
        for shape in SHAPES
    }


@pytest.fixture(scope="module")
def model(tensors: dict[str, torch.Tensor]) -> nn.Module:
    """A model with all of them as parameters, and with some that hold no numbers."""
    packed = torch.zeros(4, dtype=torch.uint8).view(torch.float4_e2m1fn_x2)
    parameters = {
        **tensors,
        **{f"empty_{'x'.join(map(str, shape))}": torch.ones(shape) for shape in EMPTY},
        "meta_weight": torch.ones(3, 4, device="meta"),
        "packed_weight": packed,
    }
    made = nn.Module()
    for name, tensor in parameters.items():
        made.register_parameter(name, nn.Parameter(tensor, requires_grad=False))
    return made


@pytest.fixture(scope="module")
def run(model: nn.Module, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """All of them logged at once."""
    path: Path = tmp_path_factory.mktemp("every")
    with SummaryWriter(path) as writer:
        writer.add_parameters(model, 3, max_bytes=10_000_000)
    return load_run(path)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", SHAPES)
def test_its_cells_come_back(run: Run, tensors: dict[str, torch.Tensor], dtype: str, shape: tuple[int, ...]) -> None:
    name = f"{dtype}_{'x'.join(map(str, shape)) or 'scalar'}"
    tensor = tensors[name]
    (parameter,) = (each for each in run.parameters if each.name == name)
    assert parameter.dtype == str(DTYPES[dtype]).removeprefix("torch.")
    assert parameter.shape == (*shape, *((2,) if tensor.is_complex() else ()))
    (tile,) = run.weights(name)
    expected = expected_tile(tensor, parameter.tile_shape)
    assert tile == pytest.approx(expected, abs=6 / 32_767)

    row = [each.name for each in run.parameters].index(name)
    statistics = dict(zip(run.statistic_names, run.statistics[0, row].tolist(), strict=True))
    full = expected_tile(tensor, matrix_shape(parameter.shape))
    assert statistics["norm"] == pytest.approx(np.linalg.norm(full), rel=1e-6)
    assert statistics["nonfinite"] == 0
    assert statistics["mean"] == pytest.approx(expected.mean(), abs=1e-6)


def test_what_has_no_numbers_is_listed_with_its_reason(model: nn.Module) -> None:
    layout = make_plan(model, capture_options()).layout
    reasons = {skipped.name: skipped.reason for skipped in layout.skipped}
    assert reasons.keys() == {"empty_0", "empty_0x3", "empty_3x0", "empty_2x0x3", "meta_weight", "packed_weight"}
    assert reasons["empty_2x0x3"] == "empty: its shape is (2, 0, 3)"
    assert reasons["meta_weight"].startswith("on the meta device")
    assert reasons["packed_weight"] == "of torch.float4_e2m1fn_x2: torch cannot read such numbers one by one"
    assert len(layout.parameters) == len(DTYPES) * len(SHAPES)
