"""A trained model writes, and says what it cannot go on from."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from nanogpt.checkpoint import load_checkpoint, save_checkpoint
from nanogpt.errors import ArgumentError, run_command
from nanogpt.sample import SampleConfig, main, sample
from nanogpt.train import train

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nanogpt.config import TrainConfig


@pytest.fixture
def trained(tiny: Callable[..., TrainConfig], text_file: Path, tmp_path: Path) -> Path:
    """Return the folder of a model that knows one sentence by heart."""
    train(tiny(data=str(text_file), max_iters=150, n_embd=32, learning_rate=1e-2, eval_interval=1000, warmup_iters=10))
    return tmp_path / "out"


def test_a_model_writes_the_sentence_that_it_learned(trained: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main([f"--out_dir={trained}", "--prompt=The quick brown", "--tokens=29", "--temperature=0"]) == 0
    assert capsys.readouterr().out == "The quick brown fox jumps over the lazy dog.\n"


def test_a_seed_makes_a_sample_repeatable(trained: Path) -> None:
    texts = [
        sample(SampleConfig(out_dir=str(trained), tokens=60, temperature=3.0, samples=2, seed=seed))
        for seed in (1, 1, 2)
    ]
    assert texts[0] == texts[1]
    assert texts[0] != texts[2]
    assert texts[0][0] != texts[0][1]
    assert {len(text) for text in texts[0]} == {61}


def test_a_prompt_that_the_model_cannot_read_is_refused(trained: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run_command("nanogpt.sample", lambda: main([f"--out_dir={trained}", "--prompt=Où"])) == 2
    assert "argument --prompt: the model never saw 'O'; it knows " in capsys.readouterr().err
    with pytest.raises(ArgumentError, match="at least one character"):
        sample(SampleConfig(out_dir=str(trained), prompt=""))


def test_a_checkpoint_without_a_vocabulary_takes_it_from_the_text(trained: Path, text_file: Path) -> None:
    save_checkpoint(trained, dataclasses.replace(load_checkpoint(trained), characters=""))
    with pytest.raises(ArgumentError, match="argument --data: the checkpoint keeps no vocabulary"):
        sample(SampleConfig(out_dir=str(trained), prompt="The"))
    with pytest.raises(ArgumentError, match=r"argument --data: 'embedded' has .* different characters"):
        sample(SampleConfig(out_dir=str(trained), prompt="The", data="embedded"))
    texts = sample(SampleConfig(out_dir=str(trained), prompt="The", tokens=6, temperature=0, data=str(text_file)))
    assert texts == ["The quick"]
