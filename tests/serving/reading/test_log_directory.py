"""The runs of a log directory without TensorBoard running."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tensorboard.compat.proto import summary_pb2

from tensorboard_plugin_paramviz.serving.errors import EmptyRunError, RunPathError, UnknownRunError
from tensorboard_plugin_paramviz.serving.reading.log_directory import open_directory, open_run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.serving.conftest import OpenRunWriter

LOSS = summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag="loss", simple_value=1.0)])


def test_a_run_by_its_name(tmp_path: Path, write_run: OpenRunWriter) -> None:
    write_run(tmp_path / "b").log(0, 10)
    write_run(tmp_path / "a").log(5)
    logged = open_run(tmp_path, "b")
    assert logged.opened.state.steps.tolist() == [0, 10]
    assert logged.problems == []
    assert logged.size_bytes == sum(file.stat().st_size for file in (tmp_path / "b").iterdir())
    assert open_directory("x", tmp_path / "a").opened.state.name == "x"


def test_the_only_run_needs_no_name(tmp_path: Path, write_run: OpenRunWriter) -> None:
    with pytest.raises(RunPathError, match="holds no run"):
        open_run(tmp_path, None)
    write_run(tmp_path / "a").log(0)
    assert open_run(tmp_path, None).opened.state.name == "a"
    write_run(tmp_path / "b").log(0)
    with pytest.raises(RunPathError, match="holds the runs 'a', 'b'; name one of them"):
        open_run(tmp_path, None)


def test_runs_that_are_not_there(tmp_path: Path, write_run: OpenRunWriter) -> None:
    write_run(tmp_path / "baby-gpt").log(0)
    write_run(tmp_path / "loss").add(0, LOSS)
    with pytest.raises(UnknownRunError, match="no run 'baby-gtp' has ParamViz data; did you mean 'baby-gpt'"):
        open_run(tmp_path, "baby-gtp")
    for name in ("../x", str(tmp_path / "baby-gpt"), ""):
        with pytest.raises(UnknownRunError):
            open_run(tmp_path, name)
    with pytest.raises(EmptyRunError, match="loss has no ParamViz data"):
        open_run(tmp_path, "loss")


def test_what_is_damaged_is_told(tmp_path: Path, write_run: OpenRunWriter) -> None:
    write_run(tmp_path).log(0, 10)
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:-1])
    logged = open_run(tmp_path, ".")
    assert logged.opened.state.steps.tolist() == [0]
    assert "is not complete; the last" in logged.problems[0]
