"""A watcher that follows trainings whose loop belongs to somebody else."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from torch.utils.tensorboard import SummaryWriter

from tensorboard_plugin_paramviz.capture.failures import LOGGER
from tensorboard_plugin_paramviz.capture.model.shards import processes_of
from tensorboard_plugin_paramviz.capture.watch import watch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import nn

    from tensorboard_plugin_paramviz.capture.watcher import ParameterWatcher


class Follower:
    """Watches one training after the other, each from the step where it begins.

    Args:
        watch_arguments: keyword arguments of `watch`.

    Attributes:
        watcher: that of the training which began last; None where none was watched.

    Raises:
        TypeError: `watch` has no such argument.
    """

    def __init__(self, watch_arguments: Mapping[str, Any]) -> None:
        inspect.signature(watch).bind(None, None, **watch_arguments)
        self._watch_arguments = watch_arguments
        self._is_following = False
        self._step = 0
        self.watcher: ParameterWatcher | None = None

    def begin(self, writer: object, model: nn.Module, global_step: int) -> None:
        """Watch a training, unless its writer is not torch's: that is said in one line.

        All ranks call this alike; those that hold pieces of the model take part, those that hold a copy do not.

        Args:
            writer: the trainer's writer; None on other ranks than the first.
            model: what is trained, wrapped or not.
            global_step: the updates made before.

        Raises:
            CaptureError: an argument of `watch` does not fit the model.
        """
        self.end()  # of a training that was cut short
        if writer is None and not processes_of(model.parameters()):
            return  # another rank's copy of the model
        if isinstance(writer, SummaryWriter):
            writer._get_file_writer()  # type: ignore[no-untyped-call]  # noqa: SLF001  # opens what a former training closed
        elif writer is not None:
            LOGGER.warning(
                "parameters are not logged: the trainer's writer is a %s.%s; "
                "ParamViz logs through a torch.utils.tensorboard.SummaryWriter",
                type(writer).__module__,
                type(writer).__qualname__,
            )
            return
        self.watcher = watch(writer, model, **{"initial_step": global_step, **self._watch_arguments})
        self._step = global_step
        self._is_following = True

    def step(self, global_step: int) -> None:
        """Log the parameters if the step is due; one that was handed in before is passed over."""
        if self._is_following and self.watcher is not None and global_step > self._step:
            self._step = global_step
            self.watcher.step(global_step)

    def end(self) -> None:
        """Log the last step, if it is not logged yet, and stop watching."""
        if self._is_following and self.watcher is not None:
            self._is_following = False
            self.watcher.close()

    def __reduce__(self) -> tuple[type[Follower], tuple[Mapping[str, Any]]]:
        """A copy, or one in another process, has nothing to follow yet."""
        return Follower, (self._watch_arguments,)
