"""Answers in the few shapes that there are: JSON, arrays, and errors."""

from __future__ import annotations

import json
import math
from hashlib import blake2b
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from safetensors.numpy import save
from tensorboard.backend import http_util

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import numpy.typing as npt
    from werkzeug.wrappers import Request, Response

    from tensorboard_plugin_paramviz.serving.errors import ServingError

_STATUS_OF_CODE = {
    "data_unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
    "internal_error": HTTPStatus.INTERNAL_SERVER_ERROR,
    "method_not_allowed": HTTPStatus.METHOD_NOT_ALLOWED,
    "not_found": HTTPStatus.NOT_FOUND,
    "unknown_parameter": HTTPStatus.NOT_FOUND,
    "unknown_run": HTTPStatus.NOT_FOUND,
    "unknown_tag": HTTPStatus.NOT_FOUND,
}


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


def respond_fields(request: Request, fields: Mapping[str, Any]) -> Response:
    """An answer of JSON; a number in it that is not finite becomes null, as JSON has no other word for it."""
    return respond_json(request, json.dumps(_finite(fields), allow_nan=False))


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


def _finite(value: Any) -> Any:  # noqa: ANN401  # JSON
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {name: _finite(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(inner) for inner in value]
    return value
