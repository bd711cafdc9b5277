"""What a training run leaves in TensorBoard: its losses, its learning rate and, for ParamViz, its parameters."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import TracebackType

    from typing_extensions import Self

    from nanogpt.config import TrainConfig
    from nanogpt.data import Vocabulary
    from nanogpt.model import GPT


class Recorder:
    """Writes one run, into one event file; a context manager that closes it."""

    def __init__(self, log_dir: Path, model: GPT, config: TrainConfig, vocabulary: Vocabulary, step: int) -> None:
        """Open the log and, if the run is watched, take the first snapshot.

        Args:
            log_dir: The run's folder.
            model: The model, not wrapped.
            config: The run's configuration, which is kept with the snapshots.
            vocabulary: Gives the rows of the token embedding their labels.
            step: Number of updates made before.
        """
        from tensorboard_plugin_paramviz import SummaryWriter  # noqa: PLC0415 - seconds that other ranks do without

        self._writer = SummaryWriter(str(log_dir))
        self._watcher = None
        if config.watch:
            self._watcher = self._writer.watch(
                model,
                every=config.watch_every,
                labels={"transformer.wte.weight": vocabulary.labels(model.config.vocab_size)},
                config=dataclasses.asdict(config),
                initial_step=step,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._writer.close()

    def parameters(self, step: int) -> None:
        """Log the parameters and gradients, if they are due; call it between the update and `zero_grad`."""
        if self._watcher is not None:
            self._watcher.step(step)

    def scalars(self, step: int, values: Mapping[str, float]) -> None:
        """Log numbers by tag, such as `{"loss/train": 2.1}`."""
        for tag, value in values.items():
            self._writer.add_scalar(tag, value, step)
