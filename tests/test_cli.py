"""The command `paramviz`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import tensorboard_plugin_paramviz
from tensorboard_plugin_paramviz import load_run
from tensorboard_plugin_paramviz.capture.simulation.faults import FAULTS
from tensorboard_plugin_paramviz.capture.simulation.scenarios.choice import SCENARIO_TYPES
from tensorboard_plugin_paramviz.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(tensorboard_plugin_paramviz.__file__).parents[1]
COMMAND = [sys.executable, "-c", "import sys; from tensorboard_plugin_paramviz.cli import main; sys.exit(main())"]


def test_simulate_makes_runs_and_says_how_to_look_at_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", str(tmp_path), "--runs", "2", "--steps", "3", "--seed", "7", "--points", "30"]) == 0
    output = capsys.readouterr()
    assert output.err == ""
    assert output.out == (
        f"logged {tmp_path}/convergence-1, {tmp_path}/convergence-2; look at it with: tensorboard --logdir {tmp_path}\n"
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["convergence-1", "convergence-2"]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["simulate", "OUT", "--scenario", "converge"], "scenario is 'converge'; there are 'convergence', "),
        (["simulate", "OUT", "--scenario", "converge"], "did you mean 'convergence'"),
        (["simulate", "OUT", "--model", "gpt3"], "model is 'gpt3'; there are 'tiny', 'gpt2'; did you mean 'gpt2'?"),
        (["simulate", "OUT", "--fault", "trunk"], "did you mean 'truncated'?"),
        (["simulate", "OUT", "--rate", "2"], "--rate 2 is of use with --live only; add --live, or leave it out"),
        (["simulate", "OUT", "--steps", "0"], "steps is 0; expected a number above 0"),
        (["simulate", "OUT", "--live", "--rate", "-1"], "rate is -1.0; expected a number above 0"),
        (["simulate", "/proc/runs"], "log_dir='/proc/runs/convergence-1' cannot be made"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    arguments: list[str], line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "runs") if argument == "OUT" else argument for argument in arguments]) == 2
    error = capsys.readouterr().err
    assert error.startswith("paramviz simulate: error: ")
    assert line in error
    assert error.count("\n") == 1
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ([], "paramviz: error: the following arguments are required: COMMAND"),
        (["simulate"], "paramviz simulate: error: the following arguments are required: OUT"),
        (["simulate", "x", "--steps", "many"], "paramviz simulate: error: argument --steps: invalid int value: 'many'"),
        (["dance"], "paramviz: error: argument COMMAND: invalid choice: 'dance'"),
    ],
)
def test_a_wrong_command_line_is_said_in_one_line(
    arguments: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    error = capsys.readouterr().err
    assert error.startswith(line)
    assert error.count("\n") == 1


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"paramviz {tensorboard_plugin_paramviz.__version__}\n"


def test_the_help_names_every_scenario_and_every_fault(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["simulate", "--help"])
    text = capsys.readouterr().out
    for title, table in (("scenarios", SCENARIO_TYPES), ("faults", FAULTS)):
        _, _, listed = text.partition(f"\n{title}:\n")
        lines = listed.partition("\n\n")[0].splitlines()
        assert [line.split()[0] for line in lines] == list(table)
        assert all(len(line.split()) > 2 for line in lines)


@contextmanager
def live_run(out: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """A live run in a process of its own, from the moment on when it has written a megabyte."""
    process = subprocess.Popen(
        [*COMMAND, "simulate", str(out), "--live", *options],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        deadline = time.monotonic() + 60
        while sum(path.stat().st_size for path in out.rglob("events*")) < 1_000_000:
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize(
    ("options", "runs"),
    [
        ([], ["convergence-1"]),
        (
            ["--scenario", "oscillation", "--runs", "2", "--fault", "shape"],
            ["oscillation-shape-1", "oscillation-shape-2"],
        ),
    ],
)
def test_ctrl_c_ends_a_live_run_cleanly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], runs: list[str]
) -> None:
    out, aside = tmp_path / "runs", tmp_path / "aside"
    aside.mkdir()
    monkeypatch.setenv("TMPDIR", str(aside))
    with live_run(out, "--rate", "50", *options) as process:
        process.send_signal(signal.SIGINT)
        output, error = process.communicate(timeout=60)
    assert process.returncode == 0
    assert error == ""
    assert output.startswith(f"logging into {out}; watch it with: tensorboard --logdir {out}")
    assert output.endswith(f"\nended; look at what is logged with: tensorboard --logdir {out}\n")
    assert sorted(path.name for path in out.iterdir()) == runs
    for run in runs:
        steps = load_run(out / run).steps.tolist()
        assert steps == list(range(len(steps)))
    assert list(aside.iterdir()) == []


def test_every_completed_snapshot_survives_a_sudden_death(tmp_path: Path) -> None:
    with live_run(tmp_path, "--rate", "1000") as process:
        process.kill()
    steps = load_run(tmp_path / "convergence-1").steps.tolist()
    assert steps == list(range(len(steps)))
    assert len(steps) >= 2


def test_the_module_of_the_command_needs_no_torch() -> None:
    program = "import sys, tensorboard_plugin_paramviz.cli; print('torch' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout == "False\n"


def test_whoever_has_read_enough_may_go(tmp_path: Path) -> None:
    main(["simulate", str(tmp_path), "--steps", "1"])
    with subprocess.Popen(
        [sys.executable, "-m", "tensorboard_plugin_paramviz.cli", "info", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as command:
        assert command.stdout is not None
        assert command.stderr is not None
        command.stdout.close()
        assert command.stderr.read() == b""
    assert command.returncode == 141
