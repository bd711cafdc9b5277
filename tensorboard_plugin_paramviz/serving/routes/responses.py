"""Answers in the few shapes that there are: JSON, arrays, and errors."""

from __future__ import annotations

import json
import logging
import math
from hashlib import blake2b
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import numpy as np
from tensorboard.backend import http_util
from werkzeug.wrappers import Response

from tensorboard_plugin_paramviz.format.errors import HeaderSizeError
from tensorboard_plugin_paramviz.format.safetensors import lay_out_safetensors
from tensorboard_plugin_paramviz.serving.errors import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy.typing as npt
    from _typeshed.wsgi import WSGIEnvironment
    from werkzeug.datastructures import Headers
    from werkzeug.wrappers import Request

    from tensorboard_plugin_paramviz.serving.answers.export.download import Download
    from tensorboard_plugin_paramviz.serving.errors import ServingError

logger = logging.getLogger("tensorboard_plugin_paramviz")

_STATUS_OF_CODE = {
    "data_unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
    "internal_error": HTTPStatus.INTERNAL_SERVER_ERROR,
    "method_not_allowed": HTTPStatus.METHOD_NOT_ALLOWED,
    "not_found": HTTPStatus.NOT_FOUND,
    "nothing_to_export": HTTPStatus.NOT_FOUND,
    "unknown_parameter": HTTPStatus.NOT_FOUND,
    "unknown_row": HTTPStatus.NOT_FOUND,
    "unknown_run": HTTPStatus.NOT_FOUND,
    "unknown_step": HTTPStatus.NOT_FOUND,
    "unknown_tag": HTTPStatus.NOT_FOUND,
}
_CHUNK_BYTES = 1 << 20  # a server takes bytes: so much is copied at a time


def status_of(code: str) -> HTTPStatus:
    """The HTTP status of an error's code."""
    return _STATUS_OF_CODE.get(code, HTTPStatus.BAD_REQUEST)


class _NotModified(Response):
    """A 304 that says its content type: werkzeug takes it off, and TensorBoard warns of every answer without one."""

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Headers:
        headers = super().get_wsgi_headers(environ)
        headers["Content-Type"] = self.headers["Content-Type"]
        return headers


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
        if request.if_none_match.contains_weak(etag):  # the only condition: If-Match would end as 412 with a body
            return _NotModified(status=HTTPStatus.NOT_MODIFIED, headers=response.headers)
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
    """An answer of arrays, sent without a copy of them; in its metadata strings as they are, anything else as JSON.

    Raises:
        TooLargeError: its texts alone are more than readers of the format accept.
    """
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in metadata.items()}
    try:
        header, arrays = lay_out_safetensors(tensors, texts)
    except HeaderSizeError as error:  # labels of a hostile layout
        raise TooLargeError(str(error)) from error
    response = respond(request, b"", "application/octet-stream")
    response.response = _chunks(header, arrays)
    response.content_length = len(header) + sum(array.nbytes for array in arrays)
    return response


def _chunks(header: bytes, arrays: Sequence[npt.NDArray[np.generic]]) -> Iterator[bytes]:
    yield header
    for array in arrays:
        content = array.reshape(-1).view(np.uint8)
        for start in range(0, len(content), _CHUNK_BYTES):
            yield content[start : start + _CHUNK_BYTES].tobytes()


def respond_download(download: Download) -> Response:
    """A file that is made while it is sent; one that cannot be finished ends too early, and the client notices.

    TensorBoard's own `Respond` takes whole bodies only.
    """
    plain_name = "".join(character if character.isascii() else "_" for character in download.file_name)
    headers = {
        "Content-Disposition": f"attachment; filename=\"{plain_name}\"; filename*=UTF-8''{quote(download.file_name)}",
        "Cache-Control": "no-cache, must-revalidate",
        "X-Content-Type-Options": "nosniff",
    }
    if download.length_bytes is not None:
        headers["Content-Length"] = str(download.length_bytes)
    return Response(_told(download), headers=headers, mimetype=download.mimetype)


def _told(download: Download) -> Iterator[bytes]:
    try:
        yield from download.chunks()
    except Exception:
        logger.exception("%s broke off; whoever asked for it has an incomplete file.", download.file_name)
        raise  # so that the server closes the connection before the end


def respond_error(request: Request, error: ServingError, message: str) -> Response:
    """The one shape of all errors."""
    body = json.dumps({"error": {"code": error.code, "argument": error.argument, "message": message}})
    return respond(request, body.encode(), "application/json", status=status_of(error.code))


def _finite(value: Any) -> Any:  # noqa: ANN401  # JSON
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {name: _finite(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(inner) for inner in value]
    return value
