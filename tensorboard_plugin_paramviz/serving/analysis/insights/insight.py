"""What a notice about a run says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tensorboard_plugin_paramviz.serving.analysis.findings import Evidence

InsightName: TypeAlias = Literal[
    "nonfinite_values",
    "exploding_gradients",
    "growing_weights",
    "dead_units",
    "layers_not_learning",
    "vanishing_gradients",
    "loss_spike",
    "clusters",
]
Severity: TypeAlias = Literal["warning", "observation"]

LONGEST_TITLE = 60


@dataclass(frozen=True)
class InsightView:
    """What to open so that one sees what is claimed.

    Attributes:
        view: the page's view.
        step: that of a snapshot.
        parameter: the one to look at; None: the whole model.
        quantity: what cells show.
        statistic: what charts show, under the format's names.
        color: what colours points.
        since: the step that changes are counted from.
    """

    view: Literal["embeddings", "network", "charts"]
    step: int
    parameter: str | None = None
    quantity: Literal["weight", "gradient", "change", "since_start"] | None = None
    statistic: str | None = None
    color: Literal["magnitude", "gradient", "row", "movement", "neighbor_change"] | None = None
    since: int | None = None


@dataclass(frozen=True)
class Insight:
    """A notice about a run.

    Attributes:
        name: what it is.
        severity: `warning`: something is wrong; `observation`: good or neutral news.
        title: at most 60 characters, with the place.
        sentence: the claim with its numbers.
        first_step: where it begins.
        last_step: where it ends.
        view: where to see it.
        causes: what may be behind it, each with what to try.
        parameters: those it concerns; none: the whole model.
        evidence: the numbers that the claim rests on.
        place: what tells it from others of its name; stays while the run grows.
    """

    name: InsightName
    severity: Severity
    title: str
    sentence: str
    first_step: int
    last_step: int
    view: InsightView
    causes: tuple[str, ...]
    parameters: tuple[str, ...] = ()
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    place: str = ""

    @property
    def id(self) -> str:
        """The name with the place."""
        return f"{self.name}:{self.place}" if self.place else self.name
