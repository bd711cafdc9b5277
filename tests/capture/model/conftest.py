"""What capture tells of a model, as a table to read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import torch

from tensorboard_plugin_paramviz.capture.model.describe import describe
from tensorboard_plugin_paramviz.capture.model.inventory import named_tensors

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import nn

    from tensorboard_plugin_paramviz.format.layout import ParameterLayout, Part

    Table = dict[str, str]


_FUSED_PARTS = 3  # query, key, value


def described_parameters(model: nn.Module) -> list[ParameterLayout]:
    """All parameters of a model, in order."""
    tensors = named_tensors(model)
    return describe(model, tensors, {named.name for named in tensors})[0]


def parts_text(parts: tuple[Part, ...]) -> str:
    """The parts in order, each with its number of heads: "query/4 key/2 value/2", "2 × (query/2 key/1 value/1)"."""
    texts = [f"{part.name}/{part.n_head}" if part.n_head else part.name for part in parts]
    times = texts.count(texts[0]) if len(texts) > _FUSED_PARTS else 1
    once = " ".join(texts[: len(texts) // times])
    return once if times == 1 else f"{times} × ({once})"


def pattern(parameter: ParameterLayout) -> str:
    """The name with the number of its block as {layer}, any other number as *."""
    layer = rf"\b{parameter.layer}\b" if parameter.layer is not None else "$^"
    name = re.sub(layer, "{layer}", parameter.name, count=1)
    return re.sub(r"(?<=\.)\d+(?=\.|$)|^\d+(?=\.)", "*", name)


def is_of_interest(parameter: ParameterLayout) -> bool:
    """Whether a table names it; biases and norms are held against general rules instead."""
    return not parameter.name.endswith("bias") and parameter.kind != "norm"


def check_biases(parameters: list[ParameterLayout]) -> None:
    """A bias is of the kind and the layer of its weight, and what is called a norm is one."""
    by_name = {name: parameter for parameter in parameters for name in (parameter.name, *parameter.aliases)}
    for name, parameter in by_name.items():
        weight = by_name.get(name.removesuffix("bias") + "weight") if name.endswith(".bias") else None
        if weight is not None and weight.kind not in ("token_embedding", "position_embedding"):
            assert (parameter.kind, parameter.layer) == (weight.kind, weight.layer), name
            assert [part.name for part in parameter.parts] == [part.name for part in weight.parts], name
        if re.search(r"(^|[._])(ln|norm|LayerNorm|layernorm|layer_norm)([._\d]|$)", name):
            assert parameter.kind == "norm", name


def told(model: nn.Module) -> Table:
    """{parameter name pattern: "kind part part"}; where layers differ, "… | …"."""
    parameters = described_parameters(model)
    check_biases(parameters)
    found: Table = {}
    for parameter in filter(is_of_interest, parameters):
        text = f"{parameter.kind} {parts_text(parameter.parts)}".strip()
        known = found.setdefault(pattern(parameter), text)
        if text not in known.split(" | "):
            found[pattern(parameter)] = f"{known} | {text}"
    return found


@pytest.fixture
def tells() -> Callable[[nn.Module, str], None]:
    """Holds what is told of a model against a table: a line per parameter, its name pattern and its role."""

    def check(model: nn.Module, table: str) -> None:
        lines = [line.split(maxsplit=1) for line in table.strip().splitlines()]
        assert told(model) == {name: role.strip() for name, role in lines}

    return check


@pytest.fixture
def described() -> Callable[[nn.Module], dict[str, ParameterLayout]]:
    """Describes all parameters of a model, by name."""
    return lambda model: {parameter.name: parameter for parameter in described_parameters(model)}


@pytest.fixture(autouse=True)
def _same_chance() -> None:
    torch.manual_seed(0)
