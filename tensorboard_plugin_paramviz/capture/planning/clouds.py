"""Which parameters are shown as clouds of points, which of their rows are logged, and under which labels."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.capture.planning.budget import CloudSize, TileSize
from tensorboard_plugin_paramviz.format.layout import matrix_shape

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tensorboard_plugin_paramviz.format.names import Kind

LABEL_LIMIT_BYTES = 65_536
_MATRIX_AXES = 2
_UNIT_CLOUDS = 4
_FEWEST_ROWS, _FEWEST_COLUMNS = 4, 3  # below, units make no picture
_FEWEST_POINTS = 3  # of an embedding: BERT's two rows that tell sentences apart are no cloud
_FAVOURED_PRIORITY = 3
_FAVOURED: frozenset[Kind] = frozenset({"token_embedding", "head"})
_EMBEDDINGS: frozenset[Kind] = frozenset({"token_embedding", "position_embedding"})


def choose_clouds(parameters: Sequence[tuple[str, tuple[int, ...], Kind]], wanted: Collection[str]) -> list[str]:
    """Choose the parameters that become clouds.

    Embeddings, a head that is not tied to one, and what the user asked for. A model without embeddings shows its units
    as well: those of its four largest weight matrices, or of its two largest and the filters of its two largest
    convolutions, where it has both.

    Args:
        parameters: name, shape and kind of each logged parameter.
        wanted: names that the user asked for.

    Returns:
        Names, in the order of `parameters`.
    """
    embeddings = {name for name, shape, kind in parameters if kind in _EMBEDDINGS and _is_embedding_like(shape)}
    heads = {name for name, shape, kind in parameters if kind == "head" and _is_matrix_of_units(shape)}
    named = embeddings | heads | set(wanted)
    chosen = named if embeddings else named | _units([each for each in parameters if each[0] not in named])
    return [name for name, _, _ in parameters if name in chosen]


def tile_size(shape: tuple[int, ...], kind: Kind) -> TileSize:
    """What is wanted of a tile: embeddings and heads keep most cells."""
    return TileSize(shape, is_favoured=kind == "head" or kind in _EMBEDDINGS)


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


def _units(parameters: Sequence[tuple[str, tuple[int, ...], Kind]]) -> set[str]:
    """The largest parameters whose rows are units, of both kinds where there are two."""
    matrices = _largest([(name, shape) for name, shape, _ in parameters if _is_matrix_of_units(shape)])
    filters = _largest([(name, shape) for name, shape, kind in parameters if kind == "conv" and _has_units(shape)])
    filters = [name for name in filters if name not in matrices]
    if not matrices and not filters:
        return set(_largest([(name, shape) for name, shape, _ in parameters if _has_units(shape)])[:_UNIT_CLOUDS])
    half = _UNIT_CLOUDS // 2
    matrix_count = max(half, _UNIT_CLOUDS - len(filters))
    kept = matrices[:matrix_count]
    return {*kept, *filters[: _UNIT_CLOUDS - len(kept)]}


def _largest(sizes: Sequence[tuple[str, tuple[int, ...]]]) -> list[str]:
    return [name for name, shape in sorted(sizes, key=lambda size: -math.prod(size[1]))]


def _is_embedding_like(shape: tuple[int, ...]) -> bool:
    return len(shape) == _MATRIX_AXES and shape[0] >= _FEWEST_POINTS


def _is_matrix_of_units(shape: tuple[int, ...]) -> bool:
    return len(shape) == _MATRIX_AXES and _has_units(shape)


def _has_units(shape: tuple[int, ...]) -> bool:
    rows, columns = matrix_shape(shape)
    return rows >= _FEWEST_ROWS and columns >= _FEWEST_COLUMNS
