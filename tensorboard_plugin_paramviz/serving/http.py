"""The HTTP half of a route: arguments with named errors, and answers in the few shapes that there are."""

from __future__ import annotations

import functools
import json
import logging
from hashlib import blake2b
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from safetensors.numpy import save
from tensorboard.backend import http_util
from werkzeug.wrappers import Request, Response

from tensorboard_plugin_paramviz.serving.errors import ArgumentError, MethodError, ServingError, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    import numpy as np
    import numpy.typing as npt

WSGIApplication: TypeAlias = "Callable[[dict[str, Any], Callable[..., Any]], Any]"

Choice = TypeVar("Choice", bound=str)

_STATUS_OF_CODE = {
    "data_unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
    "internal_error": HTTPStatus.INTERNAL_SERVER_ERROR,
    "method_not_allowed": HTTPStatus.METHOD_NOT_ALLOWED,
    "not_found": HTTPStatus.NOT_FOUND,
    "unknown_parameter": HTTPStatus.NOT_FOUND,
    "unknown_run": HTTPStatus.NOT_FOUND,
}
_LARGEST_STEP = 2**63 - 1  # steps are int64 in TensorBoard's events
_LARGEST_STEP_DIGITS = 19
_LONGEST_SHOWN_NAME = 64

logger = logging.getLogger("tensorboard_plugin_paramviz")


class Arguments:
    """The arguments of a request, each checked when it is asked for.

    Args:
        request: the request.
        known: the names of the route's arguments.

    Raises:
        ArgumentError: the request carries another argument.
    """

    def __init__(self, request: Request, known: Collection[str]) -> None:
        self._values = request.args
        for name in self._values:
            if name not in known:
                taken = f"this route takes {', '.join(known)}" if known else "this route takes no arguments"
                raise ArgumentError("unknown_argument", name[:_LONGEST_SHOWN_NAME], f"found {quoted(name)}; {taken}")

    def texts(self, name: str) -> list[str]:
        """The values of an argument that is required and may be repeated, each value once."""
        values = list(dict.fromkeys(self._values.getlist(name)))
        if not values:
            raise _missing(name)
        return values

    def optional_text(self, name: str) -> str | None:
        """The value of an argument that may be absent."""
        values = self._values.getlist(name)
        if len(values) > 1:
            raise ArgumentError("repeated_argument", name, f"found {name} {len(values)} times, expected it once")
        return values[0] if values else None

    def text(self, name: str) -> str:
        """The value of an argument that is required."""
        value = self.optional_text(name)
        if value is None:
            raise _missing(name)
        return value

    def optional_choice(self, name: str, options: Sequence[Choice]) -> Choice | None:
        """A value out of a closed list, where there is one."""
        value = self.optional_text(name)
        if value is None:
            return None
        for option in options:
            if option == value:
                return option
        raise ArgumentError("bad_value", name, f"found {quoted(value)}, expected {' or '.join(options)}")

    def choice(self, name: str, options: Sequence[Choice]) -> Choice:
        """A value out of a closed list that is required."""
        value = self.optional_choice(name, options)
        if value is None:
            raise _missing(name)
        return value

    def optional_step(self, name: str) -> int | None:
        """A step, where there is one."""
        value = self.optional_text(name)
        return None if value is None else _step(name, value)

    def optional_steps(self, name: str) -> frozenset[int] | None:
        """Steps separated by commas, where there are any."""
        value = self.optional_text(name)
        return None if value is None else frozenset(_step(name, part) for part in value.split(","))


def _missing(name: str) -> ArgumentError:
    return ArgumentError("missing_argument", name, f"the argument {name} is missing")


def _step(name: str, value: str) -> int:
    digits = value.removeprefix("-")
    if digits.isascii() and digits.isdigit() and len(digits) <= _LARGEST_STEP_DIGITS and int(digits) <= _LARGEST_STEP:
        return int(value)
    raise ArgumentError("bad_value", name, f"found {quoted(value)}, expected the number of a step, such as 100")


def etag_of(body: bytes) -> str:
    """A tag that changes with the bytes of an answer."""
    return blake2b(body, digest_size=12).hexdigest()


def respond(
    request: Request,
    body: bytes,
    mimetype: str,
    *,
    status: int = HTTPStatus.OK,
    etag: str | None = None,
    max_age_seconds: int = 0,
) -> Response:
    """An answer with `nosniff`, compressed where it is text and the browser takes it.

    Args:
        request: the request, for what the client accepts and already has.
        body: the bytes, UTF-8 where they are text.
        mimetype: what they are.
        status: the HTTP status.
        etag: makes the answer conditional: a client that has these bytes gets 304 without them.
        max_age_seconds: how long the browser may use the answer without asking; 0: it must ask each time.
    """
    response: Response = http_util.Respond(request, body, mimetype, code=status, expires=max_age_seconds)
    if etag is not None:
        response.set_etag(etag, weak=True)  # weak: the same tag with and without compression
        response.make_conditional(request)
        response.headers.setdefault("Content-Type", mimetype)  # TensorBoard demands one of a 304 as well
    return response


def respond_json(request: Request, text: str) -> Response:
    """An answer of JSON that is serialized already; conditional, as the page asks again and again."""
    body = text.encode()
    return respond(request, body, "application/json", etag=etag_of(body))


def respond_safetensors(
    request: Request, tensors: Mapping[str, npt.NDArray[np.generic]], metadata: Mapping[str, Any]
) -> Response:
    """An answer of arrays; in its metadata strings as they are, and anything else as JSON."""
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in metadata.items()}
    return respond(request, save(dict(tensors), texts), "application/octet-stream")


def respond_error(request: Request, error: ServingError, message: str) -> Response:
    """The one shape of all errors."""
    body = json.dumps({"error": {"code": error.code, "argument": error.argument, "message": message}})
    status = _STATUS_OF_CODE.get(error.code, HTTPStatus.BAD_REQUEST)
    return respond(request, body.encode(), "application/json", status=status)


def route(handle: Callable[[Request], Response]) -> WSGIApplication:
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
