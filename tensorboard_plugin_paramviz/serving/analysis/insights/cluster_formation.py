"""Clusters that formed among the rows of an embedding."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from tensorboard_plugin_paramviz.serving.analysis.insights.insight import Insight, InsightView
from tensorboard_plugin_paramviz.serving.analysis.insights.places import fitted_title
from tensorboard_plugin_paramviz.serving.analysis.wording import times

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tensorboard_plugin_paramviz.serving.analysis.findings import Evidence, Finding
    from tensorboard_plugin_paramviz.serving.analysis.insights.subject import Subject

_CLUSTERS_IN_SENTENCE = 3
_EXAMPLES_IN_SENTENCE = 3
_CAUSES = (
    "The model found out that these rows are used alike, as words of one kind are: see what they have in common.",
    "Rows that hardly moved since the start were never trained: see whether the data have such tokens at all.",
)


def clusters_formed(subject: Subject) -> list[Insight]:
    """The clusters among the events of the run, as good news: one insight for each cloud."""
    clouds: dict[str, list[Finding]] = {}
    for found in subject.report.events:
        if found.name == "clusters":
            clouds.setdefault(found.parameters[0], []).append(found)
    return [_insight(subject, cloud, events) for cloud, events in clouds.items()]


def _insight(subject: Subject, cloud: str, events: list[Finding]) -> Insight:
    clusters: list[dict[str, Evidence]] = [
        {**cluster, "absent_at": event.first_step, "there_at": event.last_step}
        for event in events
        for cluster in cast("list[Mapping[str, Evidence]]", event.evidence["clusters"])
    ]
    what = "A cluster" if len(clusters) == 1 else f"{len(clusters)} clusters"
    first, last = min(event.first_step for event in events), max(event.last_step for event in events)
    step = cast("int", events[-1].evidence["step"])
    told = [
        f"{cluster['size']} ({', '.join(f'“{label}”' for label in _examples(cluster))}, …)"
        for cluster in clusters[:_CLUSTERS_IN_SENTENCE]
    ]
    more = f"; and {len(clusters) - len(told)} more" if len(clusters) > len(told) else ""
    lowest = min(cast("float", cluster["density_ratio"]) for cluster in clusters)
    return Insight(
        name="clusters",
        severity="observation",
        title=fitted_title(f"{what} formed in {cloud}", f"{what} formed in an embedding"),
        sentence=f"Between steps {first} and {last}, {what[0].lower()}{what[1:]} formed among the rows of {cloud}: "
        f"{'; '.join(told)}{more}. At step {step} the middle is at least {times(lowest)} as dense as the gap around.",
        first_step=first,
        last_step=last,
        view=InsightView("embeddings", step, cloud, color="movement", since=subject.first_step),
        causes=_CAUSES,
        parameters=(cloud,),
        evidence={**events[-1].evidence, "clusters": clusters},
        place=cloud,
    )


def _examples(cluster: Mapping[str, Evidence]) -> list[str]:
    return cast("list[str]", cluster["examples"])[:_EXAMPLES_IN_SENTENCE]
