"""Which parameters a model has, under which names."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn.parameter import UninitializedParameter

from tensorboard_plugin_paramviz.capture.model.inventory import (
    class_name,
    logged_shape,
    named_tensors,
    reason_to_skip,
    unwrap_model,
    weight_count,
)


class Wrapper(nn.Module):
    """What `DistributedDataParallel` looks like from outside."""

    def __init__(self, module: nn.Module) -> None:
        super().__init__()
        self.module = module


def compiled(model: nn.Module) -> nn.Module:
    wrapped = torch.compile(model, backend="eager")
    assert isinstance(wrapped, nn.Module)
    return wrapped


def test_names_come_in_the_order_of_named_parameters() -> None:
    model = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1, bias=False))
    assert [named.name for named in named_tensors(model)] == ["0.weight", "0.bias", "2.weight"]


def test_a_tied_weight_stands_once_with_its_other_names() -> None:
    model = nn.ModuleDict({"wte": nn.Embedding(5, 3), "body": nn.Linear(3, 3), "lm_head": nn.Linear(3, 5, bias=False)})
    model["lm_head"].weight = model["wte"].weight
    first, *rest = named_tensors(model)
    assert (first.name, first.aliases) == ("wte.weight", ("lm_head.weight",))
    assert [named.name for named in rest] == ["body.weight", "body.bias"]
    assert weight_count(named_tensors(model)) == 5 * 3 + 3 * 3 + 3


@pytest.mark.parametrize("wrap", [Wrapper, compiled, nn.DataParallel, lambda model: Wrapper(compiled(model))])
def test_wrappers_leave_no_trace_in_names(wrap: type[Wrapper]) -> None:
    model = nn.Sequential(nn.Linear(2, 2))
    unwrapped = unwrap_model(wrap(model))
    assert unwrapped is model
    assert named_tensors(unwrapped)[0].name == "0.weight"


def test_a_compiled_part_leaves_no_trace_in_names() -> None:
    model = nn.Sequential(nn.Linear(2, 2), compiled(nn.Linear(2, 2)))
    names = [(named.name, named.paths) for named in named_tensors(model)]
    assert names[2] == ("1.weight", ("1._orig_mod.weight",))


def test_a_model_with_parameters_beside_its_module_is_no_wrapper() -> None:
    model = Wrapper(nn.Linear(2, 2))
    model.scale = nn.Parameter(torch.ones(()))
    assert unwrap_model(model) is model


@pytest.mark.parametrize(
    ("tensor", "reason"),
    [
        (nn.Parameter(torch.ones(2)), ""),
        (nn.Parameter(torch.ones(())), ""),
        (nn.Parameter(torch.empty(2, device="meta")), "on the meta device"),
        (nn.Parameter(torch.empty(0, 3)), "empty: its shape is (0, 3)"),
        (UninitializedParameter(), "not initialised yet"),
    ],
)
def test_what_has_no_values_is_skipped_with_a_reason(tensor: nn.Parameter, reason: str) -> None:
    assert reason_to_skip(tensor).startswith(reason)
    assert bool(reason_to_skip(tensor)) == bool(reason)


def test_a_complex_parameter_is_logged_with_an_axis_for_its_two_numbers() -> None:
    assert logged_shape(torch.ones(3, 4, dtype=torch.complex64)) == (3, 4, 2)
    assert logged_shape(torch.ones(3, 4)) == (3, 4)


def test_a_class_that_torch_has_made_meanwhile_has_its_authors_name() -> None:
    layer = nn.Linear(2, 2)
    nn.utils.parametrize.register_parametrization(layer, "weight", nn.Identity())
    assert type(layer).__name__ == "ParametrizedLinear"
    assert class_name(layer) == "Linear"
    assert class_name(Wrapper(layer)) == "Wrapper"
