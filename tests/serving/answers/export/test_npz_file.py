"""Exports as NPZ."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from tensorboard_plugin_paramviz.format.layout import LONGEST_NAME
from tensorboard_plugin_paramviz.serving.answers.export.npz_file import check, chunks, entry_name

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


def test_the_longest_name_of_a_parameter_fits(
    tmp_path: Path, write_run: OpenRunWriter, make_layout: Callable[..., Layout], plan_run: Callable[..., Plan]
) -> None:
    longest = "\N{GRINNING FACE}" * LONGEST_NAME  # twelve bytes each, as it stands in the archive
    write_run(tmp_path, make_layout(names=("a", longest))).log(0)
    plan = plan_run(tmp_path)
    assert {array.parameter.name for array in plan.arrays} == {"a", longest}
    check(plan)
