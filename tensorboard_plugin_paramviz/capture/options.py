"""What the user wants to be logged, checked as far as it can be without looking at a model."""

from __future__ import annotations

import numbers
import operator
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from tensorboard_plugin_paramviz.capture.errors import BudgetError, ConfigError, LabelsError, PatternError, RowsError

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
        ConfigError: `config` is no mapping.
        BudgetError: `max_bytes` or `max_tile` is no whole number above 0.
    """
    return CaptureOptions(
        include=_patterns("include", include),
        exclude=_patterns("exclude", exclude),
        gradients=bool(gradients),
        labels=_labels(labels),
        rows=_rows(rows),
        config=_config(config),
        max_bytes=_positive("max_bytes", max_bytes),
        max_tile=_positive("max_tile", max_tile),
    )


def _patterns(argument: str, patterns: Patterns) -> tuple[str, ...]:
    if patterns is None:
        return ()
    found = (patterns,) if isinstance(patterns, str) else tuple(patterns)
    for pattern in found:
        if not isinstance(pattern, str):
            raise PatternError(f"{argument} holds {pattern!r}; expected glob patterns over parameter names, '*.weight'")
    return found


def _labels(labels: Labels) -> dict[str, tuple[str, ...]]:
    if labels is None:
        return {}
    if not isinstance(labels, Mapping):
        raise LabelsError(
            f"labels is a {type(labels).__name__}; expected a mapping of parameter names to one string per row, "
            "{'transformer.wte.weight': tokens}"
        )
    return {name: _row_labels(name, of_rows) for name, of_rows in labels.items()}


def _row_labels(name: str, labels: object) -> tuple[str, ...]:
    if isinstance(labels, str) or not isinstance(labels, Iterable):
        raise LabelsError(f"labels[{name!r}] is {labels!r:.80}; expected a sequence of one string per row")
    found = tuple(labels)
    for row, label in enumerate(found):
        if not isinstance(label, str):
            raise LabelsError(f"labels[{name!r}] has {label!r:.80} for row {row}; expected a string")
    return tuple(_storable(label) for label in found)


def _rows(rows: RowChoice) -> dict[str, tuple[int, ...]]:
    if rows is None:
        return {}
    if not isinstance(rows, Mapping):
        raise RowsError(
            f"rows is a {type(rows).__name__}; expected a mapping of parameter names to row numbers, "
            "{'transformer.wte.weight': [0, 5, 7]}"
        )
    return {name: _row_ids(name, ids) for name, ids in rows.items()}


def _row_ids(name: str, ids: object) -> tuple[int, ...]:
    try:
        found = tuple(operator.index(row) for row in ids)  # type: ignore[attr-defined]  # what cannot be read is caught
    except TypeError as error:
        raise RowsError(f"rows[{name!r}] is {ids!r:.80}; expected whole numbers") from error
    if not found:
        raise RowsError(f"rows[{name!r}] is empty; name the rows to log, or leave the parameter out of rows")
    if len(set(found)) < len(found):
        raise RowsError(f"rows[{name!r}] names a row twice; name each once")
    if min(found) < 0:
        raise RowsError(f"rows[{name!r}] names row {min(found)}; rows are counted from 0")
    return found


def _config(config: Config) -> dict[str, ConfigValue]:
    if config is None:
        return {}
    if not isinstance(config, Mapping):
        raise ConfigError(f"config is a {type(config).__name__}; expected a mapping: vars(...) of it may be one")
    return {_storable(str(name)): _config_value(value) for name, value in config.items()}


def _config_value(value: object) -> ConfigValue:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        return float(value)
    return _storable(str(value))


def _storable(text: str) -> str:
    """Write what UTF-8 cannot hold (half a character, as byte-level tokenizers make them) as an escape."""
    return text.encode("utf-8", "backslashreplace").decode()


def _positive(argument: str, value: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise BudgetError(f"{argument} is {value!r}; expected a whole number above 0")
    return value
