"""The optimizer, its learning rate, and the precision of the arithmetic."""

from __future__ import annotations

import contextlib
import math
from typing import TYPE_CHECKING

import torch

from nanogpt.options import OptionValueError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from nanogpt.config import TrainConfig
    from nanogpt.model import GPT

_DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}


def build_optimizer(model: GPT, config: TrainConfig) -> torch.optim.AdamW:
    """Return AdamW (Loshchilov and Hutter, 2019) that decays matrices and leaves norms and biases alone."""
    parameters = list(model.parameters())
    groups = [
        {"params": [each for each in parameters if each.dim() > 1], "weight_decay": config.weight_decay},
        {"params": [each for each in parameters if each.dim() <= 1], "weight_decay": 0.0},
    ]
    on_cuda = parameters[0].device.type == "cuda"
    return torch.optim.AdamW(
        groups, lr=config.learning_rate, betas=(config.beta1, config.beta2), fused=True if on_cuda else None
    )


def learning_rate(updates: int, config: TrainConfig) -> float:
    """Return the learning rate of the next update.

    It rises linearly for `warmup_iters` updates, then falls along half a cosine to `min_lr` at `lr_decay_iters`
    (Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017).

    Args:
        updates: Number of updates made before.
        config: The run's configuration.
    """
    if not config.decay_lr:
        return config.learning_rate
    if updates < config.warmup_iters:
        return config.learning_rate * (updates + 1) / (config.warmup_iters + 1)
    decay_end = config.lr_decay_iters or config.max_iters
    if updates >= decay_end:
        return config.min_lr
    progress = (updates - config.warmup_iters) / (decay_end - config.warmup_iters)  # 0 to 1
    return config.min_lr + (config.learning_rate - config.min_lr) * (1 + math.cos(math.pi * progress)) / 2


class Precision:
    """The arithmetic of a run: full, or matrix products in a half-width type.

    float16 has so small a range that gradients vanish in it: the loss is scaled up before, the gradients down after the
    backward pass (Micikevicius et al., "Mixed Precision Training", 2018).

    Attributes:
        dtype: The type of the matrix products.
        scaler: Scales the loss; does nothing unless `dtype` is float16.
    """

    def __init__(self, dtype: str, device: torch.device) -> None:
        """Choose the arithmetic.

        Args:
            dtype: "float32", "bfloat16", "float16", or "auto" for the best that the device does fast.
            device: Where the model lives.

        Raises:
            OptionValueError: if the device cannot do it.
        """
        if dtype == "auto":
            dtype = _fastest_dtype(device)
        if dtype == "bfloat16" and device.type == "cuda" and not torch.cuda.is_bf16_supported():
            raise OptionValueError("dtype", "this GPU has no bfloat16: use --dtype float16")
        self.dtype = _DTYPES[dtype]
        self.scaler = torch.amp.GradScaler(device.type, enabled=dtype == "float16")
        self._device = device

    def autocast(self) -> AbstractContextManager[object]:
        """Return the context in which the forward pass runs."""
        if self.dtype == torch.float32:
            return contextlib.nullcontext()
        return torch.autocast(self._device.type, self.dtype)


def _fastest_dtype(device: torch.device) -> str:
    if device.type != "cuda":
        return "float32"
    return "bfloat16" if torch.cuda.is_bf16_supported() else "float16"
