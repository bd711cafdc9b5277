"""The route `phases`: what a run went through, each claim with its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.serving.answers.phases import describe_report
from tensorboard_plugin_paramviz.serving.routes.responses import respond_fields
from tensorboard_plugin_paramviz.serving.routes.route import Inquiry, Route

if TYPE_CHECKING:
    from werkzeug.wrappers import Response


def _answer(inquiry: Inquiry) -> Response:
    run = inquiry.arguments.text("run")
    report = inquiry.experiment.phases.report(inquiry.source, inquiry.scalars, run)
    return respond_fields(inquiry.request, {"run": run} | describe_report(report))


ROUTE = Route("phases", ("run",), _answer)
