"""A training that ends in one of many ways: python training.py LOG_DIR ENDING [--plain] [--unwatched].

It prints each step after it was handed to the watcher, and at a regular end a checksum of everything that a watched
training must leave as it is.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import resource
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torch.utils.tensorboard import SummaryWriter as TorchSummaryWriter

from tensorboard_plugin_paramviz import SummaryWriter, watch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tensorboard_plugin_paramviz import ParameterWatcher

STEPS = 40
STEPS_UNTIL_BROKEN = 33
FULL_FROM_STEP, FULL_UNTIL_STEP = 10, 16


def build_model() -> nn.Module:
    """A model with chance in it."""
    torch.manual_seed(0)
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002  # the generator that everybody shares
    return nn.Sequential(nn.Embedding(50, 16), nn.Flatten(), nn.Linear(64, 32), nn.Dropout(0.2), nn.Linear(32, 4))


def checksum(model: nn.Module, losses: list[float]) -> str:
    """Of weights, gradients, mode, random state and results."""
    digest = hashlib.sha256(repr((losses, model.training, random.getstate(), np.random.get_state())).encode())  # noqa: NPY002  # the one that everybody shares
    for tensor in (*model.state_dict().values(), torch.get_rng_state()):
        digest.update(tensor.numpy().tobytes())
    for parameter in model.parameters():
        digest.update(b"" if parameter.grad is None else parameter.grad.numpy().tobytes())
    return digest.hexdigest()


def batches(workers: int) -> Iterator[list[torch.Tensor]]:
    """Tokens (10, 4) and targets (10,), without end."""
    data = TensorDataset(torch.randint(0, 50, (400, 4)), torch.randint(0, 4, (400,)))
    loader = DataLoader(data, batch_size=10, shuffle=True, num_workers=workers)
    while True:
        yield from loader


def change_disk(writer: TorchSummaryWriter, watcher: ParameterWatcher, step: int) -> None:
    """Let the disk be full for a while."""
    if step == FULL_FROM_STEP:
        watcher.flush()
        writer.flush()
        size_bytes = sum(path.stat().st_size for path in Path(writer.log_dir).iterdir())
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes + 1000, resource.RLIM_INFINITY))
    elif step == FULL_UNTIL_STEP:
        watcher.flush()  # what was due meanwhile has been tried
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        time.sleep(2.5)  # until writing is tried again


def fork_and_wait(watcher: ParameterWatcher) -> None:
    """Let a child process use the watcher, and end with everything that an interpreter does at its end."""
    child = os.fork()
    if child == 0:
        with suppress(Exception):
            watcher.step(STEPS + 1)
            watcher.close()
        sys.exit(0)
    os.waitpid(child, 0)


def train(options: argparse.Namespace, model: nn.Module, writer: TorchSummaryWriter) -> list[float]:
    """Train, and end as the options say."""
    watcher = None if options.unwatched else watch(writer, model, every=3 if options.ending == "forever" else 1)
    optimizer = torch.optim.AdamW(model.parameters(), 0.01)
    losses: list[float] = []
    for step, (tokens, targets) in enumerate(batches(options.workers), 1):
        optimizer.zero_grad(set_to_none=True)
        loss = nn.functional.cross_entropy(model(tokens), targets)
        torch.autograd.backward(loss)
        optimizer.step()
        losses.append(loss.item())
        writer.add_scalar("loss", loss.item(), step)
        if watcher is not None:
            watcher.step(step)
        if options.ending == "full disk" and watcher is not None:
            change_disk(writer, watcher, step)
        if options.ending == "forever":
            print(step, flush=True)
            time.sleep(0.002)
        elif step == STEPS:
            break
        elif options.ending == "raise" and step == STEPS_UNTIL_BROKEN:
            raise RuntimeError("the training is broken")
    if options.ending == "fork" and watcher is not None:
        fork_and_wait(watcher)
    return losses


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("log_dir")
    parser.add_argument("ending", choices=["close", "forget", "raise", "exit", "forever", "fork", "full disk"])
    parser.add_argument("--plain", action="store_true", help="torch's own writer")
    parser.add_argument("--unwatched", action="store_true")
    parser.add_argument("--workers", type=int, default=0)
    options = parser.parse_args()
    model = build_model()
    writer = (TorchSummaryWriter if options.plain else SummaryWriter)(options.log_dir)
    losses = train(options, model, writer)
    if options.ending == "exit":
        sys.exit(3)
    if options.ending == "close":
        writer.close()
    print(checksum(model, losses), flush=True)


if __name__ == "__main__":
    main()
