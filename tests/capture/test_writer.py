"""ParamViz's own `SummaryWriter`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from torch import nn
from torch.utils.tensorboard import SummaryWriter as TorchSummaryWriter

import tensorboard_plugin_paramviz
from tensorboard_plugin_paramviz import SummaryWriter
from tensorboard_plugin_paramviz.capture.errors import (
    ClosedWriterError,
    LabelsError,
    LogDirectoryError,
    SecondModelError,
    StepError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.capture.conftest import LoggedStep


def test_it_is_torchs_and_writes_one_file(
    tmp_path: Path, model: nn.Module, logged_steps: Callable[[Path], list[LoggedStep]]
) -> None:
    assert issubclass(SummaryWriter, TorchSummaryWriter)
    with SummaryWriter(tmp_path) as writer:
        watcher = writer.watch(model, every=2)
        for step in range(1, 6):
            watcher.step(step)
            writer.add_scalar("loss/train", 1 / step, step)
    assert [logged.step for logged in logged_steps(tmp_path)] == [0, 2, 4, 5]
    accumulator = EventAccumulator(str(tmp_path)).Reload()
    assert [scalar.step for scalar in accumulator.Scalars("loss/train")] == [1, 2, 3, 4, 5]


def test_a_snapshot_can_be_added_by_hand(
    tmp_path: Path, model: nn.Module, logged_steps: Callable[[Path], list[LoggedStep]]
) -> None:
    with SummaryWriter(tmp_path) as writer:
        for step in (0, 5):
            writer.add_parameters(model, step, include="*weight", config={"lr": 0.1})
    first, second = logged_steps(tmp_path)
    assert (first.step, second.step, first.segment) == (0, 5, second.segment)
    assert first.layout.config == {"lr": 0.1}
    assert "embedding.weight" in [parameter.name for parameter in first.layout.parameters]


def test_a_snapshot_added_while_watching_is_not_repeated(
    tmp_path: Path, model: nn.Module, logged_steps: Callable[[Path], list[LoggedStep]]
) -> None:
    with SummaryWriter(tmp_path) as writer:
        watcher = writer.watch(model, every=10)
        writer.add_parameters(model, 10)
        assert not watcher.step(10)
        assert watcher.step(20)
        assert watcher.report.drops == 1
    assert [logged.step for logged in logged_steps(tmp_path)] == [0, 10, 20]
    assert len({logged.segment for logged in logged_steps(tmp_path)}) == 1


def test_a_snapshot_added_while_watching_is_what_the_watcher_logs(
    tmp_path: Path, model: nn.Module, logged_steps: Callable[[Path], list[LoggedStep]]
) -> None:
    with SummaryWriter(tmp_path) as writer:
        watcher = writer.watch(model, every=1, include="*weight", gradients=False, config={"lr": 0.1})
        writer.add_parameters(model, 1)
        assert watcher.step(2)
        writer.add_parameters(model, 3, config={"lr": 0.2})
        assert watcher.step(4)
    configs = [logged.layout.config["lr"] for logged in logged_steps(tmp_path)]
    assert configs == [0.1, 0.1, 0.1, 0.2, 0.1]
    assert len({logged.layout.parameters for logged in logged_steps(tmp_path)}) == 2


def test_errors_of_a_snapshot_by_hand_are_raised(tmp_path: Path, model: nn.Module) -> None:
    with SummaryWriter(tmp_path) as writer:
        with pytest.raises(StepError, match="global_step is -1"):
            writer.add_parameters(model, -1)
        with pytest.raises(LabelsError, match="labels names 'wte'"):
            writer.add_parameters(model, 0, labels={"wte": []})
        writer.add_parameters(model, 0)
        with pytest.raises(SecondModelError):
            writer.add_parameters(nn.Linear(2, 2), 1)
    with pytest.raises(ClosedWriterError):
        writer.add_parameters(model, 1)


def test_two_models_can_be_logged_as_one(tmp_path: Path, logged_steps: Callable[[Path], list[LoggedStep]]) -> None:
    both = nn.ModuleDict({"generator": nn.Linear(2, 8), "discriminator": nn.Linear(8, 2)})
    with SummaryWriter(tmp_path) as writer:
        writer.add_parameters(both, 0)
    names = [parameter.name for parameter in logged_steps(tmp_path)[0].layout.parameters]
    assert names == ["generator.weight", "generator.bias", "discriminator.weight", "discriminator.bias"]


def test_a_writer_goes_on_after_it_was_closed_as_torchs_does(tmp_path: Path) -> None:
    writer = SummaryWriter(tmp_path)
    writer.close()
    writer.close()
    writer.add_scalar("late", 1.0, 1)
    writer.close()
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("name", ["file/run", "\0"])
def test_an_impossible_directory_is_refused_at_once(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("a file is no directory")
    with pytest.raises(LogDirectoryError) as raised:
        SummaryWriter(str(tmp_path / name))
    assert str(raised.value).startswith(f"log_dir={str(tmp_path / name)!r} cannot be made")


def test_a_file_is_no_directory(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("")
    with pytest.raises(LogDirectoryError, match="log_dir="):
        SummaryWriter(path)


def test_an_unwritable_directory_is_refused_at_once() -> None:
    with pytest.raises(LogDirectoryError, match="log_dir='/proc"):
        SummaryWriter("/proc/runs")


def test_a_file_system_that_nobody_knows_is_refused_at_once() -> None:
    with pytest.raises(LogDirectoryError, match="log_dir='unknown://bucket/run'"):
        SummaryWriter("unknown://bucket/run")


BLOCKED = """
import sys

class NoTorch:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "torch":
            raise ModuleNotFoundError("No module named 'torch'", name="torch")

sys.meta_path.insert(0, NoTorch())
from tensorboard_plugin_paramviz import load_run
try:
    from tensorboard_plugin_paramviz import {name}
except ImportError as error:
    print(type(error).__name__, error)
"""


@pytest.mark.parametrize("name", ["SummaryWriter", "watch"])
def test_without_torch_the_error_says_what_to_install(name: str) -> None:
    found = subprocess.run(
        [sys.executable, "-c", BLOCKED.format(name=name)],
        cwd=Path(tensorboard_plugin_paramviz.__file__).parents[1],
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.startswith("MissingTorchError")
    assert "pip install tensorboard-plugin-paramviz[torch]" in found.stdout
