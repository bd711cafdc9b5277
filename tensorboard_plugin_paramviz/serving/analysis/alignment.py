"""Turning one embedding onto another: trainings that differ in their seed learn the same picture in other directions.

A turn is orthogonal: it changes no distance and no angle, so whatever it brings together was alike before. With fewer
shared rows than columns, though, even unrelated rows can be turned onto each other quite well; the agreement therefore
comes with that of rows paired at random.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.analysis.threads import one_thread

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.serving.analysis.projection import Basis, Float32Array, Float64Array

_WIDEST_WHOLE_TURN = 1024  # columns: a singular value decomposition of 1.5 s; above, within a subspace
_SUBSPACE = 512
_CHANCES = 3  # random pairings: each costs a decomposition, and they scatter by a percent


@dataclass(frozen=True)
class Turn:
    """An orthogonal map of the space of the rows that leaves everything outside of a subspace where it is.

    Attributes:
        frame: float64 `[D, m]`, orthonormal columns that span the subspace.
        change: float64 `[m, m]`, what the map does within it, less the identity.
    """

    frame: Float64Array
    change: Float64Array

    def rows(self, rows: Float32Array) -> Float32Array:
        """The rows after the turn, float32 `[..., D]` as they came."""
        moved = (rows @ self.frame.astype(np.float32)) @ (self.change @ self.frame.T).astype(np.float32)
        return np.asarray(rows + moved, np.float32)

    def vectors(self, vectors: Float64Array) -> Float64Array:
        """The turn as a matrix, times vectors, float64 `[D]` or `[D, n]`."""
        return np.asarray(vectors + self.frame @ (self.change @ (self.frame.T @ vectors)), np.float64)


@dataclass(frozen=True)
class Agreement:
    """How alike two sets of rows are after the best turn: 1 if they coincide, up to one common factor.

    Attributes:
        found: the Procrustes correlation of the rows as they are paired.
        by_chance: its mean over random pairings of the same rows.
    """

    found: float
    by_chance: float


def turn_onto(moving: Float32Array, fixed: Float32Array) -> tuple[Turn, Agreement]:
    """The turn that brings rows as near as possible to their counterparts: orthogonal Procrustes (Schönemann 1966).

    The agreement is that of Jackson's permutation test (PROTEST, 1995). Above 1,024 columns the turn is confined to the
    512 directions in which both sets of rows are largest.

    Args:
        moving: float32 `[n, D]`, finite.
        fixed: float32 `[n, D]`, finite; row i is the counterpart of row i.
    """
    with one_thread():
        scaled_moving, scaled_fixed = _unit(moving), _unit(fixed)
        frame = _frame(np.concatenate([scaled_moving, scaled_fixed]))  # (D, m)
        inner_moving, inner_fixed = scaled_moving @ frame, scaled_fixed @ frame  # (n, m) both
        left, values, right = np.linalg.svd(inner_moving.T @ inner_fixed)
        random = np.random.default_rng(0)
        chances = [
            _correlation(inner_moving, inner_fixed[random.permutation(len(inner_fixed))]) for _ in range(_CHANCES)
        ]
    return (
        Turn(frame, left @ right - np.eye(frame.shape[1])),
        Agreement(min(float(values.sum()), 1.0), min(float(np.mean(chances)), 1.0)),
    )


def likeness(first: Float32Array, second: Float32Array) -> float:
    """The cosine of the angle between two sets of rows, each about its mean: 1 where one is a multiple of the other.

    Args:
        first: float32 `[n, D]`, finite.
        second: float32 `[n, D]`, finite.
    """
    about_mean = [_unit(rows - rows.mean(axis=0, dtype=np.float64)) for rows in (first, second)]
    return float(np.vdot(*about_mean))


def turned_basis(basis: Basis, turn: Turn) -> Basis:
    """The basis that gives to rows the positions that `basis` gives to them after the turn."""
    return type(basis)(turn.vectors(basis.center), turn.vectors(basis.axes), basis.explained_variance)


def turned_picture(basis: Basis, moving: Float32Array, fixed: Float32Array) -> tuple[Basis, Agreement]:
    """A basis whose axes are turned within their space, such that points come near to their counterparts.

    Args:
        basis: gives `moving`.
        moving: float32 `[n, 3]`, finite positions.
        fixed: float32 `[n, 3]`, finite positions in another basis; row i is the counterpart of row i.
    """
    turn, agreement = turn_onto(moving, fixed)
    rotation = np.eye(moving.shape[1]) + turn.frame @ turn.change @ turn.frame.T  # (3, 3)
    first, second, third = (rotation**2).T @ np.array(basis.explained_variance)  # principal axes do not correlate
    return type(basis)(basis.center, basis.axes @ rotation, (float(first), float(second), float(third))), agreement


def _unit(rows: Float32Array | Float64Array) -> Float64Array:
    """The rows divided by their common length, float64: no square can overflow then."""
    largest = float(np.abs(rows).max(initial=0)) or 1.0
    scaled = np.asarray(rows, np.float64) / largest
    return np.asarray(scaled / (np.linalg.norm(scaled) or 1.0), np.float64)


def _frame(rows: Float64Array) -> Float64Array:
    """Orthonormal columns `[D, m]` that span the rows `[n, D]`, or the directions in which they are largest."""
    count, columns = rows.shape
    if count >= columns and columns <= _WIDEST_WHOLE_TURN:
        return np.eye(columns)
    if count <= _WIDEST_WHOLE_TURN:
        frame, _ = np.linalg.qr(rows.T)
        return frame
    start = np.random.default_rng(0).standard_normal((columns, _SUBSPACE))
    for _ in range(2):  # subspace iteration, Halko, Martinsson and Tropp 2011
        start, _ = np.linalg.qr(rows.T @ (rows @ start))
    return start


def _correlation(moving: Float64Array, fixed: Float64Array) -> float:
    """The sum of the singular values of `movingᵀ fixed`, from the eigenvalues of its square."""
    product = moving.T @ fixed
    return float(np.sqrt(np.maximum(np.linalg.eigvalsh(product @ product.T), 0)).sum())
