"""Checkpoints as trainings leave them."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest
import torch

from nanogpt.model import GPT, GPTConfig

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CONFIG = GPTConfig(block_size=8, vocab_size=20, n_layer=2, n_head=2, n_embd=8)


def trained_checkpoints(folder: Path, steps: tuple[int, ...], **extras: object) -> dict[int, Path]:
    """Train a small GPT, and save nanoGPT's checkpoint before the update of each of these steps."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = GPT(CONFIG)
        optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
        paths = {}
        for step in range(max(steps) + 1):
            if step in steps:
                content: dict[str, Any] = {
                    "model": model.state_dict(),
                    "optimizer": optimizer.state_dict(),
                    "model_args": dataclasses.asdict(CONFIG),
                    "iter_num": step,
                    "best_val_loss": torch.tensor(3.0 - step / 100),
                    "config": {"learning_rate": 1e-2, "dataset": "shakespeare"},
                    **extras,
                }
                paths[step] = folder / f"ckpt_{step}.pt"
                torch.save(content, paths[step])
            tokens = torch.randint(0, CONFIG.vocab_size, (4, CONFIG.block_size))
            loss = model(tokens, tokens)[1]
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            optimizer.step()
    return paths


@pytest.fixture
def train() -> Callable[..., dict[int, Path]]:
    """Trains a small GPT, and saves nanoGPT's checkpoints."""
    return trained_checkpoints


@pytest.fixture
def gpt() -> GPT:
    """A small GPT, always the same."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return GPT(CONFIG)
