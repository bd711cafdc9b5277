"""Exports as NPZ."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from tensorboard_plugin_paramviz.serving.answers.export.npz_file import check, chunks, entry_name
from tensorboard_plugin_paramviz.serving.errors import ExportLimitError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tensorboard_plugin_paramviz.format.layout import Layout
    from tensorboard_plugin_paramviz.serving.answers.export.plan import Plan
    from tests.serving.conftest import OpenRunWriter


@pytest.mark.parametrize(
    "name", ["..", "../../x", "/etc/passwd", "C:\\x", "a/b", "~", "\0", "größe", "100%", "con", ""]
)
def test_no_parameters_name_leads_elsewhere(name: str) -> None:
    entry = f"{entry_name('weights', name)}.npy"
    assert Path(entry).parts[0] == "weights"
    assert len(Path(entry).parts) == 2
    assert not set(entry) & set('\\:\0\n"')
    assert unquote(entry_name("weights", name)) == f"weights/{name}"


def test_ordinary_names_stay_as_they_are() -> None:
    assert entry_name("rows", "transformer.h.0.attn_c-attn.weight") == "rows/transformer.h.0.attn_c-attn.weight"


def test_the_archive_is_sound_and_unpacks_where_it_should(
    tmp_path: Path, write_run: OpenRunWriter, make_layout: Callable[..., Layout], plan_run: Callable[..., Plan]
) -> None:
    write_run(tmp_path / "run", make_layout(names=("../../x", "..", "/y"))).log(0, 10)
    body = b"".join(chunks(plan_run(tmp_path / "run")))
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        assert archive.infolist()[0].filename == "header.json"
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in archive.namelist() if ".." in Path(name).parts or name.startswith("/")]


def test_a_name_too_long_for_an_archive_is_found_before_the_first_byte(
    tmp_path: Path, write_run: OpenRunWriter, make_layout: Callable[..., Layout], plan_run: Callable[..., Plan]
) -> None:
    write_run(tmp_path, make_layout(names=("a", "x" * 70_000))).log(0)
    with pytest.raises(ExportLimitError, match=r"has 70015 bytes, in a ZIP archive .* at most 65535"):
        check(plan_run(tmp_path))
    check(plan_run(tmp_path, parameters=("a",)))
