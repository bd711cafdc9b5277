"""Torch's `SummaryWriter`, with parameters.

writer = SummaryWriter("runs/baby-gpt")
watcher = writer.watch(model)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch.utils.tensorboard import SummaryWriter as TorchSummaryWriter

from tensorboard_plugin_paramviz.capture.errors import LogDirectoryError
from tensorboard_plugin_paramviz.capture.model.inventory import unwrap_model
from tensorboard_plugin_paramviz.capture.planning.options import MAX_BYTES, MAX_TILE, capture_options
from tensorboard_plugin_paramviz.capture.recorder import recorder_of
from tensorboard_plugin_paramviz.capture.sharding.ranks import is_first_rank
from tensorboard_plugin_paramviz.capture.steps import whole_step
from tensorboard_plugin_paramviz.capture.watch import takes_part, watch
from tensorboard_plugin_paramviz.capture.writing.event_file import install_record_log, record_log_of
from tensorboard_plugin_paramviz.capture.writing.log_directory import make_log_directory

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from torch import nn
    from torch.utils.tensorboard.writer import FileWriter
    from typing_extensions import Self

    from tensorboard_plugin_paramviz.capture.planning.options import Config, Labels, Patterns, RowChoice
    from tensorboard_plugin_paramviz.capture.schedule import Every
    from tensorboard_plugin_paramviz.capture.watcher import ParameterWatcher


class SummaryWriter(TorchSummaryWriter):
    """A `torch.utils.tensorboard.SummaryWriter` that logs parameters, into the same event file.

    Args:
        log_dir: where the event file goes; None: a new directory under `runs`.
        comment: end of that directory's name.
        purge_step: hides what an earlier event file holds from this step on.
        max_queue: number of events that may wait to be written.
        flush_secs: longest time that scalars wait to be flushed; snapshots do not wait.
        filename_suffix: end of the event file's name.

    Raises:
        LogDirectoryError: no event file can be written in `log_dir`.
    """

    def __init__(  # noqa: PLR0917  # torch's own order
        self,
        log_dir: str | os.PathLike[str] | None = None,
        comment: str = "",
        purge_step: int | None = None,
        max_queue: int = 10,
        flush_secs: int = 120,
        filename_suffix: str = "",
    ) -> None:
        self._watchers: list[ParameterWatcher] = []
        self._is_opening = True
        if log_dir:
            make_log_directory(log_dir)
        try:
            super().__init__(log_dir, comment, purge_step, max_queue, flush_secs, filename_suffix)
        except (OSError, ValueError) as error:
            raise LogDirectoryError(f"log_dir={str(log_dir)!r}: no event file can be written there: {error}") from error
        self._is_opening = False

    def add_parameters(
        self,
        model: nn.Module,
        global_step: int,
        *,
        include: Patterns = None,
        exclude: Patterns = None,
        gradients: bool = True,
        labels: Labels = None,
        rows: RowChoice = None,
        config: Config = None,
        max_bytes: int = MAX_BYTES,
        max_tile: int = MAX_TILE,
    ) -> None:
        """Log a model's parameters once, now.

        A step that is not above the last one starts the timeline anew from there: it replaces what was logged. Where
        several processes train, each of them may call this, and must where the model is spread over them.

        Args:
            model: what to log, wrapped or not.
            global_step: the updates made so far.
            include: glob patterns over parameter names; None: all parameters.
            exclude: glob patterns of what to leave out.
            gradients: whether to log gradients, too.
            labels: for a parameter's name, one string per row.
            rows: for a parameter's name, the numbers of the rows to log.
            config: the run's hyperparameters, numbers and strings.
            max_bytes: what a snapshot may take.
            max_tile: largest edge of the piece that is logged of a weight matrix, in cells.

        Raises:
            CaptureError: an argument does not fit the model, as with `watch`.
            ClosedWriterError: the writer is closed.
            OSError: the event file cannot be written.
        """
        step = whole_step("global_step", global_step)
        options = capture_options(
            include=include,
            exclude=exclude,
            gradients=gradients,
            labels=labels,
            rows=rows,
            config=config,
            max_bytes=max_bytes,
            max_tile=max_tile,
        )
        unwrapped = unwrap_model(model)
        if not takes_part(unwrapped):
            return
        recorder = recorder_of(self)
        if recorder.watch_options is not None and options == capture_options():
            options = recorder.watch_options
        recorder.bind(unwrapped, options)
        recorder.record(step)

    def watch(
        self,
        model: nn.Module,
        *,
        every: Every = "auto",
        initial_step: int | None = 0,
        include: Patterns = None,
        exclude: Patterns = None,
        gradients: bool = True,
        labels: Labels = None,
        rows: RowChoice = None,
        config: Config = None,
        overhead: float = 0.01,
        max_pause: float = 0.1,
        max_bytes: int = MAX_BYTES,
        max_tile: int = MAX_TILE,
    ) -> ParameterWatcher:
        """Watch a model while it is trained; arguments and errors are those of `tensorboard_plugin_paramviz.watch`.

        Closing the writer closes the watcher first.
        """
        watcher = watch(
            self,
            model,
            every=every,
            initial_step=initial_step,
            include=include,
            exclude=exclude,
            gradients=gradients,
            labels=labels,
            rows=rows,
            config=config,
            overhead=overhead,
            max_pause=max_pause,
            max_bytes=max_bytes,
            max_tile=max_tile,
        )
        self._watchers.append(watcher)
        return watcher

    def flush(self) -> None:
        """Wait until all that was logged is in the file."""
        recorder_of(self).finish()
        super().flush()

    def _get_file_writer(self) -> FileWriter:
        """Torch's own, which goes on after failures; it makes a new one after `close`.

        Where several processes train, only the first one's is there from the beginning: others make no file until they
        log something.
        """
        if self._is_opening and not is_first_rank():
            self.file_writer = self.all_writers = None
            return None  # type: ignore[return-value]  # nobody asks for it yet
        is_new = self.file_writer is None
        file_writer: FileWriter = super()._get_file_writer()  # type: ignore[no-untyped-call]  # torch has no type for it
        if is_new:
            install_record_log(file_writer.event_writer)
        return file_writer

    def add_scalars(
        self,
        main_tag: str,
        tag_scalar_dict: Mapping[str, object],
        global_step: int | None = None,
        walltime: float | None = None,
    ) -> None:
        """Torch's own; the event files that it makes, one for each name, go on after failures as well."""
        super().add_scalars(main_tag, tag_scalar_dict, global_step, walltime)
        file_writers: dict[str, FileWriter] = self.all_writers or {}
        for file_writer in file_writers.values():
            if record_log_of(file_writer) is None:
                install_record_log(file_writer.event_writer)

    def __enter__(self) -> Self:
        return self

    def close(self) -> None:
        """Close the watchers, which log the last step, and then the event file."""
        for watcher in self._watchers:
            watcher.close()
        self._watchers.clear()
        super().close()
