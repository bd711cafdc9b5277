"""Checkpoints are written whole or not at all, and read without running what is in them."""

from __future__ import annotations

import dataclasses
import os
from typing import TYPE_CHECKING, Any

import pytest
import torch

from nanogpt.checkpoint import (
    Checkpoint,
    CheckpointMismatchError,
    CheckpointMissingError,
    CheckpointUnreadableError,
    CheckpointWriteError,
    load_checkpoint,
    load_parameters,
    save_checkpoint,
)
from nanogpt.model import GPT, GPTConfig

if TYPE_CHECKING:
    from pathlib import Path

SHAPE = GPTConfig(block_size=4, vocab_size=5, n_layer=1, n_head=1, n_embd=4)


def checkpoint_of(model: GPT, /, **changes: Any) -> Checkpoint:  # noqa: ANN401 - any field
    checkpoint = Checkpoint(
        model_args=model.config,
        model=model.state_dict(),
        optimizer={"state": {}, "param_groups": []},
        step=7,
        config={"n_layer": 1},
        scaler={},
        characters="abcde",
        validation_loss=1.5,
    )
    return dataclasses.replace(checkpoint, **changes)


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    model = GPT(SHAPE)
    save_checkpoint(tmp_path, checkpoint_of(model))
    loaded = load_checkpoint(tmp_path)
    assert dataclasses.replace(loaded, model={}) == checkpoint_of(model, model={})
    assert all(torch.equal(loaded.model[name], value) for name, value in model.state_dict().items())
    assert [path.name for path in tmp_path.iterdir()] == ["ckpt.pt"]


def test_a_checkpoint_has_the_keys_that_nanogpt_reads(tmp_path: Path) -> None:
    save_checkpoint(tmp_path, checkpoint_of(GPT(SHAPE)))
    content = torch.load(tmp_path / "ckpt.pt", weights_only=True)
    assert content.keys() >= {"model", "optimizer", "model_args", "iter_num", "config"}
    assert content["model_args"] == {
        "block_size": 4, "vocab_size": 5, "n_layer": 1, "n_head": 1, "n_embd": 4, "dropout": 0.0, "bias": True,
    }  # fmt: skip


def test_a_nanogpt_checkpoint_is_read(tmp_path: Path) -> None:
    parameters = {f"_orig_mod.{name}": value for name, value in GPT(SHAPE).state_dict().items()}
    content = {
        "model": parameters,
        "optimizer": {},
        "model_args": dataclasses.asdict(SHAPE),
        "iter_num": 2000,
        "best_val_loss": torch.tensor(1.88),
        "config": {"dataset": "shakespeare_char", "init_from": "scratch"},
    }
    torch.save(content, tmp_path / "ckpt.pt")
    loaded = load_checkpoint(tmp_path)
    assert (loaded.step, loaded.characters) == (2000, "")
    model = GPT(loaded.model_args)
    load_parameters(model, loaded.model)
    expected = parameters["_orig_mod.transformer.h.0.attn.c_attn.weight"]
    assert torch.equal(model.state_dict()["transformer.h.0.attn.c_attn.weight"], expected)


def test_a_folder_without_a_checkpoint_is_told(tmp_path: Path) -> None:
    with pytest.raises(CheckpointMissingError, match=r"argument --out_dir: there is no ckpt\.pt in "):
        load_checkpoint(tmp_path)


class Bomb:
    """An object that would run a command when it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (os.mkdir, ("exploded",))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no checkpoint at all",
        b"PK\x03\x04 a zip file cut short",
        [1, 2, 3],
        {"model": {}},
        {"model": {}, "optimizer": {}, "iter_num": 1, "config": {}, "model_args": {"n_layers": 3}},
        {"model": {}, "optimizer": {}, "iter_num": 1, "config": {}, "model_args": {"n_embd": 5, "n_head": 2}},
        Bomb(),
    ],
    ids=["empty", "text", "truncated", "list", "incomplete", "unknown shape", "impossible shape", "bomb"],
)
def test_a_file_that_is_no_checkpoint_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: object
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "ckpt.pt"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        torch.save(content, path)
    with pytest.raises(CheckpointUnreadableError, match="is not a checkpoint of nanoGPT"):
        load_checkpoint(tmp_path)
    assert not (tmp_path / "exploded").exists()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"transformer.h.1.ln_1.weight": torch.ones(4)}, r"transformer\.h\.1\.ln_1\.weight is unknown"),
        ({"transformer.ln_f.weight": torch.ones(5)}, r"transformer\.ln_f\.weight has shape \(5,\) instead of \(4,\)"),
        ({"transformer.wpe.weight": None}, r"transformer\.wpe\.weight is missing"),
    ],
)
def test_parameters_that_do_not_fit_are_named_and_not_loaded(
    change: dict[str, torch.Tensor | None], problem: str
) -> None:
    model = GPT(SHAPE)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    changed = {name: value + 1 for name, value in before.items()} | change
    parameters = {name: value for name, value in changed.items() if value is not None}
    with pytest.raises(CheckpointMismatchError, match=problem):
        load_parameters(model, parameters)
    assert all(torch.equal(before[name], value) for name, value in model.state_dict().items())


def test_a_checkpoint_that_cannot_be_written_leaves_the_last_one(tmp_path: Path) -> None:
    save_checkpoint(tmp_path, checkpoint_of(GPT(SHAPE), step=1))
    (tmp_path / "ckpt.pt.partial").symlink_to("/dev/full")  # every write there fails: no space left
    with pytest.raises(CheckpointWriteError, match=r"cannot write .*ckpt\.pt"):
        save_checkpoint(tmp_path, checkpoint_of(GPT(SHAPE), step=2))
    assert load_checkpoint(tmp_path).step == 1
    assert [path.name for path in tmp_path.iterdir()] == ["ckpt.pt"]
