"""The route `export`: a selection of a run as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.serving.answers.export.download import FORMATS, export
from tensorboard_plugin_paramviz.serving.answers.export.plan import Selection
from tensorboard_plugin_paramviz.serving.routes.responses import respond_download
from tensorboard_plugin_paramviz.serving.routes.route import Inquiry, Route

if TYPE_CHECKING:
    from werkzeug.wrappers import Response


def _answer(inquiry: Inquiry) -> Response:
    arguments = inquiry.arguments
    name = arguments.text("run")
    format_name = arguments.choice("format", FORMATS)
    selection = Selection(
        steps=arguments.optional_text("steps"),
        parameters=arguments.optional_texts("parameters"),
        kinds=arguments.optional_text("kinds"),
        rows=arguments.optional_text("rows"),
    )
    (run,) = inquiry.experiment.reader.open(inquiry.source, [name])
    return respond_download(export(run, format_name, selection))


ROUTE = Route("export", ("run", "format", "steps", "parameters", "kinds", "rows"), _answer)
