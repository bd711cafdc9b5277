"""At which step of its training each checkpoint was saved. Pure.

Told by the checkpoint itself (`iter_num`, `global_step`, `step`), or else by its name, "checkpoint-500" or
"epoch=3-step=1200", or else by that of its folder.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.capture.checkpoints.errors import CheckpointStepsError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tensorboard_plugin_paramviz.format.layout import ConfigValue

_FACTS = ("global_step", "global_steps", "iter_num", "step", "steps", "iteration", "iter", "num_updates")
_LAST_FACTS = ("epoch",)  # where nothing else is known
_SUFFIXES = re.compile(r"(\.(pt|pth|bin|ckpt|tar|safetensors|index|json))+$", re.IGNORECASE)
_NUMBER = re.compile(r"(?P<word>[A-Za-z]*)[-_=. ]?(?P<number>\d+(?:\.\d+)?)(?P<unit>[kKmM](?![A-Za-z]))?")
_STEP_WORDS = frozenset({"step", "steps", "globalstep", "iter", "iters", "iteration", "it", "update", "updates"})
_CHECKPOINT_WORDS = frozenset({"checkpoint", "ckpt", "chkpt"})
_UNITS = {"k": 1_000, "m": 1_000_000}
_LARGEST_STEP = 2**63 - 1  # that an event can carry
_NAMED_AT_MOST = 5  # checkpoints in an error's text


def assign_steps(
    checkpoints: Sequence[tuple[Path, Mapping[str, ConfigValue]]], given: Sequence[int] | None = None
) -> list[int]:
    """Find the step of each checkpoint.

    Args:
        checkpoints: path and facts of each.
        given: steps that the user gives, in the same order; None: none.

    Raises:
        CheckpointStepsError: given are not as many as checkpoints; a step is unknown, or told otherwise by a checkpoint
            than by its name; or two are equal.
    """
    paths = [path for path, _ in checkpoints]
    if given is not None:
        if len(given) != len(paths):
            raise CheckpointStepsError(
                f"--steps gives {len(given)} steps for {len(paths)} checkpoints; give one for each, in their order"
            )
        return _different(paths, given)
    told = [_fact(facts, _FACTS) for _, facts in checkpoints]
    named = [step_in_path(path) for path in paths]
    steps = told if None not in told else _filled(told, named)
    if not {*told, *named} - {None}:
        steps = [_fact(facts, _LAST_FACTS) for _, facts in checkpoints]
    found = [step for step in steps if step is not None]
    if len(found) < len(paths):
        clues = [
            f"{path} ({_clue('says', said)}, {_clue('is named', name)})"
            for path, said, name in zip(paths, told, named, strict=True)
        ]
        raise CheckpointStepsError(
            f"the steps of the checkpoints are not clear: {_few(clues)}; give them: --steps 0,500,1000"
        )
    return _different(paths, found)


def step_in_path(path: Path) -> int | None:
    """The step that a name tells: the number after "step" or the like, else after "checkpoint", else the last one.

    Decimals are losses, not steps. Where the name has no number, the folder's counts, if it is a step beyond doubt.

    Args:
        path: of a file or folder.

    Returns:
        The step; None where there is no number.
    """
    numbers = _numbers(_SUFFIXES.sub("", path.name))
    step = next((numbers[word] for word in ("step", "checkpoint", "") if word in numbers), None)
    if step is None:
        folder = path.absolute().parent.name
        numbers = {"step": int(folder)} if folder.isdecimal() else _numbers(folder)
        step = numbers.get("step", numbers.get("checkpoint"))
    return step


def _numbers(name: str) -> dict[str, int]:
    """The last number after "step" or the like, the last one after "checkpoint", the last one of all."""
    numbers = {}
    for match in _NUMBER.finditer(name):
        word = match["word"].lower()
        kind = "step" if word in _STEP_WORDS else "checkpoint" if word in _CHECKPOINT_WORDS else ""
        if match["unit"] and kind:  # without a word it is the size of a model
            numbers[kind] = round(float(match["number"]) * _UNITS[match["unit"].lower()])
        elif not match["unit"] and "." not in match["number"]:
            numbers[kind] = int(match["number"])
    return numbers


def _fact(facts: Mapping[str, ConfigValue], names: Sequence[str]) -> int | None:
    """The step that a checkpoint tells, as a number or in digits."""
    for name in names:
        value = facts.get(name)
        if isinstance(value, str) and value.isdecimal():
            return int(value)
        if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 and value == value // 1:
            return int(value)
    return None


def _filled(told: Sequence[int | None], named: Sequence[int | None]) -> Sequence[int | None]:
    """Names where checkpoints tell nothing, if the others are named as they tell."""
    pairs = list(zip(told, named, strict=True))
    if any(said is not None and said != name for said, name in pairs):
        return told
    return named


def _different(paths: Sequence[Path], steps: Sequence[int]) -> list[int]:
    by_step: dict[int, Path] = {}
    for path, step in zip(paths, steps, strict=True):
        if not 0 <= step <= _LARGEST_STEP:
            raise CheckpointStepsError(f"{path} has step {step}; expected a number from 0 on")
        if step in by_step:
            raise CheckpointStepsError(
                f"{by_step[step]} and {path} are both of step {step}; leave one out, or give steps: --steps 0,500,1000"
            )
        by_step[step] = path
    return list(steps)


def _clue(verb: str, step: int | None) -> str:
    return f"{verb} {'nothing' if step is None else step}"


def _few(texts: Sequence[str]) -> str:
    return ", ".join([*texts[:_NAMED_AT_MOST], *(["..."] if len(texts) > _NAMED_AT_MOST else [])])
