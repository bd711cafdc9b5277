"""The command paramviz export."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import tensorboard_plugin_paramviz
from tensorboard_plugin_paramviz import load_run
from tensorboard_plugin_paramviz.capture.simulate import simulate
from tensorboard_plugin_paramviz.cli import main
from tensorboard_plugin_paramviz.commands import export
from tensorboard_plugin_paramviz.serving.answers.export.download import FORMATS
from tensorboard_plugin_paramviz.serving.answers.export.plan import EXPORT_KINDS

ROOT = Path(tensorboard_plugin_paramviz.__file__).parents[1]
COMMAND = [sys.executable, "-c", "import sys; from tensorboard_plugin_paramviz.cli import main; sys.exit(main())"]
WTE = "transformer.wte.weight"


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two simulated runs of four steps."""
    logdir = tmp_path_factory.mktemp("runs")
    simulate(logdir, "convergence", runs=2, steps=3, points=20)
    return logdir


def test_the_words_are_those_of_the_route() -> None:
    assert export.FORMATS == FORMATS
    assert export.KINDS == EXPORT_KINDS


@pytest.mark.parametrize("name", FORMATS)
def test_it_says_what_it_wrote(logdir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    out = tmp_path / f"a.{name}"
    arguments = ["export", str(logdir), "--run", "convergence-1", "--format", name, "--out", str(out)]
    assert main([*arguments, "--kinds", "statistics"]) == 0
    output = capsys.readouterr()
    assert output.err == ""
    assert output.out == f"exported 'convergence-1' to {out}, {out.stat().st_size / 1e6:,.1f} MB\n"
    assert list(tmp_path.iterdir()) == [out]


def test_only_some_rows(logdir: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.npz"
    arguments = ["export", str(logdir / "convergence-1"), "--format", "npz", "--out", str(out)]
    assert main([*arguments, "--kinds", "rows", "--parameters", WTE, "--rows", "3,0-1"]) == 0
    run = load_run(logdir / "convergence-1")
    with np.load(out) as file:
        assert file[f"row_ids/{WTE}"].tolist() == [0, 1, 3]
        np.testing.assert_array_equal(file[f"rows/{WTE}"], run.rows(WTE)[:, [0, 1, 3]])


def test_all_options_are_followed(logdir: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.npz"
    arguments = ["export", str(logdir / "convergence-1"), "--format", "npz", "--out", str(out)]
    options = ["--steps", "1-2,last", "--kinds", "weights,rows", "--parameters", "*.h.0.*.bias", "--parameters", WTE]
    assert main([*arguments, *options]) == 0
    run = load_run(logdir / "convergence-1")
    with np.load(out) as file:
        assert file["steps"].tolist() == [1, 2, 3]
        np.testing.assert_array_equal(file[f"rows/{WTE}"], run.rows(WTE)[1:])
        chosen = [name.removeprefix("weights/") for name in file.files if name.startswith("weights/")]
        assert chosen == [p.name for p in run.parameters if p.name == WTE or (".h.0." in p.name and "bias" in p.name)]


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--run", "convergence"], "no run 'convergence' has ParamViz data; did you mean 'convergence-"),
        ([], "holds the runs 'convergence-1', 'convergence-2'; name one of them"),
        (["--run", "convergence-1", "--steps", "9"], "has none of the steps '9'; there are 0, 1, 2, 3"),
        (["--run", "convergence-1", "--steps", "a"], "found 'a' among the steps, expected a step"),
        (
            ["--run", "convergence-1", "--parameters", "wte"],
            "logs no parameter that fits 'wte'; there are 'transformer.wte.weight'",
        ),
        (["--run", "convergence-1", "--kinds", "row"], "found 'row' among the kinds, expected some of statistics, "),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    logdir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], line: str
) -> None:
    assert main(["export", str(logdir), "--format", "npz", "--out", str(tmp_path / "a.npz"), *options]) == 2
    error = capsys.readouterr().err
    assert error.startswith("paramviz export: error: ")
    assert line in error
    assert error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_places_that_are_not_there(logdir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--run", "convergence-1", "--format", "npz", "--out", str(tmp_path / "absent" / "a.npz")]
    assert main(["export", str(logdir), *arguments]) == 2
    assert "absent is no directory; make it, or choose another place for a.npz" in capsys.readouterr().err
    assert main(["export", str(tmp_path / "absent"), *arguments]) == 2
    assert "absent is no directory; expected what tensorboard --logdir takes" in capsys.readouterr().err


def test_standard_output_has_the_file_and_nothing_else(logdir: Path) -> None:
    arguments = ["export", str(logdir), "--run", "convergence-1", "--format", "npz", "--out", "-"]
    done = subprocess.run([*COMMAND, *arguments], cwd=ROOT, capture_output=True, check=True)
    assert done.stderr == b""
    with np.load(io.BytesIO(done.stdout)) as file:
        assert file["steps"].tolist() == [0, 1, 2, 3]


def test_a_reader_that_has_enough_is_no_error(logdir: Path) -> None:
    arguments = ["export", str(logdir), "--run", "convergence-1", "--format", "csv", "--out", "-"]
    process = subprocess.Popen([*COMMAND, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline().startswith(b"# ParamViz export of the run")
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(60) == 141
    process.stderr.close()


def test_ctrl_c_leaves_nothing(logdir: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    arguments = ["export", str(logdir), "--run", "convergence-1", "--format", "csv", "--out", str(out)]
    process = subprocess.Popen([*COMMAND, *arguments], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not list(tmp_path.iterdir()):
        assert time.monotonic() < deadline
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert (process.returncode, error) == (130, "\nended; nothing is written\n")
    assert list(tmp_path.iterdir()) == []


def test_what_is_damaged_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    simulate(tmp_path / "runs", "convergence", steps=3, points=20, fault="shape")
    out = tmp_path / "a.npz"
    assert main(["export", str(tmp_path / "runs"), "--format", "npz", "--out", str(out), "--kinds", "weights"]) == 0
    error = capsys.readouterr().err
    assert error.startswith("problem: step 1 is left out: found int16")
    assert error.endswith("problem: weights: 1 of 4 steps is missing: 1\n")
    with np.load(out) as file:
        damaged = np.isnan(file[f"weights/{WTE}"]).all(axis=(1, 2))
        assert damaged.sum() == 1


def test_it_needs_no_torch(logdir: Path) -> None:
    arguments = ["export", str(logdir), "--run", "convergence-1", "--format", "npz", "--out", "/dev/null"]
    lines = (
        *("import sys", "from tensorboard_plugin_paramviz.cli import main"),
        *(f"main({arguments})", "print('torch' in sys.modules)"),
    )
    program = [sys.executable, "-c", "; ".join(lines)]
    found = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.splitlines()[-1] == "False"
    assert Path("/dev/null").is_char_device()
