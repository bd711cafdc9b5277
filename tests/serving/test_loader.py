"""What TensorBoard imports at each start must be cheap, and must never bring it down."""

from __future__ import annotations

import argparse
import logging
import subprocess
import sys
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

import pytest
from tensorboard.plugins.base_plugin import TBContext

from tensorboard_plugin_paramviz.format.names import PLUGIN_NAME
from tensorboard_plugin_paramviz.serving import loader

if TYPE_CHECKING:
    from pathlib import Path


def test_the_entry_point_is_the_loader() -> None:
    (entry,) = entry_points(group="tensorboard_plugins", name="paramviz")
    assert entry.load() is loader.ParamVizLoader


@pytest.mark.parametrize("module", ["torch", "werkzeug", "numpy", "google.protobuf", "safetensors", "cachetools"])
def test_importing_it_imports_next_to_nothing(module: str) -> None:
    code = f"import sys, tensorboard_plugin_paramviz.serving.loader; sys.exit({module!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_snapshot_is_kept_by_default() -> None:
    flags = argparse.Namespace(samples_per_plugin={"images": 5})
    loader.ParamVizLoader().fix_flags(flags)
    assert flags.samples_per_plugin == {"images": 5, PLUGIN_NAME: 0}


def test_the_users_own_number_wins() -> None:
    flags = argparse.Namespace(samples_per_plugin={PLUGIN_NAME: 7})
    loader.ParamVizLoader().fix_flags(flags)
    assert flags.samples_per_plugin == {PLUGIN_NAME: 7}


@pytest.mark.parametrize("flags", [argparse.Namespace(), argparse.Namespace(samples_per_plugin=None)])
def test_flags_of_another_tensorboard_do_no_harm(flags: argparse.Namespace) -> None:
    loader.ParamVizLoader().fix_flags(flags)
    assert getattr(flags, "samples_per_plugin", None) is None


def test_it_loads_the_plugin(tmp_path: Path) -> None:
    plugin = loader.ParamVizLoader().load(TBContext(logdir=str(tmp_path)))
    assert plugin is not None
    assert plugin.plugin_name == PLUGIN_NAME


def test_a_plugin_that_cannot_be_imported_is_logged_and_left_out(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "tensorboard_plugin_paramviz.serving.plugin", None)  # its import now fails
    with caplog.at_level(logging.ERROR):
        assert loader.ParamVizLoader().load(TBContext(logdir=str(tmp_path))) is None
    assert "The ParamViz tab is missing" in caplog.text
    assert "ImportError" in caplog.text or "ModuleNotFoundError" in caplog.text
