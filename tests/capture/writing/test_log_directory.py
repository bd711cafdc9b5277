"""A log directory that cannot be written to is refused at once, and the error says what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tensorboard_plugin_paramviz import SummaryWriter
from tensorboard_plugin_paramviz.capture.errors import LogDirectoryError
from tensorboard_plugin_paramviz.capture.writing.log_directory import make_log_directory

if TYPE_CHECKING:
    from pathlib import Path


def test_it_is_made_with_all_above_it(tmp_path: Path) -> None:
    make_log_directory(tmp_path / "a" / "b")
    make_log_directory(str(tmp_path / "a" / "b"))
    assert (tmp_path / "a" / "b").is_dir()


@pytest.mark.parametrize("log_dir", ["", "/run", "/deep/run"])
def test_a_file_in_the_way_is_named(tmp_path: Path, log_dir: str) -> None:
    path = tmp_path / "model.pt"
    path.write_text("weights")
    with pytest.raises(LogDirectoryError) as raised:
        SummaryWriter(f"{path}{log_dir}")
    assert str(raised.value) == (
        f"log_dir={str(path) + log_dir!r} cannot be made: {str(path)!r} is a file, not a directory; "
        "choose another path, or move what is there away"
    )
    assert path.read_text() == "weights"


def test_a_link_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    path = tmp_path / "scratch"
    path.symlink_to(tmp_path / "unmounted")
    with pytest.raises(LogDirectoryError, match="scratch' is a link that leads nowhere, not a directory; choose"):
        make_log_directory(path)


def test_a_link_to_a_directory_is_one(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "scratch").symlink_to(tmp_path / "there")
    make_log_directory(tmp_path / "scratch" / "run")
    assert (tmp_path / "there" / "run").is_dir()


@pytest.mark.parametrize("name", ["\0", "x" * 300])
def test_an_impossible_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(LogDirectoryError, match=r"cannot be made: .*; choose another$"):
        make_log_directory(str(tmp_path / name))


def test_an_address_is_left_to_tensorboard() -> None:
    make_log_directory("s3://bucket/run")
