"""What the user wants to be logged, checked as far as it can be without looking at a model."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from tensorboard_plugin_paramviz.capture.errors import (
    BudgetError,
    CaptureError,
    LabelsError,
    PatternError,
    RowsError,
)
from tensorboard_plugin_paramviz.capture.planning.hyperparameters import kept_config, storable

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.format.layout import ConfigValue

Patterns: TypeAlias = "str | Sequence[str] | None"
Labels: TypeAlias = "Mapping[str, Sequence[str]] | None"
RowChoice: TypeAlias = "Mapping[str, Iterable[int]] | None"
Config: TypeAlias = "Mapping[str, object] | None"

MAX_BYTES = 524_288
MAX_TILE = 64


@dataclass(frozen=True)
class CaptureOptions:
    """What is logged of a model.

    Attributes:
        include: glob patterns over parameter names, of which one must fit; empty: all parameters.
        exclude: glob patterns of which none may fit.
        gradients: whether gradients are logged.
        labels: for parameters by name, one string per full row.
        rows: for parameters by name, the rows to log.
        config: the run's hyperparameters.
        max_bytes: what a snapshot may take.
        max_tile: largest edge of a tile, in cells.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    gradients: bool = True
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rows: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    config: Mapping[str, ConfigValue] = field(default_factory=dict)
    max_bytes: int = MAX_BYTES
    max_tile: int = MAX_TILE


def capture_options(
    *,
    include: Patterns = None,
    exclude: Patterns = None,
    gradients: bool = True,
    labels: Labels = None,
    rows: RowChoice = None,
    config: Config = None,
    max_bytes: int = MAX_BYTES,
    max_tile: int = MAX_TILE,
) -> CaptureOptions:
    """Check the arguments that `watch` and `add_parameters` share.

    Raises:
        PatternError: `include` or `exclude` is neither a string nor a sequence of strings.
        LabelsError: `labels` is no mapping of names to sequences of strings.
        RowsError: `rows` is no mapping of names to different whole numbers from 0 on.
        ConfigError: `config` is no mapping of names to numbers and texts.
        BudgetError: `max_bytes` or `max_tile` is no whole number above 0.
        CaptureError: `gradients` is neither true nor false.
    """
    return CaptureOptions(
        include=_patterns("include", include),
        exclude=_patterns("exclude", exclude),
        gradients=_truth("gradients", gradients),
        labels=_labels(labels),
        rows=_rows(rows),
        config=kept_config(config),
        max_bytes=_positive("max_bytes", max_bytes),
        max_tile=_positive("max_tile", max_tile),
    )


def _patterns(argument: str, patterns: object) -> tuple[str, ...]:
    if patterns is None:
        return ()
    if isinstance(patterns, bytes) or not isinstance(patterns, Iterable):
        raise PatternError(f"{argument} is {patterns!r:.80}; expected glob patterns over parameter names, ['*.weight']")
    found = (patterns,) if isinstance(patterns, str) else tuple(patterns)
    for pattern in found:
        if not isinstance(pattern, str):
            raise PatternError(
                f"{argument} holds {pattern!r:.80}; expected glob patterns over parameter names, '*.weight'"
            )
    return found


def _labels(labels: object) -> dict[str, tuple[str, ...]]:
    if labels is None:
        return {}
    if not isinstance(labels, Mapping):
        raise LabelsError(
            f"labels is a {type(labels).__name__}; expected a mapping of parameter names to one string per row, "
            "{'transformer.wte.weight': tokens}"
        )
    return {_name("labels", name, LabelsError): _row_labels(name, of_rows) for name, of_rows in labels.items()}


def _row_labels(name: str, labels: object) -> tuple[str, ...]:
    if isinstance(labels, Mapping | AbstractSet):
        raise LabelsError(
            f"labels[{name!r}] is a {type(labels).__name__}, which has no order; expected a sequence of one string per "
            "row: of a vocabulary {token: row}, sorted(vocabulary, key=vocabulary.get)"
        )
    if isinstance(labels, str | bytes) or not isinstance(labels, Iterable):
        raise LabelsError(f"labels[{name!r}] is {labels!r:.80}; expected a sequence of one string per row")
    found = tuple(labels)
    for row, label in enumerate(found):
        if not isinstance(label, str):
            raise LabelsError(f"labels[{name!r}] has {label!r:.80} for row {row}; expected a string")
    return tuple(storable(label) for label in found)


def _rows(rows: object) -> dict[str, tuple[int, ...]]:
    if rows is None:
        return {}
    if not isinstance(rows, Mapping):
        raise RowsError(
            f"rows is a {type(rows).__name__}; expected a mapping of parameter names to row numbers, "
            "{'transformer.wte.weight': [0, 5, 7]}"
        )
    return {_name("rows", name, RowsError): _row_ids(name, ids) for name, ids in rows.items()}


def _row_ids(name: str, ids: object) -> tuple[int, ...]:
    try:
        given: tuple[object, ...] = tuple(ids)  # type: ignore[arg-type]  # what cannot be read is caught
        found = tuple(operator.index(row) for row in given)  # type: ignore[arg-type]  # likewise
    except (TypeError, ValueError, RuntimeError) as error:  # of Python, numpy and torch
        raise RowsError(f"rows[{name!r}] is {ids!r:.80}; expected whole numbers") from error
    if any(isinstance(row, bool) or str(getattr(row, "dtype", "")) == "torch.bool" for row in given):
        raise RowsError(f"rows[{name!r}] holds truth values; expected row numbers: of a mask, mask.nonzero()[0]")
    if not found:
        raise RowsError(f"rows[{name!r}] is empty; name the rows to log, or leave the parameter out of rows")
    if len(set(found)) < len(found):
        raise RowsError(f"rows[{name!r}] names a row twice; name each once")
    if min(found) < 0:
        raise RowsError(f"rows[{name!r}] names row {min(found)}; rows are counted from 0")
    return found


def _name(argument: str, name: object, error: type[CaptureError]) -> str:
    if not isinstance(name, str):
        raise error(f"{argument} has the key {name!r:.80}; expected the name of a parameter")
    return name


def _truth(argument: str, value: object) -> bool:
    if value is True or value is False:
        return value
    raise CaptureError(f"{argument} is {value!r:.80}; expected True or False")


def _positive(argument: str, value: object) -> int:
    try:
        found = operator.index(value)  # type: ignore[arg-type]  # what is none is caught
    except TypeError:
        found = 0
    if isinstance(value, bool) or found < 1:
        raise BudgetError(f"{argument} is {value!r:.80}; expected a whole number above 0")
    return found
