"""Insights as fields of JSON."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.serving.analysis.insights.insight import Insight
    from tensorboard_plugin_paramviz.serving.answers.phases import Study


def describe_insights(study: Study) -> dict[str, Any]:
    """What a study says beside phases: how many snapshots the run has, and its insights, the gravest first."""
    return {"snapshots": study.snapshots, "insights": [_describe(insight) for insight in study.insights]}


def _describe(insight: Insight) -> dict[str, Any]:
    return {
        "id": insight.id,
        "name": insight.name,
        "severity": insight.severity,
        "title": insight.title,
        "sentence": insight.sentence,
        "first_step": insight.first_step,
        "last_step": insight.last_step,
        "parameters": insight.parameters,
        "evidence": insight.evidence,
        "causes": insight.causes,
        "view": dataclasses.asdict(insight.view),
    }
