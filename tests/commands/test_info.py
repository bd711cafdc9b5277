"""The command paramviz info."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from tensorboard_plugin_paramviz.capture.simulate import simulate
from tensorboard_plugin_paramviz.cli import main

if TYPE_CHECKING:
    from pathlib import Path


def test_it_tells_what_was_logged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    simulate(tmp_path, "convergence", runs=2, steps=3, points=20)
    assert main(["info", str(tmp_path)]) == 0
    first, second = capsys.readouterr().out.split("\n\n")
    lines = first.splitlines()
    assert lines[0] == "convergence-1"
    assert second.startswith("convergence-2\n")
    fields = {line[:16].strip(): line[16:] for line in lines[1:]}
    assert fields["steps"] == "4, from 0 to 3"
    assert fields["model"].startswith("GPT, ")
    assert fields["parameters"].startswith("52, of which ")
    assert fields["kinds"] == "weights, gradients, statistics"
    assert "  cloud         transformer.wte.weight: 20 of 20 rows × 128, labeled" in lines
    assert fields["statistics"].startswith("26: mean std ")
    assert "scenario=convergence" in fields["config"]
    assert fields["files"].endswith(" MB")
    assert "problem" not in fields


def test_programs_get_what_the_route_runs_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    simulate(tmp_path / "a", "convergence", steps=2, points=20)
    assert main(["info", str(tmp_path), "--json"]) == 0
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert (run["name"], run["steps"], run["problems"]) == ("a/convergence-1", [0, 1, 2], [])
    assert run["bytes"] == sum(path.stat().st_size for path in tmp_path.rglob("events*"))


def test_it_tells_what_is_damaged_and_shows_the_other_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for fault in ("truncated", "gigabytes", "version"):
        simulate(tmp_path, "convergence", steps=3, points=20, fault=fault)
    simulate(tmp_path, "oscillation", steps=3, points=20)
    assert main(["info", str(tmp_path)]) == 0
    runs = {text.partition("\n")[0]: text for text in capsys.readouterr().out.split("\n\n")}
    assert sorted(runs) == [
        *("convergence-gigabytes-1", "convergence-truncated-1", "convergence-version-1", "oscillation-1"),
    ]
    assert "\n  problem       " not in runs["oscillation-1"]
    assert "is not complete; the last" in runs["convergence-truncated-1"]
    assert "\n  steps         none" in runs["convergence-version-1"]
    assert all("\n  problem       " in text for name, text in runs.items() if name != "oscillation-1")


def test_a_folder_whose_name_is_no_text_is_told_of_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    simulate(tmp_path, "convergence", steps=1, points=20)
    shutil.copytree(tmp_path / "convergence-1", tmp_path / os.fsdecode(b"caf\xe9"))
    assert main(["info", str(tmp_path)]) == 0
    output = capsys.readouterr().out
    assert [line for line in output.splitlines() if line and not line.startswith(" ")] == [
        "caf\\udce9",
        "convergence-1",
    ]


def test_a_terminal_is_safe_from_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    simulate(tmp_path / "a\x1b[31m", "convergence", steps=1, points=20)
    assert main(["info", str(tmp_path)]) == 0
    output = capsys.readouterr().out
    assert "\x1b" not in output
    assert output.startswith("a\\x1b[31m/convergence-1\n")


@pytest.mark.parametrize(
    ("name", "line"),
    [("absent", "is no directory; expected what tensorboard"), (".", "has ParamViz data; log some with")],
)
def test_where_there_is_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, line: str) -> None:
    assert main(["info", str(tmp_path / name)]) == 2
    error = capsys.readouterr().err
    assert error.startswith("paramviz info: error: ")
    assert line in error
    assert error.count("\n") == 1
