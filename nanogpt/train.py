"""Train a GPT and watch its parameters learn.

    python -m nanogpt.train --config cpu --log_dir runs/baby-gpt
    python -m nanogpt.train --resume --out_dir out/baby-gpt --max_iters 4000
    torchrun --nproc_per_node 4 -m nanogpt.train --config gpu --gradient_accumulation_steps 4

A step is an update of the weights; the step of a run is the number of updates made. `--help` lists the options.
"""

from __future__ import annotations

import contextlib
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from tqdm import tqdm

from nanogpt.checkpoint import Checkpoint, CheckpointWriteError, load_checkpoint, save_checkpoint
from nanogpt.config import TrainConfig, configure
from nanogpt.data import Corpus, load_corpus
from nanogpt.distributed import Processes
from nanogpt.errors import ArgumentError, run_command
from nanogpt.folders import make_writable, refuse_taken, run_folders
from nanogpt.interruption import Interruption
from nanogpt.options import parse
from nanogpt.recorder import Recorder
from nanogpt.trainer import Trainer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor


@dataclass(frozen=True)
class Result:
    """How a run ended.

    Attributes:
        step: Number of updates made.
        validation_loss: Loss on the held-out text when it was last measured, in nats; NaN if never.
        exit_status: 0, or what a shell expects of a command that a signal ended.
    """

    step: int
    validation_loss: float
    exit_status: int


class Reporter:
    """What the first process does beside training: scores, log, checkpoints, progress bar."""

    def __init__(self, trainer: Trainer, corpus: Corpus, recorder: Recorder, out_dir: Path) -> None:
        self._trainer = trainer
        self._corpus = corpus
        self._recorder = recorder
        self._out_dir = out_dir
        self._losses: list[Tensor] = []
        self._window_start_seconds = time.perf_counter()
        steps = trainer.config.max_iters
        self._bar = tqdm(total=steps, initial=trainer.step, unit="step", desc="training", dynamic_ncols=True)

    def start(self) -> None:
        """Score the untrained model; a resumed one has its score."""
        if self._trainer.step == 0:
            self._evaluate()

    def updated(self, loss: Tensor) -> None:
        """Do what is due after an update, while its gradients are there."""
        trainer, config = self._trainer, self._trainer.config
        self._recorder.parameters(trainer.step)
        self._losses.append(loss)
        self._bar.update()
        if trainer.step % config.log_interval == 0:
            self._log()
        if trainer.step == config.max_iters:
            self._evaluate()
        elif trainer.step % config.eval_interval == 0:
            self._evaluate()
            try:
                self.save()
            except CheckpointWriteError as error:
                tqdm.write(f"warning: {error}; the training goes on")

    def save(self) -> None:
        """Write a checkpoint, unless the model is broken: then the last good one is worth more.

        Raises:
            CheckpointWriteError: if it cannot be written.
        """
        checkpoint = self._trainer.checkpoint()
        if all(bool(torch.isfinite(parameter).all()) for parameter in checkpoint.model.values()):
            save_checkpoint(self._out_dir, checkpoint)
        else:
            tqdm.write(
                f"warning: step {checkpoint.step}: the weights are no longer finite, no checkpoint is written; "
                "try a lower --learning_rate"
            )

    def finish(self, *, interrupted: bool) -> None:
        """Save where the run ended and say how to go on."""
        self.save()
        step, command = self._trainer.step, f"python -m nanogpt.sample --out_dir {self._out_dir}"
        if interrupted:
            command = f"python -m nanogpt.train --resume --out_dir {self._out_dir}"
        tqdm.write(f"{'interrupted' if interrupted else 'finished'} at step {step}; next: {command}")

    def close(self) -> None:
        """Leave the progress bar as it stands."""
        self._bar.close()

    def _log(self) -> None:
        trainer = self._trainer
        loss = torch.stack(self._losses).mean().item()
        now = time.perf_counter()
        tokens_per_second = trainer.tokens_per_step * len(self._losses) / (now - self._window_start_seconds)
        self._losses.clear()
        self._window_start_seconds = now
        self._recorder.scalars(trainer.step, {"loss/train": loss, "learning_rate": trainer.learning_rate})
        self._bar.set_postfix_str(f"loss {loss:.3f}, {tokens_per_second:,.0f} tokens/s", refresh=False)

    def _evaluate(self) -> None:
        trainer = self._trainer
        training_loss = trainer.evaluate(self._corpus.training)
        trainer.validation_loss = trainer.evaluate(self._corpus.validation)
        self._recorder.scalars(trainer.step, {"loss/validation": trainer.validation_loss})
        tqdm.write(
            f"step {trainer.step}: training loss {training_loss:.4f}, validation loss {trainer.validation_loss:.4f}"
        )
        self._window_start_seconds = time.perf_counter()  # an evaluation is no training time


def train(config: TrainConfig, checkpoint: Checkpoint | None = None) -> Result:
    """Train a model.

    Args:
        config: The run's configuration.
        checkpoint: The state to go on from; None: from the start.

    Raises:
        UsageError: if anything that was asked for cannot be done; found before the first step, nothing left behind.
        CheckpointWriteError: if the last checkpoint cannot be written.
    """
    processes = Processes.from_environment(config.device)
    processes.micro_steps(config.gradient_accumulation_steps)
    corpus = load_corpus(config.data, config.block_size)
    with processes.connected():
        return _train(config, corpus, processes, checkpoint)


def _train(config: TrainConfig, corpus: Corpus, processes: Processes, checkpoint: Checkpoint | None) -> Result:
    with Interruption() as interruption, contextlib.ExitStack() as stack:
        trainer = Trainer(config, corpus, processes)
        if checkpoint is not None:
            trainer.restore(checkpoint)
        reporter = None
        if processes.is_first:
            out_dir, log_dir = _prepare_folders(config)
            print(
                f"{trainer.model.parameter_count():,} parameters, {len(corpus.vocabulary)} characters, "
                f"log {log_dir}, checkpoint {out_dir}",
                flush=True,
            )
            recorder = stack.enter_context(
                Recorder(log_dir, trainer.model, config, corpus.vocabulary, step=trainer.step)
            )
            reporter = stack.enter_context(contextlib.closing(Reporter(trainer, corpus, recorder, out_dir)))
            reporter.start()
        _train_steps(trainer, processes, reporter, interruption)
        if reporter is not None:
            reporter.finish(interrupted=interruption.received != 0)
    return Result(trainer.step, trainer.validation_loss, interruption.exit_status)


def _train_steps(trainer: Trainer, processes: Processes, reporter: Reporter | None, interruption: Interruption) -> None:
    """Make steps until all are made or any process was asked to stop."""
    config = trainer.config
    while trainer.step < config.max_iters:
        loss = trainer.update()
        if reporter is not None:
            reporter.updated(loss)
        # Processes have to agree on where to stop, which costs them a message: not at every step.
        may_stop = processes.count == 1 or trainer.step % config.log_interval == 0
        if may_stop and processes.any(interruption.received != 0):
            return


def _prepare_folders(config: TrainConfig) -> tuple[Path, Path]:
    out_dir, log_dir = run_folders(config.out_dir, config.log_dir, config.config)
    if not config.resume:
        refuse_taken(out_dir, log_dir)
    make_writable({"out_dir": out_dir, "log_dir": log_dir})
    return out_dir, log_dir


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    explicit = parse(TrainConfig, "python -m nanogpt.train", __doc__ or "", arguments)
    checkpoint = _checkpoint_to_resume(explicit)
    result = train(configure(explicit, None if checkpoint is None else checkpoint.config), checkpoint)
    return result.exit_status


def _checkpoint_to_resume(explicit: dict[str, Any]) -> Checkpoint | None:
    if not explicit.get("resume"):
        return None
    if "out_dir" not in explicit:
        raise ArgumentError("out_dir", "--resume needs the folder of the run to continue: name it by --out_dir")
    return load_checkpoint(Path(explicit["out_dir"]))


if __name__ == "__main__":
    sys.exit(run_command("nanogpt.train", main))
