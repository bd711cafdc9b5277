"""A callback for Lightning's `Trainer`, of `lightning.pytorch` and of `pytorch_lightning`.

trainer = Trainer(callbacks=[ParamVizCallback(labels={"model.transformer.wte.weight": tokens})])
trainer.fit(module, batches)
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from tensorboard_plugin_paramviz.capture.failures import LOGGER
from tensorboard_plugin_paramviz.capture.integrations import MissingTrainerError
from tensorboard_plugin_paramviz.capture.integrations.follower import Follower

if TYPE_CHECKING:
    from lightning.pytorch import LightningModule, Trainer
    from lightning.pytorch.loggers import TensorBoardLogger

    from tensorboard_plugin_paramviz.capture.watcher import ParameterWatcher

_NAMES = ("lightning.pytorch", "pytorch_lightning")  # one library; a trainer of either refuses the other's callbacks


def _import_libraries() -> list[Any]:
    """Import the library under each name that it is installed by; the second one costs next to nothing.

    Raises:
        MissingTrainerError: there is none.
    """
    libraries, failures = [], []
    for name in _NAMES:
        try:
            libraries.append(importlib.import_module(name))
        except ImportError as error:  # noqa: PERF203  # two turns
            failures.append(error)
    if not libraries:
        raise MissingTrainerError(
            f"ParamViz's callback for Lightning needs Lightning, which cannot be imported ({failures[0]}); "
            "install it with: pip install lightning"
        ) from failures[0]
    return libraries


_LIBRARIES = _import_libraries()

if TYPE_CHECKING:
    _Callback = Any
else:
    _Callback = type("_Callback", tuple(library.Callback for library in _LIBRARIES), {})


class ParamVizCallback(_Callback):  # type: ignore[misc]  # mypy knows no class that is both libraries' Callback
    """Logs a LightningModule's parameters while it is trained, through the trainer's `TensorBoardLogger`.

    Steps are the trainer's `global_step`. Gradients are what lies in `.grad` at the end of a batch: with manual
    optimization, call `zero_grad()` before the backward pass and not after the update. In `labels`, `rows`, `include`
    and `exclude`, parameters have the names that the LightningModule gives them, "model.transformer.wte.weight".

    A trainer without a `TensorBoardLogger` trains as usual, after a warning. With `fast_dev_run`, which switches
    loggers off, nothing is logged.

    Args:
        watch_arguments: keyword arguments of `watch`; `initial_step` is the step that the training begins with.

    Raises:
        TypeError: `watch` has no such argument.
        CaptureError: by `Trainer.fit`, before the first batch: an argument does not fit the model.
    """

    def __init__(self, **watch_arguments: object) -> None:
        super().__init__()
        self._follower = Follower(watch_arguments)

    @property
    def watcher(self) -> ParameterWatcher | None:
        """The watcher of the latest training, where there is one: its `report` says what logging cost."""
        return self._follower.watcher

    @override
    def on_train_start(self, trainer: Trainer, pl_module: LightningModule) -> None:
        if trainer.fast_dev_run:  # type: ignore[attr-defined]  # Lightning sets it in a function
            return
        logger = _tensorboard_logger(trainer)
        if logger is not None:
            writer = logger.experiment if trainer.is_global_zero else None
            self._follower.begin(writer, pl_module, trainer.global_step)
        elif trainer.is_global_zero:
            LOGGER.warning(
                "parameters are not logged: the Trainer's loggers are %s; pass Trainer(logger=TensorBoardLogger(...))",
                ", ".join(type(other).__name__ for other in trainer.loggers) or "none",
            )

    @override
    def on_train_batch_end(self, trainer: Trainer, *_: object) -> None:
        self._follower.step(trainer.global_step)  # rises with the updates, not with the batches
        if _is_over(trainer):
            self._follower.end()  # as long as there are gradients: a validation drops them

    @override
    def on_train_end(self, *_: object) -> None:
        self._follower.end()

    @override
    def on_exception(self, *_: object) -> None:
        self._follower.end()  # on all ranks alike: the first one hears of it from its writer, too


def _is_over(trainer: Trainer) -> bool:
    """Whether this batch was the last one; one at which training is stopped early is not known to be."""
    is_last_epoch = trainer.current_epoch + 1 == trainer.max_epochs
    return trainer.global_step == trainer.max_steps or (trainer.is_last_batch and is_last_epoch)


def _tensorboard_logger(trainer: Trainer) -> TensorBoardLogger | None:
    """The first of its kind among the trainer's loggers."""
    kinds = tuple(library.loggers.TensorBoardLogger for library in _LIBRARIES)
    return next((logger for logger in trainer.loggers if isinstance(logger, kinds)), None)
