"""The runs under a log directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tensorboard_plugin_paramviz.serving.errors import RunPathError
from tensorboard_plugin_paramviz.serving.sources.log_directory import find_runs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tensorboard_plugin_paramviz.serving.sources.provider import ProviderSource
    from tests.serving.conftest import OpenRunWriter


def test_runs_are_named_as_tensorboard_names_them(
    tmp_path: Path, write_run: OpenRunWriter, open_source: Callable[[Path], ProviderSource]
) -> None:
    for name in (".", "b", "a/deep/er"):
        write_run(tmp_path / name).log(0)
    (tmp_path / "empty").mkdir()
    found = find_runs(tmp_path)
    assert list(found) == [".", "a/deep/er", "b"]
    assert set(open_source(tmp_path).list_series()) == set(found)
    assert found["b"].samefile(tmp_path / "b")


def test_what_is_no_directory(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for name in ("file", "absent"):
        with pytest.raises(RunPathError, match=f"{name} is no directory; expected what tensorboard --logdir takes"):
            find_runs(tmp_path / name)
    assert find_runs(tmp_path) == {}
