"""From a recipe to the bases of its runs: fitted together where they are equally wide, turned onto the first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from tensorboard_plugin_paramviz.serving.analysis.alignment import (
    Agreement,
    Turn,
    likeness,
    turn_onto,
    turned_basis,
    turned_picture,
)
from tensorboard_plugin_paramviz.serving.analysis.neighbors import neighbor_change, spread_evenly, within_range
from tensorboard_plugin_paramviz.serving.analysis.projection import AXES, Basis, first_columns, fit_principal_axes
from tensorboard_plugin_paramviz.serving.answers.films import Film, lay_out
from tensorboard_plugin_paramviz.serving.answers.matching import MatchedBy, SharedRows, shared_rows
from tensorboard_plugin_paramviz.serving.answers.members import Member, open_member
from tensorboard_plugin_paramviz.serving.reading.rows import read_rows, row_segments, rows_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tensorboard_plugin_paramviz.format.codes import Float32Array
    from tensorboard_plugin_paramviz.format.layout import CloudLayout
    from tensorboard_plugin_paramviz.serving.answers.basis_id import FitRecipe
    from tensorboard_plugin_paramviz.serving.reading.reader import Int64Array, OpenRun
    from tensorboard_plugin_paramviz.serving.reading.rows import RowBlock

AlignmentMethod = Literal["reference", "same_start", "rotation", "picture_rotation", "none"]

PRESERVED_NEIGHBORS = 10

_MOST_PRODUCTS = 150_000_000_000  # multiplications of a covariance: some three seconds
_MOST_QUERIES = 256  # rows whose neighbours are compared: their mean scatters by two hundredths
_SAME_START = 0.9  # likeness of first steps: 1 for one seed, next to 0 for two


@dataclass(frozen=True)
class Alignment:
    """How a run was brought to the first one, and how alike they are then."""

    method: AlignmentMethod
    onto: str = ""
    matched_by: MatchedBy | None = None
    shared_rows: int = 0
    agreement: Agreement | None = None


@dataclass(frozen=True)
class Preservation:
    """Which share of its nearest neighbours in full width a point has among its nearest in the picture, on average.

    Attributes:
        step: the step of the comparison.
        share: from 0 to 1.
        by_chance: what points strewn at random would have.
    """

    step: int
    share: float
    by_chance: float


@dataclass(frozen=True)
class RunFit:
    """How one run is placed.

    Attributes:
        basis: gives the positions of its rows, unless there is a film; then it has no axes.
        group: runs of the same number share their axes.
        alignment: how it was brought to the first run.
        preservation: how much of the neighbourhoods the picture keeps; None where there are too few rows to tell.
        fitted_steps: how many of its steps the basis was fitted on.
        film: the positions of some steps, where they follow from no axes.
    """

    basis: Basis
    group: int
    alignment: Alignment
    preservation: Preservation | None
    fitted_steps: int
    film: Film | None = None

    @property
    def nbytes(self) -> int:
        """Size of all arrays."""
        return self.basis.center.nbytes + self.basis.axes.nbytes + (0 if self.film is None else self.film.nbytes)

    def place(self, block: RowBlock) -> tuple[RowBlock, Float32Array]:
        """Those steps of a block that have a place, and the positions of their rows, float32 `[T, N, 3]`."""
        return (block, self.basis.project(block.values())) if self.film is None else self.film.place(block)


@dataclass(frozen=True)
class Fit:
    """A fitted recipe: a run by its name, and the basis for runs that it was not fitted on by their width."""

    runs: dict[str, RunFit]
    others: dict[int, RunFit]

    @property
    def nbytes(self) -> int:
        """Size of all of them."""
        return sum(fit.nbytes for fit in (*self.runs.values(), *self.others.values()))

    def of(self, name: str, columns: int) -> RunFit | None:
        """How a run is placed; None where nothing of its width was fitted on."""
        fit = self.runs.get(name)
        return fit if fit is not None and fit.basis.columns == columns else self.others.get(columns)


def fit_recipe(recipe: FitRecipe, runs: Sequence[OpenRun], clouds: Sequence[CloudLayout]) -> Fit:
    """Fit the bases of a recipe.

    Args:
        recipe: what to fit on.
        runs: its runs, in its order.
        clouds: the rows of each.

    Raises:
        DataUnavailableError: the source does not answer.
    """
    members = [open_member(run, cloud, last) for run, cloud, (_, last) in zip(runs, clouds, recipe.runs, strict=True)]
    if recipe.projection == "umap":
        return Fit({member.name: _film_fit(member, film) for member, film in _films(members)}, {})
    aligned = recipe.align and recipe.projection != "first"  # plain columns are to stay as they are
    fitted: dict[str, RunFit] = {}
    others: dict[int, RunFit] = {}
    for group, columns in enumerate(dict.fromkeys(cloud.columns for cloud in clouds)):
        equals = [member for member in members if member.cloud.columns == columns]
        basis, placed = _fit_width(recipe, equals, group, aligned=aligned)
        if group and aligned:
            leader, reference = equals[0], members[0]
            basis, placed = _turn_picture(leader, reference, basis, placed, fitted[reference.name].basis)
        fitted |= {
            member.name: replace(fit, preservation=_preservation(member, fit.basis.project(member.newest_rows)))
            for member, fit in zip(equals, placed, strict=True)
        }
        others[columns] = RunFit(basis, group, Alignment("none"), None, 0)
    return Fit(fitted, others)


def _fit_width(recipe: FitRecipe, members: list[Member], group: int, *, aligned: bool) -> tuple[Basis, list[RunFit]]:
    """One basis for runs of one width, each turned onto the first of them."""
    turns = [_turn(member, members[0], aligned=aligned) for member in members]
    chosen = _chosen_steps(recipe, members)

    def blocks() -> Iterator[Float32Array]:
        for member, (turn, _), steps in zip(members, turns, chosen, strict=True):
            for rows in _rows_of(member, steps):
                yield rows if turn is None else turn.rows(rows)

    fit = first_columns if recipe.projection == "first" else fit_principal_axes
    basis = fit(blocks, members[0].cloud.columns)
    return basis, [
        RunFit(basis if turn is None else turned_basis(basis, turn), group, alignment, None, len(steps))
        for (turn, alignment), steps in zip(turns, chosen, strict=True)
    ]


def _turn(member: Member, reference: Member, *, aligned: bool) -> tuple[Turn | None, Alignment]:
    """The turn that brings a run to another of the same width, from the newest rows that they share."""
    if member is reference:
        return None, Alignment("reference")
    pair = _newest_pair(member, reference) if aligned else None
    if pair is None:
        return None, Alignment("none", reference.name)
    shared, moving, fixed = pair
    turn, agreement = turn_onto(moving, fixed)
    described = Alignment("rotation", reference.name, shared.matched_by, len(moving), agreement)
    if _start_alike(member, reference, shared):
        return None, replace(described, method="same_start", agreement=None)
    return turn, described


def _turn_picture(
    leader: Member, reference: Member, basis: Basis, placed: list[RunFit], onto: Basis
) -> tuple[Basis, list[RunFit]]:
    """Runs of another width: their picture as a whole is turned onto that of the first run."""
    pair = _newest_pair(leader, reference)
    if pair is None:
        alignment = Alignment("none", reference.name)
        return basis, [replace(placed[0], alignment=alignment), *placed[1:]]
    shared, moving, fixed = pair
    moving, fixed = basis.project(moving), onto.project(fixed)
    turned, agreement = turned_picture(basis, moving, fixed)
    alignment = Alignment("picture_rotation", reference.name, shared.matched_by, len(moving), agreement)
    rest = [replace(fit, basis=turned_picture(fit.basis, moving, fixed)[0]) for fit in placed[1:]]
    return turned, [replace(placed[0], basis=turned, alignment=alignment), *rest]


def _newest_pair(member: Member, reference: Member) -> tuple[SharedRows, Float32Array, Float32Array] | None:
    """The rows that two runs share, as they are newest in each; None where they are too few for a turn."""
    if not (member.steps.size and reference.steps.size):
        return None
    return _finite_pair(shared_rows(member.cloud, reference.cloud), member.newest_rows, reference.newest_rows)


def _start_alike(member: Member, reference: Member, shared: SharedRows) -> bool:
    """Whether two runs begin at the same place, so that their directions mean the same already."""
    first = rows_at(member.run, member.cloud, int(member.steps[0]))
    second = rows_at(reference.run, reference.cloud, int(reference.steps[0]))
    if first is None or second is None:
        return False
    pair = _finite_pair(shared, first, second)
    return pair is not None and likeness(pair[1], pair[2]) > _SAME_START


def _finite_pair(
    shared: SharedRows, first: Float32Array, second: Float32Array
) -> tuple[SharedRows, Float32Array, Float32Array] | None:
    rows = first[shared.first], second[shared.second]
    finite = np.isfinite(rows[0]).all(axis=1) & np.isfinite(rows[1]).all(axis=1)
    if finite.sum() <= AXES:
        return None
    return SharedRows(shared.first[finite], shared.second[finite], shared.matched_by), rows[0][finite], rows[1][finite]


def _chosen_steps(recipe: FitRecipe, members: Sequence[Member]) -> list[Int64Array]:
    """The steps that the axes are fitted on: all, or where that would take too long an even selection."""
    if recipe.projection == "final":
        return [member.steps[member.steps == member.newest_step] for member in members]
    products = sum(len(m.steps) * len(m.cloud.row_ids) * m.cloud.columns**2 for m in members)
    share = min(_MOST_PRODUCTS / max(products, 1), 1.0)
    return [member.steps[::-1][spread_evenly(len(member.steps), _part(len(member.steps), share))] for member in members]


def _part(count: int, share: float) -> int:
    return min(max(round(count * share), 1), count)


def _rows_of(member: Member, steps: Int64Array) -> Iterator[Float32Array]:
    segments = row_segments(member.run, member.cloud, only=frozenset(steps.tolist()))
    for block in read_rows(member.run, member.cloud, segments):
        chosen = block.at(steps)
        if chosen.steps.size:
            yield chosen.values()


def _films(members: Sequence[Member]) -> list[tuple[Member, Film]]:
    films = lay_out(members)
    return [(member, films[member.name]) for member in members]


def _film_fit(member: Member, film: Film) -> RunFit:
    columns = member.cloud.columns
    basis = Basis(np.zeros(columns), np.zeros((columns, AXES)), (0.0, 0.0, 0.0))
    preservation = _preservation(member, film.positions[-1])
    return RunFit(basis, 0, Alignment("none"), preservation, len(film.steps), film)


def _preservation(member: Member, positions: Float32Array) -> Preservation | None:
    """How many of their neighbours the newest rows keep at these positions, float32 `[N, 3]`."""
    seen = np.isfinite(member.newest_rows).all(axis=1) & np.isfinite(positions).all(axis=1)
    rows, positions = member.newest_rows[seen], positions[seen]
    if len(rows) <= PRESERVED_NEIGHBORS + 1 or (rows == rows[0]).all():  # where all rows are equal, all are neighbours
        return None
    rows, _ = within_range(rows)
    positions, _ = within_range(positions)
    queries = spread_evenly(len(rows), _MOST_QUERIES)
    lost = neighbor_change(rows, positions, queries, PRESERVED_NEIGHBORS, "euclidean")
    return Preservation(member.newest_step, float(1 - lost.mean()), PRESERVED_NEIGHBORS / (len(rows) - 1))
