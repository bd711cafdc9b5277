"""A callback for the `Trainer` of Hugging Face's Transformers.

trainer = Trainer(model, TrainingArguments("out", report_to="tensorboard"), train_dataset=texts)
trainer.add_callback(ParamVizCallback(trainer, labels={"transformer.wte.weight": tokens}))
trainer.train()
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from tensorboard_plugin_paramviz.capture.failures import LOGGER
from tensorboard_plugin_paramviz.capture.integrations import MissingTrainerError
from tensorboard_plugin_paramviz.capture.integrations.follower import Follower

try:
    from transformers import TrainerCallback
    from transformers.integrations import TensorBoardCallback  # type: ignore[attr-defined]  # it comes lazily
except ImportError as error:
    raise MissingTrainerError(
        f"ParamViz's callback for Hugging Face's Trainer needs transformers, which cannot be imported ({error}); "
        "install it with: pip install transformers accelerate"
    ) from error

if TYPE_CHECKING:
    from collections.abc import Mapping

    from transformers import Trainer, TrainerControl, TrainerState, TrainingArguments

    from tensorboard_plugin_paramviz.capture.watcher import ParameterWatcher

_SUMMARY_KEY = "train_runtime"  # in what the trainer logs once, after the last update


class ParamVizCallback(TrainerCallback):
    """Logs a model's parameters while a `Trainer` trains it, through the writer of its `TensorBoardCallback`.

    Steps are the trainer's `global_step`. A trainer that does not report to TensorBoard trains as usual, after a
    warning.

    Args:
        trainer: whose callback this will be; it does not tell its callbacks where it logs.
        watch_arguments: keyword arguments of `watch`; `initial_step` is the step that the training begins with.

    Raises:
        TypeError: `watch` has no such argument.
        CaptureError: by `Trainer.train`, before the first batch: an argument does not fit the model.
    """

    def __init__(self, trainer: Trainer, **watch_arguments: object) -> None:
        self._trainer = trainer
        self._follower = Follower(watch_arguments)
        self._is_at_start = False

    @property
    def watcher(self) -> ParameterWatcher | None:
        """The watcher of the latest training, where there is one: its `report` says what logging cost."""
        return self._follower.watcher

    @override
    def on_train_begin(self, *_: object, **__: object) -> None:
        self._is_at_start = True  # whatever the order of the callbacks, there is a writer at the first epoch's start

    @override
    def on_epoch_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: object
    ) -> None:
        if not self._is_at_start:
            return
        self._is_at_start = False
        handler = self._trainer.callback_handler
        tensorboard = next((other for other in handler.callbacks if isinstance(other, TensorBoardCallback)), None)
        if tensorboard is not None:
            writer = tensorboard.tb_writer if state.is_world_process_zero else None
            self._follower.begin(writer, handler.model, state.global_step)
        elif state.is_world_process_zero:
            LOGGER.warning(
                "parameters are not logged: the Trainer does not report to TensorBoard; "
                'pass TrainingArguments(report_to="tensorboard")'
            )

    @override
    def on_optimizer_step(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: object
    ) -> None:
        step = state.global_step + 1  # raised only after the gradients are gone
        self._follower.step(step)
        if step >= state.max_steps:
            self._follower.end()

    @override
    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: object) -> None:
        self._follower.step(state.global_step)  # where Transformers is too old for on_optimizer_step

    @override
    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: Mapping[str, object] | None = None,
        **_: object,
    ) -> None:
        if _SUMMARY_KEY in (logs or {}):  # stopped early, and the best model is loaded next
            self._follower.end()

    @override
    def on_train_end(self, *_: object, **__: object) -> None:
        self._follower.end()
