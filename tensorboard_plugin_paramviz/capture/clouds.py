"""Which parameters are shown as clouds of points, which of their rows are logged, and under which labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.capture.budget import CloudSize
from tensorboard_plugin_paramviz.format.layout import matrix_shape

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tensorboard_plugin_paramviz.format.names import Kind

LABEL_LIMIT_BYTES = 65_536
_MATRIX_AXES = 2
_UNIT_CLOUDS = 4
_FEWEST_ROWS, _FEWEST_COLUMNS = 4, 3  # below, units make no picture
_FAVOURED_PRIORITY = 3
_FAVOURED: frozenset[Kind] = frozenset({"token_embedding", "head"})


def choose_clouds(parameters: Sequence[tuple[str, tuple[int, ...], Kind]], wanted: Collection[str]) -> list[str]:
    """Choose the parameters that become clouds.

    Embeddings, a head that is not tied to one, and what the user asked for; where a model has nothing of that, its
    largest weight matrices: each point is a unit then, or a filter where there are only convolutions.

    Args:
        parameters: name, shape and kind of each logged parameter.
        wanted: names that the user asked for.

    Returns:
        Names, in the order of `parameters`.
    """
    chosen = [name for name, shape, kind in parameters if name in wanted or _is_embedding_like(shape, kind)]
    if chosen:
        return chosen
    for suits in (_is_matrix_of_units, _has_units):
        units = [(name, shape) for name, shape, _ in parameters if suits(shape)]
        if units:
            largest = sorted(units, key=lambda unit: -matrix_shape(unit[1])[0] * matrix_shape(unit[1])[1])
            kept = {name for name, _ in largest[:_UNIT_CLOUDS]}
            return [name for name, _ in units if name in kept]
    return []


def cloud_size(name: str, shape: tuple[int, ...], kind: Kind, row_ids: tuple[int, ...] | None) -> CloudSize:
    """What is wanted of a cloud: all its rows, or those that the user chose."""
    rows, columns = matrix_shape(shape)
    favoured = kind in _FAVOURED or row_ids is not None
    return CloudSize(
        parameter=name,
        rows=rows if row_ids is None else len(row_ids),
        columns=columns,
        priority=_FAVOURED_PRIORITY if favoured else 1,
    )


def fitting_labels(labels: Sequence[str], limit_bytes: int = LABEL_LIMIT_BYTES) -> tuple[tuple[str, ...], int | None]:
    """Cut the longest labels until all of them together fit.

    Args:
        labels: one per logged row.
        limit_bytes: what they may take together, as UTF-8.

    Returns:
        The labels and the bytes that the longest of them may have; None where they are unchanged, and no labels at all
        where there is no room for a byte of each.
    """
    encoded = [label.encode() for label in labels]
    if sum(map(len, encoded)) <= limit_bytes:
        return tuple(labels), None
    fits, exceeds = 0, limit_bytes + 1
    while exceeds - fits > 1:
        middle = (fits + exceeds) // 2
        if sum(min(len(label), middle) for label in encoded) <= limit_bytes:
            fits = middle
        else:
            exceeds = middle
    return tuple(label[:fits].decode(errors="ignore") for label in encoded), fits


def _is_embedding_like(shape: tuple[int, ...], kind: Kind) -> bool:
    if len(shape) != _MATRIX_AXES:
        return False
    if kind == "head":
        return _is_matrix_of_units(shape)
    return kind in ("token_embedding", "position_embedding") and shape[0] > 1


def _is_matrix_of_units(shape: tuple[int, ...]) -> bool:
    return len(shape) == _MATRIX_AXES and _has_units(shape)


def _has_units(shape: tuple[int, ...]) -> bool:
    rows, columns = matrix_shape(shape)
    return rows >= _FEWEST_ROWS and columns >= _FEWEST_COLUMNS
