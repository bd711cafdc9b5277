"""Whether there is room where runs are logged."""

from __future__ import annotations

import os
import shutil
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from tensorboard_plugin_paramviz.serving.sources.room import is_disk_full

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("logdir", ["", "s3://bucket/runs", "/absent/runs"])
def test_of_what_is_no_directory_nothing_is_known(logdir: str) -> None:
    assert not is_disk_full(logdir)


def test_a_disk_with_room(tmp_path: Path) -> None:
    assert not is_disk_full(str(tmp_path))


def test_the_home_directory_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def usage(directory: str) -> SimpleNamespace:
        asked.append(directory)
        return SimpleNamespace(total=10**9, free=0)

    (tmp_path / "runs").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(shutil, "disk_usage", usage)
    assert is_disk_full("~/runs")
    assert asked == [str(tmp_path / "runs")]


def test_where_nothing_may_be_written_no_room_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(total=10**9, free=0))
    monkeypatch.setattr(os, "access", lambda path, mode: (path, mode) != (str(tmp_path), os.W_OK))
    assert not is_disk_full(str(tmp_path))


@pytest.mark.parametrize(
    ("total_bytes", "free_bytes", "is_full"),
    [(10**9, 0, True), (10**9, 4096, True), (10**9, 10**7, False), (0, 0, False)],
    ids=["full", "no room for a snapshot", "nearly full", "of a file system that counts nothing"],
)
def test_how_much_room_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, total_bytes: int, free_bytes: int, is_full: bool
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(total=total_bytes, free=free_bytes))
    assert is_disk_full(str(tmp_path)) is is_full
