"""Where on the data's way through a GPT a parameter sits."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LAYER = re.compile(r"transformer\.h\.(?P<layer>\d+)\.")


@dataclass(frozen=True)
class Site:
    """A parameter's place.

    Attributes:
        parameter: its name.
        layer: its block; None outside of the blocks.
        depth: how far along the way it sits: 0 for the embeddings, then one more for each block and for the final norm.
    """

    parameter: str
    layer: int | None
    depth: int


def site_of(parameter: str, n_layer: int) -> Site:
    """The place of a parameter.

    Args:
        parameter: its name.
        n_layer: blocks of the model.
    """
    match = _LAYER.match(parameter)
    if match is not None:
        layer = int(match["layer"])
        return Site(parameter, layer, layer + 1)
    return Site(parameter, None, n_layer + 1 if parameter.startswith("transformer.ln_f.") else 0)
