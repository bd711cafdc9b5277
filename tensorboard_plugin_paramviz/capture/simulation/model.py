"""The parameters of a GPT without what would compute anything with them: nanoGPT's names, nanoGPT's shapes."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn


@dataclass(frozen=True)
class GPTShape:
    """The size of a simulated GPT."""

    n_layer: int
    n_head: int
    width: int
    tokens: int
    positions: int

    @property
    def units(self) -> int:
        """Hidden units of each block's MLP."""
        return 4 * self.width


class Transformer(nn.Module):
    """Everything between the tokens and the head."""

    def __init__(self, shape: GPTShape) -> None:
        super().__init__()
        self.wte = _embedding(shape.tokens, shape.width)
        self.wpe = _embedding(shape.positions, shape.width)
        self.h = nn.ModuleList(_block(shape.width, shape.units) for _ in range(shape.n_layer))
        self.ln_f = nn.LayerNorm(shape.width)


class GPT(nn.Module):
    """A GPT that can be logged, but not run.

    Args:
        shape: its size.
    """

    def __init__(self, shape: GPTShape) -> None:
        super().__init__()
        self.shape = shape
        self.n_head = shape.n_head
        self.transformer = Transformer(shape)
        self.lm_head = nn.Linear(shape.width, shape.tokens, bias=False)


def build_gpt(shape: GPTShape) -> GPT:
    """A GPT whose weights are still to be set, head and token embedding tied, made without drawing random numbers.

    It is made on the meta device, and given memory here: torch's own `to_empty` would load half of its compiler.
    """
    with torch.device("meta"):
        model = GPT(shape)
    for module in model.modules():
        for name, parameter in list(module.named_parameters(recurse=False)):
            setattr(module, name, nn.Parameter(torch.empty(parameter.shape)))
    model.lm_head.weight = model.transformer.wte.weight
    return model


def _embedding(rows: int, width: int) -> nn.Embedding:
    """An embedding that draws no values, which would load the compiler as well."""
    return nn.Embedding(rows, width, _weight=torch.empty(rows, width))


def _block(width: int, units: int) -> nn.ModuleDict:
    attention = {"c_attn": nn.Linear(width, 3 * width), "c_proj": nn.Linear(width, width)}
    mlp = {"c_fc": nn.Linear(width, units), "c_proj": nn.Linear(units, width)}
    return nn.ModuleDict(
        {
            "ln_1": nn.LayerNorm(width),
            "attn": nn.ModuleDict(attention),
            "ln_2": nn.LayerNorm(width),
            "mlp": nn.ModuleDict(mlp),
        }
    )
