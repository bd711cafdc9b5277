"""A training that does what it is told, line by line: python training.py LOG_DIR WIDTH SEED.

`log 5`: five more updates, all of them logged; `clock -3600`: the time of day goes back by an hour; `full`, `room`: the
disk is full, and has room again. It prints the step after each; at the end of the lines it closes its writer.
"""

from __future__ import annotations

import resource
import signal
import sys
import time

import torch
from torch import nn

from tensorboard_plugin_paramviz import SummaryWriter


def shift_clock(seconds: float) -> None:
    """Set the time of day, as an administrator would; a steady clock is not touched."""
    read, read_ns = time.time, time.time_ns
    time.time = lambda: read() + seconds
    time.time_ns = lambda: read_ns() + int(seconds * 1e9)


def limit_files(size_bytes: int) -> None:
    """The limit of the size of a file stands for a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, resource.RLIM_INFINITY))


def main(log_dir: str, width: int, seed: int) -> None:
    """Train and log until there are no more lines."""
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Embedding(24, width), nn.Flatten(), nn.Linear(2 * width, 24))
    optimizer = torch.optim.Adam(model.parameters(), 0.01)
    step = 0
    with SummaryWriter(log_dir) as writer:
        watcher = writer.watch(model, every=1)
        watcher.flush()
        for line in sys.stdin:
            command, _, value = line.strip().partition(" ")
            if command == "log":
                for _ in range(int(value)):
                    step += 1
                    tokens = torch.randint(0, 24, (16, 3))
                    optimizer.zero_grad()
                    loss = nn.functional.cross_entropy(model(tokens[:, :2]), tokens[:, 2])
                    loss.backward()  # type: ignore[no-untyped-call]  # torch's own
                    optimizer.step()
                    writer.add_scalar("loss", loss.item(), step)
                    watcher.step(step)
                watcher.flush()
                writer.flush()
            elif command == "clock":
                shift_clock(float(value))
            else:
                limit_files(0 if command == "full" else resource.RLIM_INFINITY)
            print(step, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
