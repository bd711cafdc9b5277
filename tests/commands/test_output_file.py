"""A file that is there when it is complete."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tensorboard_plugin_paramviz.commands.output_file import output_file

if TYPE_CHECKING:
    from pathlib import Path


def test_it_appears_when_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "out"
    with output_file(path) as file:
        file.write(b"new")
        assert not path.exists()
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_what_breaks_off_leaves_everything_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt), output_file(path) as file:  # noqa: PT012  # the file is open meanwhile
        file.write(b"half")
        raise KeyboardInterrupt
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_it_has_the_permissions_that_new_files_have(tmp_path: Path) -> None:
    (tmp_path / "ordinary").touch()
    with output_file(tmp_path / "out") as file:
        file.write(b"")
    assert (tmp_path / "out").stat().st_mode == (tmp_path / "ordinary").stat().st_mode


def test_what_a_link_points_to_is_replaced_and_the_link_stays(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "folder" / "target")
    with output_file(link) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert (tmp_path / "folder" / "target").read_bytes() == b"new"


def test_a_pipe_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with output_file(pipe) as file:
        file.write(b"new")
    assert os.read(reader, 10) == b"new"
    assert pipe.is_fifo()
    os.close(reader)


def test_places_where_nothing_can_be_written(tmp_path: Path) -> None:
    with (
        pytest.raises(FileNotFoundError, match="absent is no directory; make it, or"),
        output_file(tmp_path / "absent" / "out"),
    ):
        pass
    with pytest.raises(IsADirectoryError), output_file(tmp_path):
        pass
