"""Exports as safetensors."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from safetensors import safe_open

from tensorboard_plugin_paramviz.format import safetensors
from tensorboard_plugin_paramviz.serving.answers.export.safetensors_file import chunks, length_bytes
from tensorboard_plugin_paramviz.serving.errors import ExportLimitError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tensorboard_plugin_paramviz.format.layout import Layout
    from tensorboard_plugin_paramviz.serving.answers.export.plan import Plan
    from tests.serving.conftest import OpenRunWriter

WTE = "transformer.wte.weight"


def test_the_library_opens_it(tmp_path: Path, write_run: OpenRunWriter, plan_run: Callable[..., Plan]) -> None:
    write_run(tmp_path / "run").log(0, 10)
    plan = plan_run(tmp_path / "run", kinds="weights,rows")
    path = tmp_path / "run.safetensors"
    path.write_bytes(b"".join(chunks(plan)))
    assert path.stat().st_size == length_bytes(plan)
    with safe_open(path, "numpy") as file:
        assert list(file.metadata()) == ["header"]
        assert file.get_slice(f"rows/{WTE}").get_shape() == [2, 6, 5]
        assert file.get_slice("steps").get_dtype() == "I64"


def test_arrays_are_aligned(tmp_path: Path, write_run: OpenRunWriter, plan_run: Callable[..., Plan]) -> None:
    write_run(tmp_path).log(0)
    body = b"".join(chunks(plan_run(tmp_path)))
    assert int.from_bytes(body[:8], "little") % 8 == 0


def test_a_header_that_readers_would_refuse_is_not_written(
    tmp_path: Path,
    write_run: OpenRunWriter,
    layout: Layout,
    plan_run: Callable[..., Plan],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    labels = ("x" * 5000, *layout.clouds[0].labels[1:])
    write_run(tmp_path, replace(layout, clouds=(replace(layout.clouds[0], labels=labels),))).log(0)
    monkeypatch.setattr(safetensors, "_LARGEST_HEADER_BYTES", 10_000)
    with pytest.raises(ExportLimitError, match="file 10000 at most; choose fewer parameters, or another format"):
        length_bytes(plan_run(tmp_path))
