"""Where a simulated training takes the embeddings: words to clusters on a sphere, positions to a spiral."""

from __future__ import annotations

import math
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Journey:
    """Where rows go, and at a right angle to it a detour that curves their paths around a common axis.

    Attributes:
        targets: float32 `[N, D]`.
        detours: float32 `[N, D]`.
    """

    targets: Float32Array
    detours: Float32Array


def token_journey(tokens: Sequence[Token], width: int, radius: float, random: np.random.Generator) -> Journey:
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


def position_journey(positions: int, width: int, radius: float, random: np.random.Generator) -> Journey:
    """A spiral, with overtones on further axes.

    Args:
        positions: rows of the embedding.
        width: its columns.
        radius: of the spiral.
        random: where chance comes from.
    """
    place = np.arange(positions) / positions  # (T,)
    angles = [2 * math.pi * (harmonic + 1) * place for harmonic in range(1, _HARMONICS + 1)]
    circles = [wave(angle) / harmonic**2 for harmonic, angle in enumerate(angles, start=1) for wave in (np.cos, np.sin)]
    coordinates = np.stack([*circles[:2], 2 * place - 1, *circles[2:]], axis=1) * radius  # (T, K)
    return _embed(coordinates, width, random)


def _sphere(count: int) -> npt.NDArray[np.float64]:
    """Points spread evenly over a sphere, each beside the one before it: the generalised spiral set.

    E. B. Saff and A. B. J. Kuijlaars, "Distributing many points on a sphere", 1997.
    """
    height = np.linspace(-1, 1, count + 2)[1:-1]
    ring = np.sqrt(1 - height**2)
    angle = np.cumsum(3.6 / math.sqrt(count) / ring)
    return np.stack([ring * np.cos(angle), ring * np.sin(angle), height], axis=1)  # (count, 3)


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


def _embed(coordinates: npt.NDArray[np.float64], width: int, random: np.random.Generator) -> Journey:
    """Turn the axes into some directions of the full width; paths turn around the third axis."""
    detours = np.zeros_like(coordinates)
    detours[:, 0], detours[:, 1] = -coordinates[:, 1], coordinates[:, 0]
    kept = min(coordinates.shape[1], width)
    directions = np.linalg.qr(random.standard_normal((width, kept)))[0].T  # (K, D)
    targets, turned = (np.asarray(axes[:, :kept] @ directions, np.float32) for axes in (coordinates, detours))
    return Journey(targets, turned)
