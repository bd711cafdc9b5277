"""The route `phases`: what a run went through, each claim with its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tensorboard_plugin_paramviz.serving.routes.responses import respond_fields
from tensorboard_plugin_paramviz.serving.routes.route import Inquiry, Route

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from tensorboard_plugin_paramviz.serving.analysis.findings import Finding


def _answer(inquiry: Inquiry) -> Response:
    run = inquiry.arguments.text("run")
    report = inquiry.experiment.phases.report(inquiry.source, inquiry.scalars, run)
    fields = {
        "run": run,
        "verdict": report.verdict,
        "sentence": report.sentence,
        "evidence": report.evidence,
        "phases": [_describe(phase) for phase in report.phases],
        "events": [_describe(event) for event in report.events],
    }
    return respond_fields(inquiry.request, fields)


def _describe(finding: Finding) -> dict[str, Any]:
    return {
        "name": finding.name,
        "first_step": finding.first_step,
        "last_step": finding.last_step,
        "parameters": finding.parameters,
        "evidence": finding.evidence,
        "sentence": finding.sentence,
    }


ROUTE = Route("phases", ("run",), _answer)
