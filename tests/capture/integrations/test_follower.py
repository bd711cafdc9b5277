"""What the callbacks share; each of them is tried on real trainings in a module of its own."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from torch import nn
from torch.utils.tensorboard import SummaryWriter

from tensorboard_plugin_paramviz.capture.integrations.follower import Follower

if TYPE_CHECKING:
    from pathlib import Path


def test_an_unknown_argument_is_refused_at_once() -> None:
    with pytest.raises(TypeError, match="lables"):
        Follower({"lables": {}})


def test_a_rank_that_holds_a_copy_has_nothing_to_do() -> None:
    follower = Follower({"every": 1})
    follower.begin(None, nn.Linear(2, 2), 0)
    follower.step(1)
    follower.end()
    assert follower.watcher is None


def test_a_step_that_is_handed_in_twice_is_no_drop(tmp_path: Path) -> None:
    follower = Follower({"every": 2})
    follower.begin(SummaryWriter(tmp_path), nn.Linear(2, 2), 4)
    for step in (4, 5, 5, 6, 6, 6):
        follower.step(step)
    follower.end()
    follower.step(7)
    assert follower.watcher is not None
    assert follower.watcher.report.drops == 0
    assert follower.watcher.report.snapshots == 2


def test_logging_without_a_callback_imports_no_trainer() -> None:
    program = "import sys; from tensorboard_plugin_paramviz import SummaryWriter, load_run, watch; print(*sys.modules)"
    imported = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"accelerate", "lightning", "pytorch_lightning", "transformers"} & set(imported)
