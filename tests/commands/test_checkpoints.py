"""The command paramviz checkpoints."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import torch

import tensorboard_plugin_paramviz
from tensorboard_plugin_paramviz import load_run
from tensorboard_plugin_paramviz.cli import main

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(tensorboard_plugin_paramviz.__file__).parents[1]
COMMAND = [sys.executable, "-c", "import sys; from tensorboard_plugin_paramviz.cli import main; sys.exit(main())"]


def saved(folder: Path, steps: Sequence[int], **more: torch.Tensor) -> list[str]:
    """A checkpoint of a small model for each step; their paths."""
    paths = [folder / f"step{step}.pt" for step in steps]
    for step, path in zip(steps, paths, strict=True):
        torch.save({"embed.weight": torch.full((3, 4), float(step)), "fc.weight": torch.ones(4, 4), **more}, path)
    return [str(path) for path in paths]


def test_it_says_what_was_logged_and_how_to_look_at_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = tmp_path / "run"
    assert main(["checkpoints", *saved(tmp_path, [10, 0, 5]), "--logdir", str(run)]) == 0
    output = capsys.readouterr()
    assert output.out == f"logged 3 steps, 0 to 10, in {run}; look at it with: tensorboard --logdir {run}\n"
    assert output.err == ""
    assert load_run(run).steps.tolist() == [0, 5, 10]


def test_all_options_are_followed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "tokens.txt").write_text("a\nb\nc\n")
    run = tmp_path / "run"
    arguments = [*saved(tmp_path, [0, 1]), "--logdir", str(run)]
    options = [
        *("--steps", "700,600", "--labels", str(tmp_path / "tokens.txt"), "--max-bytes", "10000"),
        *("--include", "embed.*", "--include", "fc.*", "--exclude", "fc.*"),
    ]
    assert main(["checkpoints", *arguments, *options]) == 0
    assert main(["checkpoints", *arguments, *options, "--force"]) == 0
    assert capsys.readouterr().out.startswith("logged 2 steps, 600 to 700")
    found = load_run(run)
    assert found.steps.tolist() == [600, 700]
    assert found.labels("embed.weight") == ("a", "b", "c")
    assert found.weights("embed.weight")[:, 0, 0].tolist() == [1.0, 0.0]
    assert [parameter.name for parameter in found.parameters] == ["embed.weight"]


def test_what_is_left_out_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = {f"bn{number}.running_mean": torch.ones(4) for number in range(4)}
    assert main(["checkpoints", *saved(tmp_path, [7], **more), "--logdir", str(tmp_path / "run")]) == 0
    logged, left_out = capsys.readouterr().out.splitlines()
    assert logged.startswith("logged step 7, in ")
    assert left_out == (
        "left out: bn0.running_mean (a buffer), bn1.running_mean (a buffer), bn2.running_mean (a buffer) and 1 more"
    )


def test_that_the_old_format_is_read_as_a_whole_is_said_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = [str(tmp_path / f"step{step}.pt") for step in (1, 2, 3)]
    for path in paths:
        torch.save({"fc.weight": torch.ones(2, 2)}, path, _use_new_zipfile_serialization=False)
    assert main(["checkpoints", *paths, "--logdir", str(tmp_path / "run")]) == 0
    assert capsys.readouterr().err == (
        f"{paths[0]} and 2 more: in the format of before PyTorch 1.6, which is read as a whole and needs memory of its "
        "size\n"
    )


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["nothing.pt"], "nothing.pt does not exist; check the name"),
        (["step0.pt", "empty.pt"], "empty.pt is empty; was the disk full when it was written?"),
        (["step0.pt", "cut.pt"], "cut.pt is cut short or damaged"),
        (["text.pt"], "text.pt is no checkpoint: expected a file of torch.save or safetensors"),
        (["step0.pt", "step0.pt"], "are both of step 0"),
        (["step0.pt", "--steps", "1,2"], "--steps gives 2 steps for 1 checkpoints"),
        (["step0.pt", "--labels", "nothing.txt"], "--labels nothing.txt cannot be read: No such file or directory"),
        (["step0.pt", "--labels", "text.pt"], "labels['embed.weight'] has 1 labels; the parameter has 3 rows"),
        (["step0.pt", "--include", "emb"], "include has the pattern 'emb', which no parameter's name fits"),
        (["step0.pt", "--max-bytes", "0"], "max_bytes is 0; expected a whole number above 0"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line_and_leaves_nothing(
    arguments: list[str],
    line: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (whole,) = saved(tmp_path, [0])
    (tmp_path / "cut.pt").write_bytes(Path(whole).read_bytes()[:-50])
    (tmp_path / "empty.pt").touch()
    (tmp_path / "text.pt").write_text("hello")
    assert main(["checkpoints", *arguments, "--logdir", "runs/old"]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith("paramviz checkpoints: error: ")
    assert line in output.err
    assert output.err.count("\n") == 1
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--logdir", "x"], "the following arguments are required: FILE"),
        (["x.pt"], "the following arguments are required: --logdir"),
        (
            ["x.pt", "--logdir", "x", "--steps", "1,two"],
            "argument --steps: expected whole numbers with commas, 0,500,1000; found '1,two'",
        ),
        (["x.pt", "--logdir", "x", "--steps", ""], "argument --steps: expected whole numbers with commas"),
    ],
)
def test_a_wrong_command_line_is_said_in_one_line(
    arguments: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["checkpoints", *arguments])
    assert ended.value.code == 2
    error = capsys.readouterr().err
    assert line in error
    assert error.count("\n") == 1


def test_a_terminal_shows_how_far_it_is(tmp_path: Path) -> None:
    paths = saved(tmp_path, [0, 1])
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "checkpoints", *paths, "--logdir", str(tmp_path / "run")],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    assert process.wait(timeout=60) == 0
    os.close(theirs)
    shown = os.read(ours, 10_000).decode().replace("\r\n", "\n")
    os.close(ours)
    assert shown == "\r0 of 2 checkpoints, 0 of 0 MB\r1 of 2 checkpoints, 0 of 0 MB\r2 of 2 checkpoints, 0 of 0 MB\n"


def test_ctrl_c_keeps_what_is_logged(tmp_path: Path) -> None:
    (first,) = saved(tmp_path, [0])
    for step in range(1, 1500):
        (tmp_path / f"step{step}.pt").hardlink_to(first)
    run = tmp_path / "run"
    process = subprocess.Popen(
        [*COMMAND, "checkpoints", *map(str, tmp_path.glob("*.pt")), "--logdir", str(run)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while sum(path.stat().st_size for path in run.glob("events*")) < 10_000:
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    output, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert error == ""
    steps = load_run(run).steps.tolist()
    told = re.fullmatch(rf"\nended; (\d+) checkpoints are logged in {run}\n", output)
    assert told is not None
    assert len(steps) - int(told[1]) in (0, 1)  # it may end between writing one and counting it
    assert steps == list(range(len(steps)))
    assert len(steps) < 1500
