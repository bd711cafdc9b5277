"""What trainers leave in TensorBoard, read back."""

from __future__ import annotations

import logging
import os
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.util.tensor_util import make_ndarray

from tensorboard_plugin_paramviz import Run, load_run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"  # read when huggingface_hub is imported


def find_event_files(directory: Path) -> list[Path]:
    """All event files under a directory."""
    return sorted(directory.rglob("events.out.tfevents.*"))


def scalars_under(directory: Path) -> dict[str, dict[int, float]]:
    """The scalars of the one event file under a directory: values by tag and step."""
    (path,) = find_event_files(directory)
    scalars: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for event in EventFileLoader(str(path)).Load():
        for value in event.summary.value:
            if value.metadata.plugin_data.plugin_name == "scalars":
                scalars[value.tag][event.step] = float(make_ndarray(value.tensor))
    return dict(scalars)


def run_under(directory: Path) -> Run:
    """The run in the one directory under this one that has event files."""
    (parent,) = {path.parent for path in find_event_files(directory)}
    return load_run(parent)


def gradient_norms_of(run: Run, name: str) -> list[float]:
    """The norm of a parameter's gradient at each step; NaN where it was not logged."""
    row = [parameter.name for parameter in run.parameters].index(name)
    return [float(norm) for norm in run.statistics[:, row, run.statistic_names.index("grad_norm")]]


@pytest.fixture
def event_files() -> Callable[[Path], list[Path]]:
    """Lists all event files under a directory."""
    return find_event_files


@pytest.fixture
def read_scalars() -> Callable[[Path], dict[str, dict[int, float]]]:
    """Reads the scalars of the one event file under a directory: values by tag and step."""
    return scalars_under


@pytest.fixture
def read_run() -> Callable[[Path], Run]:
    """Reads the run in the one directory under another that has event files."""
    return run_under


@pytest.fixture
def gradient_norms() -> Callable[[Run, str], list[float]]:
    """Gives the norm of a parameter's gradient at each step; NaN where it was not logged."""
    return gradient_norms_of


@pytest.fixture
def warnings_logged(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """Lists what ParamViz warned of so far."""
    return lambda: [
        record.getMessage()
        for record in caplog.records
        if record.name == "tensorboard_plugin_paramviz" and record.levelno >= logging.WARNING
    ]


class ForeignWriter:
    """A writer that is not torch's, as tensorboardX's is not: whatever it is asked to do, it does nothing."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_, **__: None


@pytest.fixture
def foreign_writer() -> object:
    """A writer that is not torch's."""
    return ForeignWriter()
