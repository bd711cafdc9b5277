"""One process or many: what `torchrun` says about the processes of a run, and how they agree.

torchrun --nproc_per_node 4 -m nanogpt.train --config gpu --gradient_accumulation_steps 4
"""

from __future__ import annotations

import contextlib
import gc
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import distributed, nn
from torch.nn.parallel import DistributedDataParallel

from nanogpt.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager


class DeviceError(ArgumentError):
    """A device that does not exist or is not there."""


class ProcessCountError(ArgumentError):
    """Micro-batches that the processes cannot share evenly."""


@dataclass(frozen=True)
class Processes:
    """The processes that train one model together.

    Attributes:
        rank: This process's number; 0 writes, prints and evaluates.
        count: Number of processes.
        device: Where this process computes.
    """

    rank: int
    count: int
    device: torch.device

    @classmethod
    def from_environment(cls, device: str) -> Processes:
        """Read what `torchrun` set; without it there is one process.

        Args:
            device: "cpu", "cuda", "cuda:1", "mps" or "auto".

        Raises:
            DeviceError: if the device does not exist here.
        """
        count = int(os.environ.get("WORLD_SIZE", "1"))
        local_rank = int(os.environ.get("LOCAL_RANK", "0"))
        chosen = choose_device(device)
        if count > 1 and chosen.type == "cuda":
            chosen = choose_device(f"cuda:{local_rank}")
        return cls(int(os.environ.get("RANK", "0")), count, chosen)

    @property
    def is_first(self) -> bool:
        """Whether this process is the one that writes."""
        return self.rank == 0

    @contextlib.contextmanager
    def connected(self) -> Iterator[None]:
        """Hold the process group open."""
        if self.count == 1:
            yield
            return
        distributed.init_process_group("nccl" if self.device.type == "cuda" else "gloo")
        try:
            yield
        finally:
            # A wrapped model that is only garbage keeps the group's threads alive, which abort as the interpreter ends.
            gc.collect()
            distributed.destroy_process_group()

    def micro_steps(self, total: int) -> range:
        """Return which of a step's micro-batches are this process's.

        Raises:
            ProcessCountError: if `total` is not a multiple of the number of processes.
        """
        if total % self.count:
            raise ProcessCountError(
                "gradient_accumulation_steps",
                f"{total} micro-batches cannot be shared by {self.count} processes: give a multiple of {self.count}",
            )
        return range(self.rank, total, self.count)

    def wrap(self, model: nn.Module) -> nn.Module:
        """Make the processes average their gradients."""
        if self.count == 1:
            return model
        return DistributedDataParallel(model, device_ids=[self.device] if self.device.type == "cuda" else None)

    def any(self, flag: bool) -> bool:
        """Return whether the flag is set in any process; all of them must ask."""
        if self.count == 1:
            return flag
        flags = torch.tensor(int(flag), device=self.device)
        distributed.all_reduce(flags, distributed.ReduceOp.MAX)
        return bool(flags.item())


def without_sync(model: nn.Module) -> AbstractContextManager[None]:
    """Return the context in which gradients pile up locally: for all micro-steps but the last."""
    return model.no_sync() if isinstance(model, DistributedDataParallel) else contextlib.nullcontext()


def choose_device(name: str) -> torch.device:
    """Return the device of this name, "auto" being CUDA, else MPS, else the CPU.

    Raises:
        DeviceError: if it does not exist here.
    """
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    try:
        device = torch.device(name)
    except RuntimeError:
        device = torch.device("meta")
    if device.type not in {"cpu", "cuda", "mps"}:
        raise DeviceError("device", f"{name!r} is no device to train on: use cpu, cuda, cuda:1, mps or auto")
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise DeviceError(
            "device",
            f"{name!r} is not here ({torch.cuda.device_count()} CUDA devices found): use --device cpu or auto, or "
            "install a torch built for CUDA",
        )
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise DeviceError("device", "'mps' is not here: it needs a Mac with Apple silicon; use --device cpu or auto")
    if device.type == "cuda":
        torch.cuda.set_device(device.index or 0)
    return device
