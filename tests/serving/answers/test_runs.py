"""What the page learns about the runs."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tensorboard_plugin_paramviz.format.layout import SkippedParameter
from tensorboard_plugin_paramviz.serving.answers.runs import RunDescriptions
from tensorboard_plugin_paramviz.serving.reading.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tensorboard_plugin_paramviz.format.layout import Layout
    from tensorboard_plugin_paramviz.serving.sources.source import Source
    from tests.serving.conftest import OpenRunWriter

    OpenSource = Callable[[Path], Source]


START_MS = 0x19ABCDEF012  # when the first session of `write_run` began
NOW_SECONDS = 1_800_000_000.125
NOW_MS = 1_800_000_000_125


def describe(source: Source, *, is_disk_full: bool = False) -> list[dict[str, Any]]:
    reader = Reader()
    states = reader.runs(source)
    text = RunDescriptions().describe(states, [reader.problems(state) for state in states], is_disk_full=is_disk_full)
    runs: list[dict[str, Any]] = json.loads(text, parse_constant=pytest.fail)["runs"]  # NaN would be no JSON
    return runs


def test_a_run_in_full(tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource, layout: Layout) -> None:
    full = replace(
        layout,
        model_name="baby",
        config={"lr": 0.1, "steps": 5, "loss": float("nan"), "best": float("inf"), "amp": True},
        skipped=(SkippedParameter("meta", "it has no data"),),
        problems=("the labels are cut",),
    )
    writer = write_run(tmp_path / "a", full)
    writer.clock = lambda: NOW_SECONDS
    writer.log(0, 10)
    (run,) = describe(open_source(tmp_path), is_disk_full=True)
    assert run == {
        "name": "a",
        "steps": [0, 10],
        "sessions": [{"start_ms": START_MS, "first_step": 0}],
        "newest_ms": NOW_MS,
        "kinds": ["weights", "gradients", "statistics"],
        "rounding_floor": layout.rounding_floor,
        "format_version": 1,
        "problems": ["the labels are cut"],
        "is_disk_full": True,
        "model_class": "GPT",
        "model_name": "baby",
        "parameter_count": 60,
        "n_head": 2,
        "config": {"amp": True, "best": "inf", "loss": "nan", "lr": 0.1, "steps": 5},
        "statistic_names": list(layout.statistic_names),
        "parameters": [
            {
                "name": "transformer.wte.weight",
                "aliases": ["lm_head.weight"],
                "shape": [6, 5],
                "dtype": "float32",
                "kind": "token_embedding",
                "layer": None,
                "parts": [],
                "tile_shape": [6, 5],
                "tile_offset": 0,
                "sampled": False,
            },
            {
                "name": "h.0.attn.c_attn.weight",
                "aliases": [],
                "shape": [6, 5],
                "dtype": "float32",
                "kind": "attention",
                "layer": 0,
                "parts": [{"name": "query", "axis": 0, "start": 0, "length": 6, "n_head": 2}],
                "tile_shape": [6, 5],
                "tile_offset": 30,
                "sampled": False,
            },
        ],
        "clouds": ["transformer.wte.weight"],
        "cloud_layouts": [
            {
                "parameter": "transformer.wte.weight",
                "rows": 6,
                "total_rows": 6,
                "columns": 5,
                "labeled": True,
                "rounding_floor": 0.0,
            }
        ],
        "skipped": [{"name": "meta", "reason": "it has no data"}],
    }


def test_a_resumed_run_tells_where_each_session_begins(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource
) -> None:
    write_run(tmp_path / "a").log(0, 10, 20)
    write_run(tmp_path / "a", session=1).log(20, 30)
    (run,) = describe(open_source(tmp_path))
    assert run["sessions"] == [
        {"start_ms": START_MS, "first_step": 0},
        {"start_ms": START_MS + 1000, "first_step": 20},
    ]


def test_the_newest_snapshot_of_a_resumed_run_is_that_of_its_latest_session(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource
) -> None:
    first = write_run(tmp_path / "a")
    first.clock = lambda: NOW_SECONDS - 60
    first.log(0, 10).cut().log(20, 30)
    second = write_run(tmp_path / "a", session=1)
    second.clock = lambda: NOW_SECONDS
    second.log(10)  # fewer steps than there were
    (run,) = describe(open_source(tmp_path))
    assert run["steps"] == [0, 10]
    assert run["newest_ms"] == NOW_MS


def test_a_growing_run_tells_of_its_newest_segment(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource
) -> None:
    writer = write_run(tmp_path / "a")
    times = iter([NOW_SECONDS - 20, NOW_SECONDS - 10, NOW_SECONDS])
    writer.clock = lambda: next(times)
    writer.log(0, 10)
    assert describe(open_source(tmp_path))[0]["newest_ms"] == NOW_MS - 10_000
    writer.cut().log(20)
    assert describe(open_source(tmp_path))[0]["newest_ms"] == NOW_MS


@pytest.mark.parametrize("seconds", [0.0, -1.0, 1e300, 2.6e11, float("nan"), float("inf"), float("-inf")])
def test_a_time_that_cannot_be_one_is_told_as_unknown(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource, seconds: float
) -> None:
    writer = write_run(tmp_path / "a")
    writer.clock = lambda: seconds
    writer.log(0, 10)
    (run,) = describe(open_source(tmp_path))
    assert run["steps"] == [0, 10]
    assert run["newest_ms"] is None


def test_a_run_that_cannot_be_read_has_the_same_fields(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_run(tmp_path / "sound").log(0)
    write_run(tmp_path / "broken").log(0)
    source = open_source(tmp_path)
    listing = dict(source.list_series()["broken"])
    broken = {tag: series._replace(content=b"\xff") for tag, series in listing.items()}
    monkeypatch.setattr(source, "list_series", lambda _=None: {"broken": broken, "sound": listing})
    first, second = describe(source)
    assert first["problems"]
    assert first["format_version"] is None
    assert (first["steps"], first["parameters"], first["clouds"]) == ([], [], [])
    assert first["newest_ms"] is None
    assert first.keys() == second.keys()


def test_the_rounding_floor_is_the_largest_of_all_layouts(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource, layout: Layout
) -> None:
    write_run(tmp_path / "a", replace(layout, rounding_floor=0.25)).log(0)
    write_run(tmp_path / "a", replace(layout, rounding_floor=0.125), session=1).log(10)
    assert describe(open_source(tmp_path))[0]["rounding_floor"] == 0.25


def test_a_layout_is_described_once_and_anew_when_it_changes(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource, make_layout: Callable[..., Layout]
) -> None:
    writer = write_run(tmp_path / "a").log(0)
    reader, descriptions = Reader(), RunDescriptions()

    def names() -> list[str]:
        states = reader.runs(open_source(tmp_path))
        text = descriptions.describe(states, [[] for _ in states], is_disk_full=False)
        return [parameter["name"] for parameter in json.loads(text)["runs"][0]["parameters"]]

    before = names()
    kept = descriptions._layouts["a"]
    writer.log(10)
    assert names() == before
    assert descriptions._layouts["a"] is kept
    writer.cut(make_layout(names=("other.weight",))).log(20)
    assert names() == ["other.weight"]
