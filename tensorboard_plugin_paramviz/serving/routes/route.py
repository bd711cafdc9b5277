"""What a route is, and how whatever goes wrong in one becomes the one shape of errors."""

from __future__ import annotations

import functools
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from werkzeug.wrappers import Request, Response

from tensorboard_plugin_paramviz.serving.errors import MethodError, ServingError, quoted
from tensorboard_plugin_paramviz.serving.routes.responses import respond_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from tensorboard_plugin_paramviz.serving.answers.experiment import Experiment
    from tensorboard_plugin_paramviz.serving.answers.limits import Reserve
    from tensorboard_plugin_paramviz.serving.routes.arguments import Arguments
    from tensorboard_plugin_paramviz.serving.sources.scalars import ScalarSource
    from tensorboard_plugin_paramviz.serving.sources.source import Source

WSGIApplication: TypeAlias = "Callable[[dict[str, Any], Callable[..., Any]], Any]"

logger = logging.getLogger("tensorboard_plugin_paramviz")


@dataclass(frozen=True)
class Inquiry:
    """A request for data.

    Attributes:
        request: the request itself, for what the client accepts.
        arguments: its arguments; no other than the route's.
        source: where the runs are.
        scalars: where their scalars are.
        logdir: the directory that they lie in, as TensorBoard was told; empty where that is none, or more than one.
        experiment: what is kept of them.
        reserve: to be told how large an answer will be, before it is made.
    """

    request: Request
    arguments: Arguments
    source: Source
    scalars: ScalarSource
    logdir: str
    experiment: Experiment
    reserve: Reserve


@dataclass(frozen=True)
class Route:
    """A route that answers with data.

    Attributes:
        name: its address below the plugin's.
        arguments: the names of its arguments, as `http_api.md` lists them.
        answer: makes the answer.
    """

    name: str
    arguments: tuple[str, ...]
    answer: Callable[[Inquiry], Response]


def application(handle: Callable[[Request], Response]) -> WSGIApplication:
    """A WSGI application that answers GET, and turns whatever goes wrong into the one shape of errors."""

    @functools.wraps(handle)
    def answer(request: Request) -> Response:
        try:
            if request.method not in ("GET", "HEAD"):
                raise MethodError(f"found {request.method}, expected GET")  # noqa: TRY301  # an error like the others
            return handle(request)
        except ServingError as error:
            return respond_error(request, error, str(error))
        except Exception:  # a fault of ours must not end as an HTML page
            logger.exception("The request for %s cannot be answered.", quoted(request.path))
            return respond_error(request, ServingError(), "the server failed; TensorBoard's terminal shows why")

    application: WSGIApplication = Request.application(answer)
    return application
