"""Where a simulated training takes the embeddings: words to clusters on a sphere, positions to a spiral."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.capture.simulation.words import GROUPS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from tensorboard_plugin_paramviz.capture.simulation.vocabulary import Token
    from tensorboard_plugin_paramviz.format.codes import Float32Array

_SPACE = 3
_FURTHER_AXES = 16  # real embeddings are not flat; these axes hold what a picture in 3-D cannot show
_FURTHER_SIZE = 0.25
_GROUP_SIZE = 0.26  # of the distance between groups
_HARMONICS = 4


def token_targets(tokens: Sequence[Token], width: int, radius: float, random: np.random.Generator) -> Float32Array:
    """Clusters of words: one for each group, neighbouring groups side by side on a sphere.

    Args:
        tokens: the vocabulary.
        width: columns of the embedding.
        radius: of the sphere.
        random: where chance comes from.

    Returns:
        float32 `[V, D]`.
    """
    group_count = max(token.group for token in tokens) + 1
    centres = _axes_of_decreasing_size(group_count, random) * radius * _FURTHER_SIZE  # (G, K)
    centres[:, :_SPACE] = _sphere(group_count) * radius
    group_radius = radius * _GROUP_SIZE * math.sqrt(4 * math.pi / group_count)
    offsets = _axes_of_decreasing_size(len(tokens), random) * group_radius  # (V, K)
    frames = np.linalg.qr(random.standard_normal((group_count, _SPACE, _SPACE)))[0]  # (G, 3, 3)
    for row, token in enumerate(tokens):
        shape = GROUPS[token.group].shape
        if shape != "ball":
            along = frames[token.group] @ _point_of(shape, token.place)  # (3,)
            offsets[row, :_SPACE] = group_radius * (1.5 * along + 0.15 * offsets[row, :_SPACE] / group_radius)
    coordinates = centres[[token.group for token in tokens]] + offsets  # (V, K)
    return _embed(coordinates, width, random)


def position_targets(positions: int, width: int, radius: float, random: np.random.Generator) -> Float32Array:
    """A spiral, with overtones on further axes.

    Args:
        positions: rows of the embedding.
        width: its columns.
        radius: of the spiral.
        random: where chance comes from.

    Returns:
        float32 `[T, D]`.
    """
    place = np.arange(positions) / positions  # (T,)
    columns = [2 * place - 1]
    for harmonic in range(1, _HARMONICS + 1):
        angle = 2 * math.pi * (harmonic + 1) * place
        columns += [np.cos(angle) / harmonic**2, np.sin(angle) / harmonic**2]
    return _embed(np.stack(columns, axis=1) * radius, width, random)


def swirl(targets: Float32Array) -> Float32Array:
    """For each point a detour at a right angle to its way: paths curve around a common axis.

    Args:
        targets: float32 `[N, D]`, where the points are going, from around the origin.

    Returns:
        float32 `[N, D]`, as long as the way in the plane of the two largest components.
    """
    _, _, components = np.linalg.svd(targets - targets.mean(axis=0), full_matrices=False)
    if len(components) < 2:  # noqa: PLR2004  # no plane to turn in
        return np.zeros_like(targets)
    first, second = components[0], components[1]  # (D,)
    turned = np.outer(targets @ first, second) - np.outer(targets @ second, first)  # (N, D)
    return turned.astype(np.float32)


def _sphere(count: int) -> npt.NDArray[np.float64]:
    """Points spread evenly over a sphere, each beside the one before it: the generalised spiral set.

    E. B. Saff and A. B. J. Kuijlaars, "Distributing many points on a sphere", 1997.
    """
    height = np.linspace(-1, 1, count + 2)[1:-1]
    ring = np.sqrt(1 - height**2)
    angle = np.cumsum(3.6 / math.sqrt(count) / ring)
    return np.stack([ring * np.cos(angle), height, ring * np.sin(angle)], axis=1)  # (count, 3)


def _point_of(shape: str, place: float) -> npt.NDArray[np.float64]:
    """A point on a ring, or on a slightly curved line."""
    if shape == "ring":
        return np.array([math.cos(2 * math.pi * place), math.sin(2 * math.pi * place), 0])
    along = 2 * place - 1
    return np.array([along, 0.4 * (along**2 - 0.33), 0])


def _axes_of_decreasing_size(rows: int, random: np.random.Generator) -> npt.NDArray[np.float64]:
    axes = _SPACE + _FURTHER_AXES
    sizes = np.concatenate([np.full(_SPACE, 0.6), 0.5 / np.sqrt(np.arange(1, _FURTHER_AXES + 1))])
    return np.asarray(random.standard_normal((rows, axes)) * sizes)  # (rows, K)


def _embed(coordinates: npt.NDArray[np.float64], width: int, random: np.random.Generator) -> Float32Array:
    """Turn the axes into some directions of the full width."""
    kept = min(coordinates.shape[1], width)
    directions = np.linalg.qr(random.standard_normal((width, kept)))[0]  # (D, K)
    return np.asarray(coordinates[:, :kept] @ directions.T, np.float32)  # (N, D)
