"""Any selection, in any format, carries the same numbers."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tensorboard_plugin_paramviz import load_run
from tensorboard_plugin_paramviz.format.codes import INT8, INT16
from tensorboard_plugin_paramviz.format.snapshot import snapshot_to_summary
from tensorboard_plugin_paramviz.serving.answers.export.download import FORMATS
from tensorboard_plugin_paramviz.serving.answers.export.plan import EXPORT_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tensorboard_plugin_paramviz.format.layout import Layout
    from tensorboard_plugin_paramviz.format.snapshot import Snapshot
    from tests.serving.answers.export.conftest import Exported
    from tests.serving.conftest import OpenRunWriter

WTE = "transformer.wte.weight"
HOSTILE_NAMES = (
    WTE,
    "../../x",
    "/etc/passwd",
    "C:\\x",
    'quo"te, and # sharp',
    "=1+1",
    "'apostrophe",
    "new\nline",
    "Gewichte/größe",
    "100%25",
    "..",
)
HOSTILE_LABELS = ("=cmd|' /C calc'!A0", "\n", "\0", '"', "#", "a,b")


@pytest.fixture(scope="module")
def hostile_run(
    tmp_path_factory: pytest.TempPathFactory,
    write_run: OpenRunWriter,
    make_layout: Callable[..., Layout],
    make_snapshot: Callable[..., Snapshot],
) -> Path:
    """A run with names and labels that break careless files, two segments, numbers that are not finite, and damage."""
    directory = tmp_path_factory.mktemp("hostile")
    layout = make_layout(names=HOSTILE_NAMES)
    cloud = replace(layout.clouds[0], labels=HOSTILE_LABELS)
    second = replace(cloud, parameter=HOSTILE_NAMES[1], labels=())
    layout = replace(layout, clouds=(cloud, second), config={"lr": 0.001, "name": "=x", "limit": float("inf")})
    writer = write_run(directory, layout)
    snapshot = make_snapshot(layout, 0)
    snapshot.statistics[0, :3] = np.inf, -np.inf, np.nan
    snapshot.weights[5] = np.iinfo(np.int16).min
    writer.add(0, snapshot_to_summary(snapshot, writer.segment, writer.header()))
    writer.add(5, snapshot_to_summary(replace(make_snapshot(layout, 5), weights=snapshot.weights[1:]), writer.segment))
    write_run(directory, layout, session=1).log(10, 20)
    write_run(directory, layout, session=2, code_type=INT8).log(30)
    return directory


def selections(count: int) -> list[dict[str, object]]:
    choose = random.Random(0)  # noqa: S311  # for tests, not for secrets
    steps = [None, "first", "0-10", "5", "20-last,0", "30"]
    parameters = [(), ("*",), (WTE,), ("lm_head.weight", "*[xy]*"), (HOSTILE_NAMES[4],), HOSTILE_NAMES]
    everything: list[dict[str, object]] = [{}]
    for _ in range(count):
        kinds = choose.sample(EXPORT_KINDS[:3], choose.randint(1, 3))
        everything.append(
            {"steps": choose.choice(steps), "parameters": choose.choice(parameters), "kinds": ",".join(kinds)}
        )
    return [*everything, {"kinds": "rows", "steps": "0,30"}, {"kinds": "row_statistics,weights", "parameters": (WTE,)}]


@pytest.mark.parametrize("selection", selections(12))
def test_every_format_has_the_same_numbers(
    hostile_run: Path, export_run: Callable[..., Exported], selection: dict[str, object]
) -> None:
    by_format = {name: export_run(hostile_run, name, **selection) for name in FORMATS}
    reference = by_format["safetensors"].arrays
    for exported in by_format.values():
        assert set(exported.arrays) == set(reference)
        for name, values in exported.arrays.items():
            assert values.dtype == reference[name].dtype
            np.testing.assert_array_equal(values, reference[name], err_msg=name)


@pytest.mark.parametrize("name", FORMATS)
def test_a_whole_run_is_what_load_run_gives(
    tmp_path: Path, write_run: OpenRunWriter, export_run: Callable[..., Exported], name: str
) -> None:
    write_run(tmp_path, code_type=INT16).log(0, 10).cut().log(20)
    run, exported = load_run(tmp_path), export_run(tmp_path, name)
    np.testing.assert_array_equal(exported.arrays["steps"], run.steps)
    np.testing.assert_array_equal(exported.arrays[f"row_ids/{WTE}"], run.row_ids(WTE))
    for index, parameter in enumerate(run.parameters):
        for kind in ("weights", "gradients"):
            np.testing.assert_array_equal(
                exported.arrays[f"{kind}/{parameter.name}"], getattr(run, kind)(parameter.name)
            )
        np.testing.assert_array_equal(exported.arrays[f"statistics/{parameter.name}"], run.statistics[:, index])
    np.testing.assert_array_equal(exported.arrays[f"rows/{WTE}"], run.rows(WTE))
    np.testing.assert_array_equal(exported.arrays[f"row_statistics/{WTE}"], run.row_statistics(WTE))


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_selection_makes_the_same_bytes(
    hostile_run: Path, export_run: Callable[..., Exported], name: str
) -> None:
    first = export_run(hostile_run, name, parameters=(WTE, "*.."), kinds="weights,statistics")
    again = export_run(hostile_run, name, parameters=("..", "lm_head.weight,.."), kinds="statistics,weights")
    assert first.body == again.body


@pytest.mark.parametrize("name", ["json", "npz", "safetensors"])
def test_labels_of_any_text_come_back(hostile_run: Path, export_run: Callable[..., Exported], name: str) -> None:
    exported = export_run(hostile_run, name, kinds="rows")
    assert exported.header["labels"] == {WTE: list(HOSTILE_LABELS)}
    assert set(exported.arrays) == {"steps"} | {
        f"{kind}/{parameter}" for kind in ("rows", "row_ids") for parameter in HOSTILE_NAMES[:2]
    }


@pytest.mark.parametrize("name", FORMATS)
def test_the_header_explains_the_file(
    tmp_path: Path, write_run: OpenRunWriter, export_run: Callable[..., Exported], name: str
) -> None:
    write_run(tmp_path).log(0, 10)
    header = export_run(tmp_path, name, parameters=("h.*",), kinds="weights,statistics").header
    assert (header["run"], header["model_class"], header["kinds"]) == (".", "GPT", ["statistics", "weights"])
    assert (header["steps"], header["first_step"], header["last_step"]) == (2, 0, 10)
    assert header["config"] == {"learning_rate": 0.001, "block_size": 64, "dtype": "float32"}
    (parameter,) = header["parameters"]
    assert (parameter["name"], parameter["shape"], parameter["tile_shape"]) == (
        "h.0.attn.c_attn.weight",
        [6, 5],
        [6, 5],
    )
    assert header["rounding_floor"] == pytest.approx(0.5 / 32767)
    if name != "csv":
        assert header["arrays"]["weights/h.0.attn.c_attn.weight"] == {
            "shape": [2, 6, 5],
            "axes": ["step", "row of the tile", "column of the tile"],
        }
        assert "floor(i*R/r)" in header["explanations"]["tiles"]
        assert header["explanations"]["missing"].startswith("null stands" if name == "json" else "NaN stands")


@pytest.mark.parametrize("name", FORMATS)
def test_a_cloud_without_rows(
    tmp_path: Path, write_run: OpenRunWriter, layout: Layout, export_run: Callable[..., Exported], name: str
) -> None:
    empty = replace(layout, clouds=(replace(layout.clouds[0], row_ids=(), labels=()),))
    write_run(tmp_path, empty).log(0, 10)
    arrays = export_run(tmp_path, name, kinds="weights,rows").arrays
    assert arrays[f"weights/{WTE}"].shape == (2, 6, 5)
    assert arrays.get(f"rows/{WTE}", np.zeros(0)).size == 0


def test_values_are_the_models_to_within_half_a_code(
    tmp_path: Path,
    write_run: OpenRunWriter,
    layout: Layout,
    true_weights: Callable[..., dict[str, np.ndarray]],
    export_run: Callable[..., Exported],
) -> None:
    write_run(tmp_path).log(10)
    exported = export_run(tmp_path, "npz")
    column = exported.header["statistic_names"].index("weight_scale")
    for name, weights in true_weights(layout, 10).items():
        allowed = exported.header["rounding_floor"] * exported.arrays[f"statistics/{name}"][0, column]
        assert np.abs(exported.arrays[f"weights/{name}"][0] - weights).max() <= allowed * 1.001
