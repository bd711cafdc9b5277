"""Clusters that formed among the rows of an embedding."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from tensorboard_plugin_paramviz.serving.analysis.insights.insight import Insight, InsightView
from tensorboard_plugin_paramviz.serving.analysis.insights.places import fitted_title

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.serving.analysis.insights.subject import Subject

_CAUSES = (
    "The model found out that these rows are used alike, as words of one kind are: see what they have in common.",
    "Rows that hardly moved since the start were never trained: see whether the data have such tokens at all.",
)


def clusters_formed(subject: Subject) -> list[Insight]:
    """The clusters among the events of the run, as good news."""
    insights = []
    for found in subject.report.events:
        if found.name != "clusters":
            continue
        clusters, step = cast("list[object]", found.evidence["clusters"]), cast("int", found.evidence["step"])
        what = "A cluster" if len(clusters) == 1 else f"{len(clusters)} clusters"
        cloud = found.parameters[0]
        insights.append(
            Insight(
                name="clusters",
                severity="observation",
                title=fitted_title(f"{what} formed in {cloud}", f"{what} formed in an embedding"),
                sentence=found.sentence,
                first_step=found.first_step,
                last_step=found.last_step,
                view=InsightView("embeddings", step, cloud, color="movement", since=subject.first_step),
                causes=_CAUSES,
                parameters=found.parameters,
                evidence=found.evidence,
                place=f"{cloud}:{found.last_step}",
            )
        )
    return insights
