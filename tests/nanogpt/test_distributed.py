"""Devices, and processes that share the work."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
import torch

from nanogpt.checkpoint import load_checkpoint
from nanogpt.distributed import DeviceError, ProcessCountError, Processes, choose_device
from nanogpt.train import train

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from nanogpt.config import TrainConfig


@pytest.mark.parametrize("name", ["gpu", "cpu:x", "", "meta", "cuda:99"])
def test_a_device_that_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(DeviceError, match=f"argument --device: '{name}' .*use "):
        choose_device(name)


def test_auto_finds_a_device() -> None:
    assert choose_device("auto").type in {"cpu", "cuda", "mps"}
    assert choose_device("cpu") == torch.device("cpu")


def test_without_torchrun_there_is_one_process() -> None:
    processes = Processes.from_environment("cpu")
    assert (processes.rank, processes.count, processes.is_first) == (0, 1, True)
    assert processes.any(flag=True)
    assert not processes.any(flag=False)


def test_processes_share_the_micro_batches_evenly() -> None:
    shares = [Processes(rank, 3, torch.device("cpu")).micro_steps(6) for rank in range(3)]
    assert sorted(step for share in shares for step in share) == list(range(6))
    assert {len(share) for share in shares} == {2}
    with pytest.raises(
        ProcessCountError, match="4 micro-batches cannot be shared by 3 processes: give a multiple of 3"
    ):
        Processes(0, 3, torch.device("cpu")).micro_steps(4)


def test_two_processes_learn_what_one_learns(
    tiny: Callable[..., TrainConfig],
    tiny_arguments: Callable[..., list[str]],
    start: Callable[..., subprocess.Popen[str]],
    tmp_path: Path,
) -> None:
    out_dir, log_dir = tmp_path / "two", tmp_path / "runs" / "two"
    arguments = tiny_arguments(
        gradient_accumulation_steps=4, dropout=0.2, max_iters=6, out_dir=out_dir, log_dir=log_dir
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    rendezvous = ["--nproc_per_node=2", "--master_addr=127.0.0.1", f"--master_port={port}"]
    torchrun = start("torch.distributed.run", *rendezvous, "-m", "nanogpt.train", *arguments)
    one = train(tiny(gradient_accumulation_steps=4, dropout=0.2, max_iters=6))
    output, errors = torchrun.communicate(timeout=120)
    assert torchrun.returncode == 0, errors
    assert output.count("finished at step 6") == 1  # one process speaks, and one logs
    assert len(list(log_dir.glob("events.out.tfevents.*"))) == 1

    expected, found = load_checkpoint(tmp_path / "out"), load_checkpoint(out_dir)
    assert found.step == 6
    assert found.validation_loss == pytest.approx(one.validation_loss, rel=1e-4)
    for name, parameter in expected.model.items():
        torch.testing.assert_close(found.model[name], parameter, rtol=1e-3, atol=1e-5, msg=name)
