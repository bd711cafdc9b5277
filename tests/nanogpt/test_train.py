"""The training command: it learns, logs, saves, goes on, stops at Ctrl-C, and says what is wrong."""

from __future__ import annotations

import math
import signal
from typing import TYPE_CHECKING

import pytest
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from nanogpt.checkpoint import load_checkpoint
from nanogpt.config import TrainConfig
from nanogpt.errors import run_command
from nanogpt.train import main, train

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path


def scalars(log_dir: Path) -> dict[str, dict[int, float]]:
    """Read the logged numbers back: value by step by tag."""
    events = EventAccumulator(str(log_dir)).Reload()
    return {tag: {event.step: event.value for event in events.Scalars(tag)} for tag in events.Tags()["scalars"]}


def test_the_cpu_preset_learns_the_embedded_text(tmp_path: Path) -> None:
    config = TrainConfig(watch=False, out_dir=str(tmp_path / "out"), log_dir=str(tmp_path / "run"))
    train(config)
    validation = scalars(tmp_path / "run")["loss/validation"]
    characters = len(load_checkpoint(tmp_path / "out").characters)
    # Untrained, six seeds score 4.41 to 4.50, a little under the uniform guess of 4.63 nats: tied weights make a
    # character expect itself, and the manual repeats spaces. After 2,000 steps three seeds score 1.41 to 1.43.
    assert validation[0] == pytest.approx(math.log(characters), abs=0.35)
    assert validation[2000] == pytest.approx(1.42, abs=0.08)


def test_losses_and_learning_rate_are_logged_as_scalars(tiny: Callable[..., TrainConfig], tmp_path: Path) -> None:
    result = train(tiny(warmup_iters=3, learning_rate=1e-3, decay_lr=True))
    logged = scalars(tmp_path / "runs" / "tiny")
    assert {tag: list(values) for tag, values in logged.items()} == {
        "loss/train": [2, 4, 6, 8],
        "learning_rate": [2, 4, 6, 8],
        "loss/validation": [0, 4, 8],
    }
    assert logged["learning_rate"][2] == pytest.approx(1e-3 * 2 / 4)
    assert logged["loss/validation"][8] == pytest.approx(result.validation_loss)


def test_a_resumed_run_goes_on_in_the_same_log_with_the_same_weights(
    tiny: Callable[..., TrainConfig], tiny_arguments: Callable[..., list[str]], tmp_path: Path
) -> None:
    straight = {"out_dir": str(tmp_path / "straight"), "log_dir": str(tmp_path / "runs" / "straight")}
    train(tiny(lr_decay_iters=8, **straight))
    assert main(tiny_arguments(lr_decay_iters=8, max_iters=4)) == 0
    assert main(["--resume", f"--out_dir={tmp_path / 'out'}", "--max_iters=8"]) == 0

    expected, found = load_checkpoint(tmp_path / "straight"), load_checkpoint(tmp_path / "out")
    assert (found.step, found.validation_loss) == (8, expected.validation_loss)
    assert [name for name in expected.model if not torch.equal(found.model[name], expected.model[name])] == []
    assert list(scalars(tmp_path / "runs" / "tiny")["loss/train"]) == [2, 4, 6, 8]
    assert list(scalars(tmp_path / "runs" / "tiny")["loss/validation"]) == [0, 4, 8]


def test_a_run_does_not_write_over_another_one(
    tiny: Callable[..., TrainConfig], tiny_arguments: Callable[..., list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    train(tiny(max_iters=2))
    assert run_command("nanogpt.train", lambda: main(tiny_arguments(max_iters=4))) == 2
    assert "holds a checkpoint: go on from it with --resume" in capsys.readouterr().err


def test_weights_that_are_no_longer_finite_do_not_replace_a_good_checkpoint(
    tiny: Callable[..., TrainConfig], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train(tiny(max_iters=2))
    good = load_checkpoint(tmp_path / "out")
    # A step of this size throws the activations out of the range of float32.
    wild = tiny(resume=True, decay_lr=False, learning_rate=1e30, grad_clip=0.0, max_iters=8)
    result = train(wild, good)
    assert math.isnan(result.validation_loss)
    assert "the weights are no longer finite, no checkpoint is written" in capsys.readouterr().out
    assert load_checkpoint(tmp_path / "out").step == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--steps=3"], "argument --steps: there is no such option; did you mean --max_iters?"),
        (["--batch_size=many"], "argument --batch_size: expected a whole number, found 'many'"),
        (["--data=missing.txt"], "argument --data: 'missing.txt' does not exist"),
        (["--log_dir=/dev/null/run"], "argument --log_dir: cannot write in '/dev/null/run'"),
        (["--out_dir=/dev/null/out"], "argument --out_dir: cannot write in '/dev/null/out'"),
        (["--device=cuda:99"], "argument --device: 'cuda:99' is not here"),
        (["--resume"], "argument --out_dir: there is no ckpt.pt in "),
        (["--vocab_size=3"], "argument --vocab_size: 3 rows are too few"),
    ],
)
def test_bad_input_ends_with_status_2_and_leaves_nothing_behind(
    tiny_arguments: Callable[..., list[str]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    assert run_command("nanogpt.train", lambda: main([*tiny_arguments(), *arguments])) == 2
    assert capsys.readouterr().err.startswith(f"nanogpt.train: error: {message}")
    assert list(tmp_path.iterdir()) == []


def test_resuming_needs_the_folder_to_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command("nanogpt.train", lambda: main(["--resume"])) == 2
    assert "--resume needs the folder of the run to continue: name it by --out_dir" in capsys.readouterr().err


def test_ctrl_c_saves_a_checkpoint_from_which_the_run_goes_on(
    tiny_arguments: Callable[..., list[str]],
    start: Callable[..., subprocess.Popen[str]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    command = start("nanogpt.train", *tiny_arguments(max_iters=1_000_000, eval_interval=1_000_000))
    assert command.stdout is not None
    while "step 0:" not in command.stdout.readline():
        assert command.poll() is None
    command.send_signal(signal.SIGINT)
    output, errors = command.communicate(timeout=60)
    assert command.returncode == 130
    assert "Traceback" not in errors
    reached = load_checkpoint(tmp_path / "out").step
    assert f"interrupted at step {reached}; next: python -m nanogpt.train --resume --out_dir {tmp_path}" in output

    assert main(["--resume", f"--out_dir={tmp_path / 'out'}", f"--max_iters={reached + 2}"]) == 0
    assert f"finished at step {reached + 2}" in capsys.readouterr().out
