"""Small models and small texts, and the commands run as people run them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from nanogpt.config import TrainConfig

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REPOSITORY = Path(__file__).parents[2]

TINY = {
    "n_layer": 2,
    "n_head": 2,
    "n_embd": 16,
    "block_size": 16,
    "batch_size": 4,
    "max_iters": 8,
    "eval_interval": 4,
    "eval_iters": 2,
    "log_interval": 2,
    "watch": False,
}


@pytest.fixture
def tiny(tmp_path: Path) -> Callable[..., TrainConfig]:
    """Return a function that configures a run of some milliseconds in the test's own folder."""

    def configure(**overrides: Any) -> TrainConfig:  # noqa: ANN401 - any option
        folders = {"out_dir": str(tmp_path / "out"), "log_dir": str(tmp_path / "runs" / "tiny")}
        return TrainConfig(**(TINY | folders | overrides))

    return configure


@pytest.fixture
def tiny_arguments(tmp_path: Path) -> Callable[..., list[str]]:
    """Return a function that gives the same run as a command line."""

    def arguments(**overrides: Any) -> list[str]:  # noqa: ANN401 - any option
        folders = {"out_dir": str(tmp_path / "out"), "log_dir": str(tmp_path / "runs" / "tiny")}
        return [f"--{name}={value}" for name, value in (TINY | folders | overrides).items()]

    return arguments


@pytest.fixture
def start() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Return a function that starts a Python module as a command in the repository's root."""
    commands: list[subprocess.Popen[str]] = []

    def start_module(module: str, *arguments: str) -> subprocess.Popen[str]:
        command = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=REPOSITORY,
            env=os.environ | {"OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        commands.append(command)
        return command

    yield start_module
    for command in commands:
        with command:  # closes its pipes
            command.kill()


@pytest.fixture
def is_running() -> Callable[[int], bool]:
    """Return a function that tells whether a process lives; one that ended and waits to be counted does not."""

    def check(process_id: int) -> bool:
        try:
            status = Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8")
        except (FileNotFoundError, ProcessLookupError):
            return False
        return status.rsplit(")", 1)[1].split()[0] != "Z"

    return check


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    """Return a file with a short text in it."""
    path = tmp_path / "text.txt"
    path.write_text("The quick brown fox jumps over the lazy dog.\n" * 40, encoding="utf-8")
    return path
