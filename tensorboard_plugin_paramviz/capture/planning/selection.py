"""Which parameters the user means: glob patterns, and names with or without wrappers, of tied weights too."""

from __future__ import annotations

import difflib
import fnmatch
from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.capture.errors import LabelsError, PatternError, RowsError, near_matches
from tensorboard_plugin_paramviz.capture.model.inventory import unwrapped_name
from tensorboard_plugin_paramviz.format.layout import matrix_shape

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from tensorboard_plugin_paramviz.capture.errors import CaptureError
    from tensorboard_plugin_paramviz.capture.model.inventory import NamedTensor

_WRAPPER_PREFIX = "module."
_MATRIX_AXES = 2
_NEAR_MATCHES = 3


def select(tensors: Sequence[NamedTensor], include: Sequence[str], exclude: Sequence[str]) -> list[NamedTensor]:
    """The parameters that fit one of the patterns of `include`, if there are any, and none of `exclude`.

    Raises:
        PatternError: a pattern of `include` fits no parameter, or nothing is left.
    """
    for pattern in include:
        if not any(_fits(named, pattern) for named in tensors):
            raise PatternError(
                f"include has the pattern {pattern!r}, which no parameter's name fits; "
                f"{near_matches(pattern, _closest(pattern, _all_names(tensors)))} ('*' stands for any part of a name)"
            )
    selected = [
        named
        for named in tensors
        if (not include or any(_fits(named, pattern) for pattern in include))
        and not any(_fits(named, pattern) for pattern in exclude)
    ]
    if not selected:
        raise PatternError(
            f"include={list(include)} and exclude={list(exclude)} leave none of {len(tensors)} parameters"
        )
    return selected


def fitting_patterns(tensors: Sequence[NamedTensor], patterns: Sequence[str]) -> tuple[str, ...]:
    """Those of the patterns that fit a parameter."""
    return tuple(pattern for pattern in patterns if any(_fits(named, pattern) for named in tensors))


def rows_by_name(
    rows: Mapping[str, tuple[int, ...]], tensors: Sequence[NamedTensor], shapes: Mapping[str, tuple[int, ...]]
) -> dict[str, tuple[int, ...]]:
    """Hold the rows that the user chose against the model.

    Args:
        rows: row numbers, by any of a parameter's names.
        tensors: all parameters of the model.
        shapes: shapes of the parameters that are logged.

    Returns:
        Row numbers by the parameter's first name.

    Raises:
        RowsError: no such parameter is logged, it has no rows, not these, or is named twice.
    """
    found: dict[str, tuple[int, ...]] = {}
    for name, row_ids in rows.items():
        parameter = _resolve("rows", name, tensors, shapes, RowsError)
        _check_new("rows", name, parameter, found, RowsError)
        count = _row_count("rows", name, shapes[parameter], RowsError)
        if max(row_ids) >= count:
            raise RowsError(
                f"rows[{name!r}] names row {max(row_ids)}; the parameter has {count} rows, 0 to {count - 1}"
            )
        found[parameter] = row_ids
    return found


def labels_by_name(
    labels: Mapping[str, tuple[str, ...]], tensors: Sequence[NamedTensor], shapes: Mapping[str, tuple[int, ...]]
) -> dict[str, tuple[str, ...]]:
    """Hold the labels against the model.

    Args:
        labels: one string per row, by any of a parameter's names.
        tensors: all parameters of the model.
        shapes: shapes of the parameters that are logged.

    Returns:
        Labels by the parameter's first name.

    Raises:
        LabelsError: no such parameter is logged, it has no rows, another number of them, or is named twice.
    """
    found: dict[str, tuple[str, ...]] = {}
    for name, strings in labels.items():
        parameter = _resolve("labels", name, tensors, shapes, LabelsError)
        _check_new("labels", name, parameter, found, LabelsError)
        count = _row_count("labels", name, shapes[parameter], LabelsError)
        if len(strings) != count:
            raise LabelsError(
                f"labels[{name!r}] has {len(strings)} labels; the parameter has {count} rows and needs one for each"
            )
        found[parameter] = strings
    return found


def _fits(named: NamedTensor, pattern: str) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for name in named.names)


def _closest(pattern: str, names: Sequence[str]) -> list[str]:
    """The names that resemble a pattern most, where the words of the pattern stand and its wildcards fit anything."""
    words = pattern.split(".")

    def likeness(name: str) -> float:
        name_words = name.split(".")
        if len(words) == 1:
            return max(difflib.SequenceMatcher(None, pattern.strip("*"), word).ratio() for word in name_words)
        aligned = name_words[-len(words) :] if "*" in words[0] else name_words[: len(words)]
        filled = [word if "*" in word else own for word, own in zip(words, aligned, strict=False)]
        return difflib.SequenceMatcher(None, pattern, ".".join(filled)).ratio()

    return sorted(names, key=likeness, reverse=True)[:_NEAR_MATCHES]


def _all_names(tensors: Sequence[NamedTensor]) -> list[str]:
    return [name for named in tensors for name in named.names]


def _resolve(
    argument: str,
    name: str,
    tensors: Sequence[NamedTensor],
    shapes: Mapping[str, tuple[int, ...]],
    error: type[CaptureError],
) -> str:
    """The first name of the parameter that any of its names, even a wrapped one, stands for."""
    plain = unwrapped_name(name)
    wanted = {plain, plain.removeprefix(_WRAPPER_PREFIX)}
    named = next((named for named in tensors if wanted & set(named.names)), None)
    if named is None:
        raise error(
            f"{argument} names {name!r}, which is no parameter of the model; {near_matches(plain, _all_names(tensors))}"
        )
    if named.name not in shapes:
        raise error(f"{argument} names {name!r}, which is not logged; include, exclude or its own state leave it out")
    return named.name


def _check_new(argument: str, name: str, parameter: str, found: Collection[str], error: type[CaptureError]) -> None:
    if parameter in found:
        raise error(f"{argument} names {parameter!r} twice, the second time as {name!r}; name it once")


def _row_count(argument: str, name: str, shape: tuple[int, ...], error: type[CaptureError]) -> int:
    if len(shape) < _MATRIX_AXES:
        raise error(f"{argument} names {name!r}, which has the shape {shape}; only a matrix has rows")
    return matrix_shape(shape)[0]
