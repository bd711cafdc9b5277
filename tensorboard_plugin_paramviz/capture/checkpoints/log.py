"""Logging the checkpoints of a training that is over, each as a snapshot of its step.

Nothing is written before all checkpoints were looked through and the options were held against them. From then on one
checkpoint after the other goes through the ordinary `SummaryWriter.add_parameters`, so that the run looks like any.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.capture.checkpoints.checkpoint import open_checkpoint
from tensorboard_plugin_paramviz.capture.checkpoints.contents import model_config
from tensorboard_plugin_paramviz.capture.checkpoints.errors import DamagedCheckpointError, RunExistsError
from tensorboard_plugin_paramviz.capture.checkpoints.labels import token_embedding
from tensorboard_plugin_paramviz.capture.checkpoints.reading import OneAfterTheOther
from tensorboard_plugin_paramviz.capture.checkpoints.skeleton import Skeleton, slots_of
from tensorboard_plugin_paramviz.capture.checkpoints.timeline import Timeline, open_timeline
from tensorboard_plugin_paramviz.capture.planning.options import MAX_BYTES, capture_options
from tensorboard_plugin_paramviz.capture.planning.plan import make_plan
from tensorboard_plugin_paramviz.capture.writer import SummaryWriter

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from typing_extensions import Self

    from tensorboard_plugin_paramviz.capture.checkpoints.timeline import Entry
    from tensorboard_plugin_paramviz.capture.planning.options import CaptureOptions, Patterns

_EVENT_FILES = "*tfevents*"


def log_checkpoints(
    paths: Sequence[str | os.PathLike[str]],
    log_dir: str | os.PathLike[str],
    *,
    steps: Sequence[int] | None = None,
    tokens: Sequence[str] | None = None,
    include: Patterns = None,
    exclude: Patterns = None,
    max_bytes: int = MAX_BYTES,
    force: bool = False,
    on_progress: Callable[[Timeline, int], None] | None = None,
) -> Timeline:
    """Log the checkpoints of a training that is over.

    Args:
        paths: files, or folders of Hugging Face, in any order.
        log_dir: the run's directory.
        steps: the step of each checkpoint; None: as the checkpoints or their names tell.
        tokens: labels of the token embedding, one for each row.
        include: glob patterns over parameter names; None: all parameters.
        exclude: glob patterns of what to leave out.
        max_bytes: what a snapshot may take.
        force: whether to log into a directory that holds a run: its steps from the first checkpoint's on are replaced.
        on_progress: called with how many checkpoints are logged, from 0 to all.

    Returns:
        What was logged.

    Raises:
        CheckpointError: a checkpoint cannot be read, the steps are not clear, the labels fit no embedding, or the
            directory holds a run; see `errors` for each.
        LabelsError: the token embedding has another number of rows.
        PatternError: a pattern of `include` fits no parameter, or nothing is left.
        BudgetError: `max_bytes` is not above 0.
        LogDirectoryError: `log_dir` cannot be written.
        OSError: the event file cannot be written any more.
    """
    tell = on_progress or (lambda _timeline, _logged: None)
    directory = Path(log_dir)
    if not force:
        _check_empty(directory)
    options = capture_options(include=include, exclude=exclude, gradients=False, max_bytes=max_bytes)
    timeline = open_timeline(paths, steps)
    labels = {entry.slots: _labels(entry, timeline, options, tokens) for entry in _different(timeline.entries)}
    with _Run(directory) as run:
        skeleton: Skeleton | None = None
        for step, entry in zip(timeline.steps, timeline.entries, strict=True):
            tell(timeline, run.logged)
            if skeleton is None or skeleton.slots != entry.slots:
                skeleton = None  # a writer takes a second model when the first is gone
                skeleton = _skeleton(entry, timeline)
            with _filled(skeleton, entry):
                run.writer.add_parameters(
                    skeleton.model,
                    step,
                    include=include,
                    exclude=exclude,
                    gradients=False,
                    labels=labels[entry.slots],
                    config=timeline.config,
                    max_bytes=max_bytes,
                )
            run.logged += 1
        tell(timeline, run.logged)
    return timeline


def _check_empty(directory: Path) -> None:
    if any(directory.glob(_EVENT_FILES)):
        raise RunExistsError(
            f"{directory} holds a run already; choose another --logdir, or --force to replace its steps from the first "
            "checkpoint's on"
        )


def _different(entries: Iterable[Entry]) -> Iterable[Entry]:
    """The first checkpoint of each layout."""
    return {entry.slots: entry for entry in reversed([*entries])}.values()


def _labels(
    entry: Entry, timeline: Timeline, options: CaptureOptions, tokens: Sequence[str] | None
) -> dict[str, tuple[str, ...]]:
    """The labels by parameter; all options are held against the checkpoint."""
    model = _skeleton(entry, timeline).model
    layout = make_plan(model, options).layout
    if tokens is None:
        return {}
    labels = {token_embedding(layout.parameters): tuple(tokens)}
    make_plan(model, replace(options, labels=labels))
    return labels


def _skeleton(entry: Entry, timeline: Timeline) -> Skeleton:
    return Skeleton(entry.slots, timeline.class_name, model_config(entry.facts))


@contextmanager
def _filled(skeleton: Skeleton, entry: Entry) -> Iterator[None]:
    """The values of a checkpoint in its skeleton, and what is read of them soon out of memory again."""
    checkpoint = open_checkpoint(entry.path)
    if slots_of(checkpoint.parameters) != skeleton.slots:
        raise DamagedCheckpointError(f"{entry.path} changed while it was logged; is its training still running?")

    sources = checkpoint.sources

    def release() -> None:
        for source in sources:
            source.release()

    skeleton.fill({slot.shared: checkpoint.parameters[slot.shared].tensor() for slot in skeleton.slots})
    try:
        with OneAfterTheOther(release):
            yield
    finally:
        skeleton.clear()


class _Run:
    """An event file of which nothing is left behind if not even one checkpoint can be logged.

    Args:
        log_dir: the run's directory.
    """

    def __init__(self, log_dir: Path) -> None:
        self._new_directories = [path for path in (log_dir, *log_dir.parents) if not path.exists()]
        self._former_files = set(log_dir.glob(_EVENT_FILES))
        self._log_dir = log_dir
        self.writer = SummaryWriter(log_dir)
        self.logged = 0  # checkpoints

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.writer.close()
        if not self.logged:
            for path in set(self._log_dir.glob(_EVENT_FILES)) - self._former_files:
                path.unlink()
            for directory in self._new_directories:
                with suppress(OSError):  # somebody else uses it by now
                    directory.rmdir()
