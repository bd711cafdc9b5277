"""A compiled model learns what the plain one learns; where nothing can be compiled, that is said first."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import torch

from nanogpt.data import load_corpus
from nanogpt.distributed import Processes
from nanogpt.trainer import Trainer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from nanogpt.config import TrainConfig


@pytest.fixture
def tracing_backend() -> Iterator[None]:
    """Make `torch.compile` trace and differentiate the model, but run it without a C++ compiler."""
    default = torch.compiler.get_default_backend()
    torch.compiler.set_default_backend("aot_eager")
    yield
    torch.compiler.set_default_backend(default)
    torch.compiler.reset()


@pytest.mark.usefixtures("tracing_backend")
def test_a_compiled_model_learns_the_same_under_the_same_names(tiny: Callable[..., TrainConfig]) -> None:
    trainers = [
        Trainer(config, load_corpus("embedded", config.block_size), Processes(0, 1, torch.device("cpu")))
        for config in (tiny(), tiny(compile=True))
    ]
    losses = [[trainer.update().item() for _ in range(3)] for trainer in trainers]
    assert losses[1] == pytest.approx(losses[0], rel=1e-4)
    assert list(trainers[1].checkpoint().model) == list(trainers[0].checkpoint().model)


def test_without_a_compiler_the_run_ends_before_it_begins(
    tiny_arguments: Callable[..., list[str]], tmp_path: Path
) -> None:
    environment = {"CXX": "/nonexistent", "TORCHINDUCTOR_CACHE_DIR": str(tmp_path / "cache")}
    command = subprocess.run(
        [sys.executable, "-m", "nanogpt.train", *tiny_arguments(compile=True)],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert command.returncode == 2
    assert "nanogpt.train: error: argument --compile: torch.compile does not work here (" in command.stderr
    assert "No working C++ compiler" in command.stderr
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "runs").exists()
