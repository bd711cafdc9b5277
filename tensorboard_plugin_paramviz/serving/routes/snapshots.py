"""The route `snapshots`: a run's tiles or statistics, as logged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.serving.answers.snapshots import bounded_snapshots
from tensorboard_plugin_paramviz.serving.reading.history import SNAPSHOT_KINDS
from tensorboard_plugin_paramviz.serving.routes.responses import respond_safetensors
from tensorboard_plugin_paramviz.serving.routes.route import Inquiry, Route

if TYPE_CHECKING:
    from werkzeug.wrappers import Response


def _answer(inquiry: Inquiry) -> Response:
    arguments = inquiry.arguments
    name = arguments.text("run")
    kind = arguments.choice("kind", SNAPSHOT_KINDS)
    after = arguments.optional_step("after")
    only = arguments.optional_steps("steps")
    (run,) = inquiry.experiment.reader.open(inquiry.source, [name])
    steps, values = bounded_snapshots(run, kind, after, only, inquiry.reserve)
    return respond_safetensors(inquiry.request, {"steps": steps, kind: values}, {"run": name})


ROUTE = Route("snapshots", ("run", "kind", "after", "steps"), _answer)
