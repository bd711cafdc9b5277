"""Checkpoints that are cut, flipped, lie, or would run code: none runs anything, and all take little memory.

Each is refused by name, but where a flipped bit only makes another weight of one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.setup.processes import PeakMemory
from tensorboard_plugin_paramviz import load_run
from tensorboard_plugin_paramviz.cli import main
from tests.hostile.checkpoints import (
    BOMB_BYTES,
    TRAP,
    write_checkpoints,
    write_flipped_checkpoints,
    write_sound_checkpoint,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile") / "checkpoints"
    write_checkpoints(folder)
    return folder


def test_each_is_refused_by_name_and_runs_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["checkpoints", str(write_sound_checkpoint(folder / "sound.pt")), *_into(folder / "sound")]) == 0
    capsys.readouterr()
    memory = PeakMemory()
    for path in sorted(folder.glob("*.*")):
        if path.name == "sound.pt":
            continue
        assert main(["checkpoints", str(path), *_into(folder / f"run of {path.name}")]) == 2, path.name
        output = capsys.readouterr()
        assert output.err.startswith(f"paramviz checkpoints: error: {path} "), output.err
        assert output.err.removesuffix("\n").isprintable()
        assert output.out == ""
        assert not list(folder.glob(f"run of {path.name}/*")), path.name
    assert not (folder / TRAP).exists()
    assert memory.grown_bytes < BOMB_BYTES / 4  # the smallest lie of all


def test_a_flipped_bit_is_refused_by_name_or_makes_another_weight(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["checkpoints", str(write_sound_checkpoint(tmp_path / "sound.pt")), *_into(tmp_path / "sound")]) == 0
    capsys.readouterr()
    memory = PeakMemory()
    logged: dict[str, bool] = {}
    for path in write_flipped_checkpoints(tmp_path / "flipped"):
        logdir = tmp_path / f"run of {path.name}"
        status = main(["checkpoints", str(path), *_into(logdir)])
        errors = capsys.readouterr().err
        logged[path.name] = status == 0
        if logged[path.name]:
            assert load_run(logdir).steps.tolist() == [0]
        else:
            assert status == 2, path.name
            assert errors.startswith(f"paramviz checkpoints: error: {path} "), errors
            assert errors.removesuffix("\n").isprintable()
    for kind in ("zip.pt", "old.pt", "whole.safetensors"):
        assert {is_logged for name, is_logged in logged.items() if name.endswith(kind)} == {True, False}, kind
    assert memory.grown_bytes < BOMB_BYTES / 4


def test_a_sound_one_is_logged_beside_them(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = [write_sound_checkpoint(folder / f"step{step}.pt") for step in (1, 2)]
    assert main(["checkpoints", *map(str, whole), "--logdir", str(folder / "whole")]) == 0
    assert load_run(folder / "whole").steps.tolist() == [1, 2]
    assert main(["checkpoints", *map(str, whole), str(folder / "code.pt"), *_into(folder / "mixed", "0,1,2")]) == 2
    assert "posix.system" in capsys.readouterr().err
    assert not (folder / TRAP).exists()


def _into(logdir: Path, steps: str = "0") -> list[str]:
    return ["--logdir", str(logdir), "--steps", steps]
