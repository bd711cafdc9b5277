"""Four processes with pieces of models: what they read together is what one process reads of the whole."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest
import torch
from torch import Tensor, distributed, nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import FullyShardedDataParallel, fully_shard
from torch.distributed.tensor import DTensor, Partial, Replicate, Shard, distribute_tensor
from torch.distributed.tensor.parallel import ColwiseParallel, RowwiseParallel, parallelize_module
from torch.distributed.tensor.placement_types import _StridedShard

from nanogpt.model import GPT, GPTConfig
from tensorboard_plugin_paramviz.capture.model.inventory import (
    FlatParametersError,
    class_name,
    named_tensors,
    reason_to_skip,
    unwrap_model,
)
from tensorboard_plugin_paramviz.capture.model.shards import is_sharded, reshard
from tensorboard_plugin_paramviz.capture.planning.options import capture_options
from tensorboard_plugin_paramviz.capture.planning.plan import make_plan
from tensorboard_plugin_paramviz.capture.reading.sampling import GradientSample, RawSample, Sampler
from tensorboard_plugin_paramviz.capture.sharding.group import shard_group
from tensorboard_plugin_paramviz.capture.sharding.sampler import ShardedSampler

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from torch.distributed.device_mesh import DeviceMesh
    from torch.distributed.tensor.placement_types import Placement

WORLD = 4
TOKENS = torch.arange(14).reshape(2, 7) % 11


def gpt() -> GPT:
    """A model of which hardly anything can be divided by four."""
    torch.manual_seed(0)
    return GPT(GPTConfig(n_layer=2, n_head=2, n_embd=18, block_size=7, vocab_size=11))


def sharded_gpt(mesh: DeviceMesh | None = None) -> GPT:
    """The same in shards, as its users make them, with gradients."""
    model = gpt()
    for block in model.transformer.h:
        fully_shard(block, mesh=mesh)
    fully_shard(model, mesh=mesh)
    torch.autograd.backward(model(TOKENS, TOKENS)[1])
    return model


def whole(tensor: Tensor) -> Tensor:
    return cast("DTensor", tensor).full_tensor() if is_sharded(tensor) else tensor


def made_whole(model: nn.Module, build: Callable[[], nn.Module]) -> nn.Module:
    """The model that one process would have."""
    copy = build()
    for ours, theirs in zip(copy.parameters(), model.parameters(), strict=True):
        ours.data = whole(theirs.detach())
        ours.grad = None if theirs.grad is None else whole(theirs.grad)
    return copy


def read_whole(model: nn.Module, **arguments: object) -> RawSample:
    plan = make_plan(model, capture_options(**arguments))  # type: ignore[arg-type]  # each fits
    return Sampler(plan).sample(named_tensors(model)).result()


def read_together(model: nn.Module, **arguments: object) -> RawSample | None:
    """What all processes read, in the first of them."""
    group = shard_group(model.parameters())
    assert group is not None
    sampler = ShardedSampler(make_plan(model, capture_options(**arguments)), group)  # type: ignore[arg-type]  # each fits
    with group.turn(0):
        sample = sampler.sample(named_tensors(model))
    assert (sample is not None) == group.is_first == (distributed.get_rank() == 0)
    return None if sample is None else sample.result()


def assert_equal(found: RawSample | GradientSample, expected: RawSample | GradientSample) -> None:
    assert found.tiles.tobytes() == expected.tiles.tobytes()
    np.testing.assert_allclose(found.norms.norms, expected.norms.norms, rtol=1e-6)
    np.testing.assert_array_equal(found.norms.nonfinite, expected.norms.nonfinite)
    assert found.rows.keys() == expected.rows.keys()
    for name, rows in expected.rows.items():
        found_rows = found.rows[name]
        assert (found_rows is None) == (rows is None), name
        assert found_rows is None or rows is None or found_rows.tobytes() == rows.tobytes(), name


def assert_read_like_a_whole_one(model: nn.Module, build: Callable[[], nn.Module], **arguments: object) -> None:
    copy = made_whole(model, build)
    found, expected = read_together(model, **arguments), read_whole(copy, **arguments)
    if found is not None:
        assert_equal(found, expected)
        assert found.gradients is not None
        assert expected.gradients is not None
        assert_equal(found.gradients, expected.gradients)


def check_a_transformer_whose_blocks_are_sharded() -> None:
    model = sharded_gpt()
    assert all(map(is_sharded, model.parameters()))
    assert_read_like_a_whole_one(model, gpt)
    assert_read_like_a_whole_one(model, gpt, max_tile=13, rows={"transformer.wte.weight": [10, 3, 4]}, max_bytes=9000)
    layout = make_plan(model, capture_options()).layout
    assert layout.parameters[0].aliases == ("lm_head.weight",)
    assert class_name(model) == "GPT"
    assert class_name(model.transformer.h[0]) == "Block"


def check_shards_with_copies() -> None:
    mesh = init_device_mesh("cpu", (2, 2), mesh_dim_names=("replicate", "shard"))
    assert_read_like_a_whole_one(sharded_gpt(mesh), gpt)


def check_shards_of_tensor_parallel_layers() -> None:
    mesh = init_device_mesh("cpu", (2, 2), mesh_dim_names=("data", "tensor"))
    model = gpt()
    for block in model.transformer.h:
        parallelize_module(block.mlp, mesh["tensor"], {"c_fc": ColwiseParallel(), "c_proj": RowwiseParallel()})  # type: ignore[arg-type]  # a block is a module
        fully_shard(block, mesh=mesh["data"])
    fully_shard(model, mesh=mesh["data"])
    torch.autograd.backward(model(TOKENS, TOKENS)[1])
    placements = {str(cast("DTensor", parameter).placements) for parameter in model.parameters()}
    assert len(placements) == 4, placements  # strided ones among them
    assert_read_like_a_whole_one(model, gpt)


class Assortment(nn.Module):
    """Parameters of every shape and type."""

    def __init__(self) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(0)
        shapes = {"five": (5,), "two": (2,), "matrix": (7, 3), "wide": (3, 130), "tall": (130, 5), "conv": (6, 5, 3, 2)}
        for name, shape in shapes.items():
            self.register_parameter(name, nn.Parameter(torch.randn(shape, generator=generator)))
        for dtype in (torch.float64, torch.bfloat16, torch.complex64, torch.int32, torch.bool, torch.float8_e4m3fn):
            values = (torch.randn((9, 70), generator=generator) * 3).to(dtype)
            learns = dtype in (torch.float64, torch.bfloat16, torch.complex64)
            self.register_parameter(f"of_{str(dtype).removeprefix('torch.')}", nn.Parameter(values, learns))
        self.vector = nn.Parameter(torch.randn(300, generator=generator).to(torch.complex64))
        for parameter in self.parameters():
            parameter.grad = parameter.detach().flip(0) if parameter.requires_grad else None


def distribute(model: nn.Module, mesh: DeviceMesh, placements: Sequence[Placement]) -> None:
    """Divide all parameters that have enough axes, and their gradients."""
    for name, parameter in list(model.named_parameters()):
        gradient = parameter.grad
        if any(isinstance(each, Shard | _StridedShard) and each.dim >= parameter.ndim for each in placements):
            continue
        divided = nn.Parameter(
            distribute_tensor(parameter.detach(), mesh, placements, src_data_rank=None), parameter.requires_grad
        )
        if gradient is not None:
            divided.grad = distribute_tensor(gradient, mesh, placements, src_data_rank=None)
        model.register_parameter(name, divided)


def check_every_shape_type_and_placement() -> None:
    line = init_device_mesh("cpu", (WORLD,))
    square = init_device_mesh("cpu", (2, 2))
    for mesh, placements in (
        (line, [Shard(0)]),
        (line, [Shard(1)]),
        (line, [Shard(2)]),
        (line, [Replicate()]),
        (square, [Shard(0), Shard(0)]),
        (square, [Shard(0), Shard(1)]),
        (square, [Shard(1), Shard(0)]),
        (square, [Shard(1), Shard(1)]),
        (square, [Shard(3), Replicate()]),
        (square, [Replicate(), Shard(0)]),
    ):
        model = Assortment()
        distribute(model, mesh, placements)
        expected, found = read_whole(Assortment()), read_together(model)
        if found is not None:
            assert_equal(found, expected)
            assert found.gradients is not None
            assert expected.gradients is not None
            assert_equal(found.gradients, expected.gradients)


def check_what_is_not_finite_is_counted_exactly() -> None:
    model = sharded_gpt()
    embedding = cast("DTensor", model.transformer.wte.weight)
    gradient = cast("DTensor", embedding.grad)
    with torch.no_grad():
        if distributed.get_rank() == 1:
            embedding.to_local()[0, 3] = math.nan
            gradient.to_local()[0, 3:5] = math.inf
        if distributed.get_rank() == 2:
            embedding.to_local()[1, :2] = -math.inf
        cast("DTensor", model.transformer.wpe.weight).to_local().fill_(3e30)  # finite, unlike its square
    assert_read_like_a_whole_one(model, gpt)
    found = read_together(model)
    if found is not None:
        assert found.norms.nonfinite[0] == 3
        assert found.gradients is not None
        assert found.gradients.norms.nonfinite[0] == 2


def check_gradients_that_are_not_there() -> None:
    model = sharded_gpt()
    model.transformer.wpe.weight.grad = None
    if distributed.get_rank() == 2:
        model.transformer.wte.weight.grad = None
    found = read_together(model)
    model.transformer.wte.weight.grad = None
    expected = read_whole(made_whole(model, gpt))
    if found is not None:
        assert found.gradients is not None
        assert expected.gradients is not None
        assert_equal(found.gradients, expected.gradients)
        assert np.isnan(found.gradients.norms.norms[:2]).all()


def check_frozen_and_whole_parameters_beside_shards() -> None:
    def build() -> nn.Module:
        torch.manual_seed(0)
        model = nn.ModuleDict({"sharded": nn.Linear(6, 5), "whole": nn.Embedding(9, 4, sparse=True)})
        model.get_parameter("sharded.bias").requires_grad = False
        return model

    model = build()
    layer, embedding = model.children()
    fully_shard(layer)
    torch.autograd.backward(layer(torch.ones(2, 6)).sum() + embedding(torch.tensor([8, 8, 3])).sum())
    assert_read_like_a_whole_one(model, build)


def check_sums_that_nobody_has_added_up() -> None:
    mesh = init_device_mesh("cpu", (WORLD,))
    model = nn.ParameterDict({"sum": torch.ones(3), "block": torch.ones(5)})
    model["sum"] = nn.Parameter(DTensor.from_local(torch.ones(3), mesh, [Partial()]))
    model["block"] = nn.Parameter(distribute_tensor(torch.ones(5), mesh, [Shard(0)]))
    model["block"].grad = DTensor.from_local(torch.ones(5), mesh, [Partial()])
    assert reason_to_skip(model["sum"]).startswith("placed as [Partial(sum)]")
    assert [parameter.name for parameter in make_plan(model, capture_options()).layout.parameters] == ["block"]
    found = read_together(model)
    if found is not None:
        assert found.tiles.tolist() == [1] * 5
        assert found.gradients is not None
        assert np.isnan(found.gradients.tiles).all()


def check_shards_are_read_after_an_evaluation() -> None:
    model = sharded_gpt()
    with torch.no_grad():
        model(TOKENS)
    assert not all(map(is_sharded, model.parameters()))  # fully_shard leaves the outermost ones whole
    reshard(model)
    assert all(map(is_sharded, model.parameters()))
    assert_read_like_a_whole_one(model, gpt)


def check_flat_parameters_are_refused() -> None:
    wrapped = FullyShardedDataParallel(nn.Sequential(nn.Linear(4, 4)), device_id=torch.device("cpu"))
    for model in (wrapped, nn.ModuleDict({"inside": wrapped})):
        with pytest.raises(FlatParametersError, match=r"shard it with torch\.distributed\.fsdp\.fully_shard"):
            unwrap_model(model)


def main() -> None:
    """Run all checks, in all processes."""
    distributed.init_process_group("gloo")
    for name, check in list(globals().items()):
        if name.startswith("check_"):
            check()
            if distributed.get_rank() == 0:
                print(name, flush=True)
    distributed.destroy_process_group()


if __name__ == "__main__":
    main()
