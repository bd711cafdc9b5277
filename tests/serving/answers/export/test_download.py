"""Files that are made while they are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tensorboard_plugin_paramviz.serving.answers.export.download import FORMATS, export
from tensorboard_plugin_paramviz.serving.answers.export.plan import Selection
from tensorboard_plugin_paramviz.serving.reading.reader import OpenRun, Reader, RunState
from tensorboard_plugin_paramviz.serving.sources.event_files import EventFileSource

if TYPE_CHECKING:
    from pathlib import Path

    from tests.serving.conftest import OpenRunWriter


def opened(directory: Path, name: str) -> OpenRun:
    (run,) = Reader().open(EventFileSource(directory, name), [name])
    return run


@pytest.mark.parametrize(
    ("run", "file_name"),
    [
        ("a", "paramviz-a.npz"),
        (".", "paramviz-..npz"),
        ("gpt/2026-01-01 lr=0.1", "paramviz-gpt_2026-01-01_lr_0.1.npz"),
        ("../../etc/passwd", "paramviz-.._.._etc_passwd.npz"),
        ('x"; filename="evil.exe', "paramviz-x___filename__evil.exe.npz"),
        ("a\r\nSet-Cookie: b", "paramviz-a__Set-Cookie__b.npz"),
        ("größe", "paramviz-größe.npz"),
        ("exe\u202egnp", "paramviz-exe_gnp.npz"),
        ("x" * 80 + "end", "paramviz-" + "x" * 47 + "end.npz"),
    ],
)
def test_a_file_is_named_after_its_run(tmp_path: Path, write_run: OpenRunWriter, run: str, file_name: str) -> None:
    write_run(tmp_path).log(0)
    assert export(opened(tmp_path, run), "npz", Selection()).file_name == file_name


def test_nothing_is_read_before_it_is_wanted(tmp_path: Path, write_run: OpenRunWriter) -> None:
    write_run(tmp_path).log(0)
    state: RunState = opened(tmp_path, "a").state
    for name in FORMATS:
        export(OpenRun(state, lambda _: pytest.fail("read")), name, Selection()).chunks()


def test_the_size_of_arrays_as_they_lie_is_known_before(tmp_path: Path, write_run: OpenRunWriter) -> None:
    write_run(tmp_path).log(0, 10).cut().log(20)
    download = export(opened(tmp_path, "a"), "safetensors", Selection(steps="0,20"))
    assert download.length_bytes == len(b"".join(download.chunks()))
