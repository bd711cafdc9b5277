"""The bytes of a snapshot, from ten thousand parameters to seven billion."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
import transformers
from tensorboard.compat.proto.event_pb2 import Event
from torch import nn

from tensorboard_plugin_paramviz import SummaryWriter
from tensorboard_plugin_paramviz.capture.model.describe import describe
from tensorboard_plugin_paramviz.capture.model.inventory import named_tensors, weight_count
from tensorboard_plugin_paramviz.capture.planning.options import capture_options
from tensorboard_plugin_paramviz.capture.planning.plan import make_plan, spend
from tensorboard_plugin_paramviz.format.codes import INT8, INT16
from tensorboard_plugin_paramviz.format.names import STATISTIC_NAMES
from tensorboard_plugin_paramviz.format.snapshot import CloudRows, Snapshot, snapshot_to_summary
from tensorboard_plugin_paramviz.format.tags import Segment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tensorboard_plugin_paramviz.capture.planning.budget import Budget, CloudSize
    from tensorboard_plugin_paramviz.format.layout import ParameterLayout
    from tests.capture.conftest import LoggedStep

HALF_A_MEGABYTE = 524_288
FULL_EDGE = 64
RECORD_BYTES = 16  # around each event in the file
SEGMENT = Segment(0x19A_BCDE_F012, 12_345)

LLAMA_7B: dict[str, Any] = {"hidden_size": 4096, "intermediate_size": 11_008, "num_hidden_layers": 32}
MIXTRAL: dict[str, Any] = {"hidden_size": 4096, "intermediate_size": 14_336, "num_key_value_heads": 8}


def experts(count: int) -> nn.Module:
    """A mixture of experts with two matrices for each, as older ones have them, and an embedding."""
    each = {"up_proj": (512, 256), "down_proj": (256, 512)}
    mixture = [nn.ParameterDict({name: torch.empty(shape) for name, shape in each.items()}) for _ in range(count)]
    return nn.ModuleDict({"wte": nn.Embedding(32_000, 256), "experts": nn.ModuleList(mixture)})


LARGE: dict[str, tuple[float, Callable[[], nn.Module]]] = {
    "MLP": (1e4, lambda: nn.Sequential(nn.Linear(64, 100), nn.ReLU(), nn.Linear(100, 32))),
    "GPT-2": (124e6, lambda: transformers.GPT2LMHeadModel(transformers.GPT2Config())),
    "GPT-2 XL": (
        1.56e9,
        lambda: transformers.GPT2LMHeadModel(transformers.GPT2Config(n_embd=1600, n_layer=48, n_head=25)),
    ),
    "Llama 7B": (6.7e9, lambda: transformers.LlamaForCausalLM(transformers.LlamaConfig(**LLAMA_7B))),
    "Mixtral 8x7B": (46.7e9, lambda: transformers.MixtralForCausalLM(transformers.MixtralConfig(**MIXTRAL))),
    "BERT": (110e6, lambda: transformers.BertForMaskedLM(transformers.BertConfig())),
    "ViT": (86e6, lambda: transformers.ViTForImageClassification(transformers.ViTConfig())),
    "ResNet 50": (
        23.5e6,
        lambda: transformers.ResNetForImageClassification(transformers.ResNetConfig()),
    ),
    "a vocabulary of 250 thousand": (1e9, lambda: nn.Embedding(250_000, 4096)),
    "500 experts": (139e6, lambda: experts(500)),
}


@pytest.fixture(scope="module", params=LARGE)
def large(request: pytest.FixtureRequest) -> nn.Module:
    """A large model's shapes, without its weights."""
    weights, build = LARGE[request.param]
    with torch.device("meta"):
        model = build()
    assert weight_count(named_tensors(model)) == pytest.approx(weights, rel=0.06)
    return model


def described(model: nn.Module) -> list[ParameterLayout]:
    tensors = named_tensors(model)
    return describe(model, tensors, {named.name for named in tensors})[0]


def spent(model: nn.Module, **arguments: Any) -> tuple[list[CloudSize], Budget]:  # noqa: ANN401  # those of capture_options
    return spend(described(model), {}, {}, capture_options(**arguments))


def event_of(clouds: list[CloudSize], budget: Budget, *, gradients: bool) -> Event:
    """The event that a snapshot of such a size becomes."""
    cells = np.zeros(sum(rows * columns for rows, columns in budget.tile_shapes), budget.tile_dtype)
    snapshot = Snapshot(
        step=10**9,
        statistics=np.zeros((len(budget.tile_shapes), len(STATISTIC_NAMES)), np.float32),
        weights=cells,
        gradients=cells if gradients else None,
        rows={
            cloud.parameter: CloudRows(
                np.zeros((count, cloud.columns), budget.rows.dtype), np.zeros((count, 3), np.float32)
            )
            for cloud, count in zip(clouds, budget.rows.counts, strict=True)
            if count
        },
    )
    return Event(wall_time=1.8e9, step=snapshot.step, summary=snapshot_to_summary(snapshot, SEGMENT))


@pytest.mark.parametrize("gradients", [True, False])
@pytest.mark.parametrize("max_bytes", [HALF_A_MEGABYTE, 2_000_000])
def test_a_snapshot_of_any_model_keeps_within_its_bytes(large: nn.Module, max_bytes: int, *, gradients: bool) -> None:
    clouds, budget = spent(large, gradients=gradients, max_bytes=max_bytes)
    written_bytes = event_of(clouds, budget, gradients=gradients).ByteSize() + RECORD_BYTES
    assert written_bytes <= budget.snapshot_bytes <= max_bytes
    assert budget.snapshot_bytes - written_bytes < 200 * (3 + 2 * len(clouds))  # the bound is near the truth
    assert clouds
    assert all(count > 0 for count in budget.rows.counts)


def is_favoured(parameter: ParameterLayout) -> bool:
    return parameter.kind in ("token_embedding", "position_embedding", "head")


def test_embeddings_and_heads_keep_most(large: nn.Module) -> None:
    parameters = described(large)
    clouds, budget = spent(large)
    kinds = {parameter.name: parameter.kind for parameter in parameters}
    favoured_bytes: list[int] = []
    other_bytes: list[int] = []
    for cloud, count in zip(clouds, budget.rows.counts, strict=True):
        if count < cloud.rows:
            is_first = kinds[cloud.parameter] in ("token_embedding", "head")
            (favoured_bytes if is_first else other_bytes).append(count * cloud.row_bytes(budget.rows.dtype))
    assert not favoured_bytes or not other_bytes or min(favoured_bytes) > 2.5 * max(other_bytes)
    favoured_tiles: list[int] = []
    other_tiles: list[int] = []
    for parameter, tile in zip(parameters, budget.tile_shapes, strict=True):
        if len(parameter.shape) > 1 and min(parameter.matrix_shape) >= FULL_EDGE:
            (favoured_tiles if is_favoured(parameter) else other_tiles).append(math.prod(tile))
    assert not favoured_tiles or not other_tiles or min(favoured_tiles) >= max(other_tiles)


def test_experts_by_the_thousand_cost_the_rows_and_then_the_size_of_their_own_tiles() -> None:
    with torch.device("meta"):
        few, many, most = (spent(experts(count))[1] for count in (900, 1500, 2600))
    assert few.rows.counts[0] > 100
    assert (few.tile_shapes[0], few.tile_shapes[1]) == ((8, 8), (8, 8))
    assert many.rows.counts == (0,)
    assert (many.tile_shapes[0], many.tile_shapes[1]) == ((8, 8), (4, 4))
    assert most.snapshot_bytes > HALF_A_MEGABYTE  # statistics alone


def test_statistics_that_alone_exceed_the_bytes_are_said_to() -> None:
    model = nn.ParameterList([torch.zeros(()) for _ in range(5100)])
    *_, problem = make_plan(model, capture_options()).layout.problems
    assert problem.startswith("a snapshot takes ")
    assert problem.endswith("the statistics of 5100 parameters are always logged; include fewer parameters")


def test_gpt2_gives_way_in_the_stated_order() -> None:
    with torch.device("meta"):
        model = transformers.GPT2LMHeadModel(transformers.GPT2Config())
    parameters = described(model)
    wte, matrix = 0, next(index for index, each in enumerate(parameters) if each.kind == "mlp")
    smallest_bytes = spent(model, max_bytes=1)[1].snapshot_bytes
    stages: list[str] = []
    edges: list[tuple[int, int]] = []
    row_counts: list[int] = []
    for max_bytes in (int(400e6 * 0.96**power) for power in range(260)):
        _, budget = spend(parameters, {}, {}, capture_options(max_bytes=max_bytes))
        edge, favoured_edge = max(budget.tile_shapes[matrix]), max(budget.tile_shapes[wte])
        rows = "rows int16" if budget.rows.dtype == INT16 else "rows int8"
        rows = "fewer rows" if budget.rows.counts[0] < 50_257 else rows
        rows = "no rows" if not any(budget.rows.counts) else rows
        tiles = "tiles int16" if budget.tile_dtype == INT16 else "tiles int8"
        tiles = "smaller tiles" if budget.tile_dtype == INT8 and edge < 64 else tiles
        tiles = "tiles of 8" if edge == 8 else "tiles below 8" if edge < 8 else tiles
        if [f"{rows}, {tiles}"] != stages[-1:]:
            stages.append(f"{rows}, {tiles}")
        edges.append((edge, favoured_edge))
        row_counts.append(sum(budget.rows.counts))
        assert budget.snapshot_bytes <= max(max_bytes, smallest_bytes)
    assert stages == [
        "rows int16, tiles int16",
        "rows int8, tiles int16",
        "fewer rows, tiles int16",
        "fewer rows, tiles int8",
        "fewer rows, smaller tiles",
        "fewer rows, tiles of 8",
        "no rows, tiles of 8",
        "no rows, tiles below 8",
    ]
    assert edges == sorted(edges, reverse=True)
    assert row_counts == sorted(row_counts, reverse=True)
    assert all(favoured_edge >= edge for edge, favoured_edge in edges)
    assert (1, 8) in edges  # those of the others are gone before those of the embeddings shrink


@pytest.mark.parametrize("max_tile", [1, 8, 256])
@pytest.mark.parametrize("max_bytes", [1, 20_000, HALF_A_MEGABYTE])
def test_unusual_limits(max_tile: int, max_bytes: int) -> None:
    model = transformers.GPT2LMHeadModel(
        transformers.GPT2Config(n_embd=64, n_layer=2, n_head=4, vocab_size=1000, n_positions=32)
    )
    clouds, budget = spent(model, max_tile=max_tile, max_bytes=max_bytes)
    assert all(1 <= rows <= max_tile and 1 <= columns <= 4 * max_tile for rows, columns in budget.tile_shapes)
    assert event_of(clouds, budget, gradients=True).ByteSize() + RECORD_BYTES <= budget.snapshot_bytes
    assert budget.snapshot_bytes <= max(max_bytes, 5000)
    assert make_plan(model, capture_options(max_tile=max_tile, max_bytes=max_bytes)).layout.parameters


def real_models() -> dict[str, Callable[[], nn.Module]]:
    """Models that fit into memory."""
    long_name = nn.ModuleDict({"a_very_long_name_of_a_module_" * 8: nn.Embedding(500, 32)})
    return {
        "an MLP": lambda: nn.Sequential(nn.Linear(64, 100), nn.ReLU(), nn.Linear(100, 32)),
        "a convnet": lambda: nn.Sequential(
            nn.Conv2d(3, 64, 3), nn.Conv2d(64, 128, 3), nn.Flatten(), nn.Linear(512, 10)
        ),
        "a GPT": lambda: transformers.GPT2LMHeadModel(
            transformers.GPT2Config(n_embd=128, n_layer=4, n_head=4, vocab_size=5000, n_positions=64)
        ),
        "names in Chinese": lambda: nn.ModuleDict({"嵌入" * 40: nn.Embedding(3000, 300), "头": nn.Linear(300, 3000)}),
        "long names": lambda: long_name,
        "many clouds": lambda: nn.ModuleList([nn.Embedding(5, 3) for _ in range(100)]),
        "one number": nn.PReLU,
    }


@pytest.mark.parametrize("gradients", [True, False])
@pytest.mark.parametrize("name", real_models())
def test_what_is_written_is_no_larger_than_planned(
    name: str, tmp_path: Path, logged_steps: Callable[[Path], list[LoggedStep]], *, gradients: bool
) -> None:
    model = real_models()[name]()
    budget = make_plan(model, capture_options(gradients=gradients))
    _, planned = spend(list(budget.layout.parameters), {}, {}, capture_options(gradients=gradients))
    with SummaryWriter(tmp_path) as writer:
        for step in (999_999, 1_000_000):
            writer.add_parameters(model, step, gradients=gradients)
    first, second = logged_steps(tmp_path)
    assert first.header is not None  # the layout comes on top
    assert second.header is None
    assert planned.snapshot_bytes - 200 * (3 + 2 * len(budget.layout.clouds)) - 300 < second.size_bytes + RECORD_BYTES
    assert second.size_bytes + RECORD_BYTES <= planned.snapshot_bytes <= HALF_A_MEGABYTE
