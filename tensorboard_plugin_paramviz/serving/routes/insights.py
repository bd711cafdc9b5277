"""The route `insights`: what is wrong with a run or worth a look, each notice with its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.serving.answers.insights import describe_insights
from tensorboard_plugin_paramviz.serving.routes.responses import respond_fields
from tensorboard_plugin_paramviz.serving.routes.route import Inquiry, Route

if TYPE_CHECKING:
    from werkzeug.wrappers import Response


def _answer(inquiry: Inquiry) -> Response:
    run = inquiry.arguments.text("run")
    study = inquiry.experiment.phases.study(inquiry.source, inquiry.scalars, run)
    return respond_fields(inquiry.request, {"run": run} | describe_insights(study))


ROUTE = Route("insights", ("run",), _answer)
