"""`--compile`: the model as one compiled program, tried out on a small one first."""

from __future__ import annotations

from typing import cast

import torch
from torch import nn

from nanogpt.options import OptionValueError


class CompilerMissingError(OptionValueError):
    """`torch.compile` does not work here."""


def compiled(model: nn.Module, device: torch.device) -> nn.Module:
    """Return the model wrapped by `torch.compile`, which compiles it at the first use.

    Raises:
        CompilerMissingError: if a program of one line cannot be compiled; better now than after the loading.
    """
    try:
        torch.compile(torch.sin)(torch.ones(1, device=device))
        return cast("nn.Module", torch.compile(model))
    except RuntimeError as error:  # what torch.compile raises, whatever is missing
        reason = str(error).strip().splitlines()[0]
        raise CompilerMissingError(
            "compile", f"torch.compile does not work here ({reason}): install what it misses, or leave --compile out"
        ) from None
