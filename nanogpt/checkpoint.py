"""Checkpoints: a run's state in a file that nanoGPT reads too, and the reading of nanoGPT's own.

The file is a dictionary with nanoGPT's keys (`model`, `optimizer`, `model_args`, `iter_num`, `config`) and three more:
`scaler`, `characters` (the vocabulary) and `validation_loss`.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import pickle
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from nanogpt.errors import ArgumentError, CommandError
from nanogpt.folders import CHECKPOINT_NAME
from nanogpt.model import GPT, GPTConfig

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_WRAPPER_PREFIXES = ("_orig_mod.", "module.")  # torch.compile, DistributedDataParallel
_MASK_BUFFERS = (".attn.bias", ".attn.masked_bias")  # constants that older GPT-2 code kept among the parameters


class CheckpointMissingError(ArgumentError):
    """There is no checkpoint in the folder."""


class CheckpointUnreadableError(ArgumentError):
    """The file is no checkpoint, or damaged."""


class CheckpointMismatchError(ArgumentError):
    """The checkpoint's parameters are not those of the model that it describes, or that was asked for."""


class CheckpointWriteError(CommandError):
    """The checkpoint could not be written; the one before it is untouched."""


@dataclass(frozen=True)
class Checkpoint:
    """A run's state.

    Attributes:
        model_args: The model's shape.
        model: Parameters by name, as nanoGPT names them.
        optimizer: The optimizer's `state_dict`.
        step: Number of updates made.
        config: The run's configuration, by option.
        scaler: The `state_dict` of the loss scaler.
        characters: The vocabulary; "" in a checkpoint that is not of this trainer.
        validation_loss: Loss on the held-out text when it was last measured, in nats.
    """

    model_args: GPTConfig
    model: Mapping[str, Tensor]
    optimizer: Mapping[str, Any]
    step: int
    config: Mapping[str, Any]
    scaler: Mapping[str, Any]
    characters: str
    validation_loss: float


def save_checkpoint(out_dir: Path, checkpoint: Checkpoint) -> None:
    """Write a checkpoint under a temporary name, then put it in the place of the last one.

    Raises:
        CheckpointWriteError: if it cannot be written, for example on a full disk.
    """
    path = out_dir / CHECKPOINT_NAME
    partial = out_dir / f"{CHECKPOINT_NAME}.partial"
    content = {
        "model": dict(checkpoint.model),
        "optimizer": dict(checkpoint.optimizer),
        "model_args": dataclasses.asdict(checkpoint.model_args),
        "iter_num": checkpoint.step,
        "config": dict(checkpoint.config),
        "scaler": dict(checkpoint.scaler),
        "characters": checkpoint.characters,
        "validation_loss": checkpoint.validation_loss,
    }
    try:
        with partial.open("wb") as file:
            torch.save(content, file)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except (OSError, RuntimeError) as error:  # torch reports a failed write as RuntimeError
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise CheckpointWriteError(f"cannot write {str(path)!r} ({error}): free space there") from error


def load_checkpoint(out_dir: Path) -> Checkpoint:
    """Read `ckpt.pt` in a folder; nothing in it is executed.

    Raises:
        CheckpointMissingError: if it is not there.
        CheckpointUnreadableError: if it is no checkpoint.
    """
    path = out_dir / CHECKPOINT_NAME
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
        return Checkpoint(
            model_args=GPTConfig(**content["model_args"]),
            model=content["model"],
            optimizer=content["optimizer"],
            step=content["iter_num"],
            config=content["config"],
            scaler=content.get("scaler", {}),
            characters=content.get("characters", ""),
            validation_loss=content.get("validation_loss", float("nan")),
        )
    except FileNotFoundError:
        raise CheckpointMissingError(
            "out_dir", f"there is no {CHECKPOINT_NAME} in {str(out_dir)!r}: name the folder of a run that saved one"
        ) from None
    except (OSError, EOFError, RuntimeError, pickle.UnpicklingError, KeyError, TypeError, ValueError) as error:
        raise CheckpointUnreadableError(
            "out_dir",
            f"{str(path)!r} is not a checkpoint of nanoGPT or of nanogpt.train "
            f"({type(error).__name__}: {_first_line(error)}): name the folder of another run",
        ) from None


def load_parameters(model: GPT, parameters: Mapping[str, Tensor]) -> None:
    """Fill a model with a checkpoint's parameters, saved by this trainer or by nanoGPT, wrapped or not.

    Raises:
        CheckpointMismatchError: if names or shapes differ; the model is untouched.
    """
    found = {_unwrapped(name): parameter for name, parameter in parameters.items()}
    found = {name: parameter for name, parameter in found.items() if not name.endswith(_MASK_BUFFERS)}
    expected = model.state_dict()
    problems = [f"{name} is missing" for name in expected if name not in found]
    problems += [f"{name} is unknown" for name in found if name not in expected]
    problems += [
        f"{name} has shape {tuple(found[name].shape)} instead of {tuple(parameter.shape)}"
        for name, parameter in expected.items()
        if name in found and found[name].shape != parameter.shape
    ]
    if problems:
        raise CheckpointMismatchError(
            "out_dir", f"the checkpoint does not fit the model that it describes: {'; '.join(problems[:3])}"
        )
    model.load_state_dict(found)


def _unwrapped(name: str) -> str:
    while name.startswith(_WRAPPER_PREFIXES):
        name = name.split(".", 1)[1]
    return name


def _first_line(error: Exception) -> str:
    return (str(error) or "no detail").splitlines()[0]
