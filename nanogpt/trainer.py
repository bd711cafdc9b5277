"""A GPT in training: one update, one evaluation, its state.

    trainer = Trainer(TrainConfig(), corpus, Processes.from_environment("cpu"))
    loss = trainer.update()

It neither prints nor writes: `nanogpt.train` does.
"""

from __future__ import annotations

import contextlib
import dataclasses
import math
from typing import TYPE_CHECKING

import torch

from nanogpt.checkpoint import Checkpoint, CheckpointMismatchError, load_parameters
from nanogpt.compilation import compiled
from nanogpt.distributed import without_sync
from nanogpt.model import GPT
from nanogpt.optimization import Precision, build_optimizer, learning_rate
from nanogpt.randomness import Purpose, generator_for, seed_for

if TYPE_CHECKING:
    from torch import Tensor

    from nanogpt.config import TrainConfig
    from nanogpt.data import Corpus, Split
    from nanogpt.distributed import Processes


class Trainer:
    """A model with all that one update of it needs.

    Attributes:
        model: The model itself, not wrapped.
        step: Number of updates made.
        validation_loss: Loss on the held-out text when it was last measured, in nats; NaN before.
    """

    def __init__(self, config: TrainConfig, corpus: Corpus, processes: Processes) -> None:
        """Build an untrained model; with several processes they must be connected."""
        self.config = config
        self.step = 0
        self.validation_loss = math.nan
        self._corpus = corpus
        self._processes = processes
        self._micro_steps = processes.micro_steps(config.gradient_accumulation_steps)
        self._precision = Precision(config.dtype, processes.device)
        torch.manual_seed(seed_for(config.seed, Purpose.WEIGHTS))
        self.model = GPT(config.model(len(corpus.vocabulary))).to(processes.device)
        self._optimizer = build_optimizer(self.model, config)
        self._forward = compiled(self.model, processes.device) if config.compile else self.model
        self._training_forward = processes.wrap(self._forward)

    @property
    def tokens_per_step(self) -> int:
        """Number of tokens that a step learns from, over all processes."""
        return self.config.gradient_accumulation_steps * self.config.batch_size * self.config.block_size

    @property
    def learning_rate(self) -> float:
        """The learning rate of the latest update."""
        rate: float = self._optimizer.param_groups[0]["lr"]
        return rate

    def update(self) -> Tensor:
        """Make one step; the gradients stay until the next one, unscaled and clipped.

        Returns:
            The mean loss of this process's micro-batches, a scalar on the device.
        """
        config, scaler = self.config, self._precision.scaler
        for group in self._optimizer.param_groups:
            group["lr"] = learning_rate(self.step, config)
        self._optimizer.zero_grad(set_to_none=True)
        generator = generator_for(config.seed, Purpose.BATCHES, self.step)
        starts = self._starts(self._corpus.training, config.gradient_accumulation_steps, generator)  # (G, B)
        total = torch.zeros((), device=self._processes.device)
        for micro_step in self._micro_steps:
            is_last = micro_step == self._micro_steps[-1]
            with contextlib.nullcontext() if is_last else without_sync(self._training_forward):
                loss = self._micro_batch_loss(starts[micro_step], micro_step) / len(self._micro_steps)
                torch.autograd.backward(scaler.scale(loss))
            total += loss.detach()
        scaler.unscale_(self._optimizer)
        if config.grad_clip:
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), config.grad_clip)
        scaler.step(self._optimizer)
        scaler.update()
        self.step += 1
        return total

    @torch.no_grad()
    def evaluate(self, split: Split) -> float:
        """Return the mean loss over `eval_iters` batches, the same ones at each evaluation, in nats."""
        config = self.config
        generator = generator_for(config.seed, Purpose.EVALUATION)
        starts = self._starts(split, config.eval_iters, generator)  # (G, B)
        self.model.eval()
        total = torch.zeros((), device=self._processes.device)
        for batch_starts in starts:
            tokens, targets = split.batch(batch_starts, config.block_size, self._processes.device)
            with self._precision.autocast():
                total += self._forward(tokens, targets)[1]
        self.model.train()
        return total.item() / config.eval_iters

    def checkpoint(self) -> Checkpoint:
        """Return all that `restore` needs to go on as if the run had never stopped."""
        return Checkpoint(
            model_args=self.model.config,
            model=self.model.state_dict(),
            optimizer=self._optimizer.state_dict(),
            step=self.step,
            config=dataclasses.asdict(self.config),
            scaler=self._precision.scaler.state_dict(),
            characters=self._corpus.vocabulary.characters,
            validation_loss=self.validation_loss,
        )

    def restore(self, checkpoint: Checkpoint) -> None:
        """Go on from a checkpoint.

        Raises:
            CheckpointMismatchError: if it is of another text or shape, or has no step left to train.
        """
        self._refuse_mismatch(checkpoint)
        load_parameters(self.model, checkpoint.model)
        groups = self._optimizer.state_dict()["param_groups"]  # what the configuration says now
        self._optimizer.load_state_dict({"state": checkpoint.optimizer["state"], "param_groups": groups})
        if checkpoint.scaler:
            self._precision.scaler.load_state_dict(dict(checkpoint.scaler))
        self.step = checkpoint.step
        self.validation_loss = checkpoint.validation_loss

    def _starts(self, split: Split, batches: int, generator: torch.Generator) -> Tensor:
        """Draw where the sequences of some batches start: int64 (G, B), a row for each batch."""
        starts = split.draw(batches * self.config.batch_size, self.config.block_size, generator)
        return starts.view(batches, self.config.batch_size)

    def _micro_batch_loss(self, starts: Tensor, micro_step: int) -> Tensor:
        """Return the loss of one micro-batch, a scalar that has a gradient."""
        config = self.config
        if config.dropout:
            torch.manual_seed(seed_for(config.seed, Purpose.DROPOUT, self.step, micro_step))
        tokens, targets = self._corpus.training.batch(starts, config.block_size, self._processes.device)
        with self._precision.autocast():
            loss: Tensor = self._training_forward(tokens, targets)[1]
        return loss

    def _refuse_mismatch(self, checkpoint: Checkpoint) -> None:
        stored, shape = dataclasses.asdict(checkpoint.model_args), dataclasses.asdict(self.model.config)
        if checkpoint.characters != self._corpus.vocabulary.characters:
            raise CheckpointMismatchError(
                "data", f"{self.config.data!r} has other characters than the text of the checkpoint: give the same text"
            )
        for name in stored:
            if stored[name] != shape[name] and name != "dropout":
                raise CheckpointMismatchError(
                    name, f"the checkpoint has {stored[name]}, not {shape[name]}: --resume keeps the model's shape"
                )
        if checkpoint.step >= self.config.max_iters:
            raise CheckpointMismatchError(
                "max_iters",
                f"{self.config.max_iters} steps are done, the checkpoint is at step {checkpoint.step}: give more",
            )
