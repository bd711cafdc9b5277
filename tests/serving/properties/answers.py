"""What every answer must be like, whatever was asked."""

from __future__ import annotations

import csv
import gzip
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors.numpy import load
from werkzeug.test import run_wsgi_app

from tests.serving.api_page import STATUS_OF_CODE

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from tests.serving.properties.requests import GeneratedRequest

_LONGEST_ERROR_BYTES = 8_192
_OK, _NOT_MODIFIED, _NOT_FOUND = 200, 304, 404
_FORBIDDEN_HEADERS = ("Set-Cookie", "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Location")


@dataclass(frozen=True)
class Answer:
    """An answer as it goes over the wire; `body` is unpacked."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def mimetype(self) -> str:
        """What the body says it is."""
        return self.headers["Content-Type"].partition(";")[0]


def ask(application: Any, request: GeneratedRequest) -> Answer:  # noqa: ANN401  # TensorBoard's, untyped
    """Send a request to TensorBoard's application."""
    chunks, status, headers = run_wsgi_app(application, request.environ(), buffered=True)
    body = b"".join(chunks)
    named = dict(headers)
    assert len(named) == len(list(headers)), f"a header is repeated: {headers}"
    if body and "Content-Length" in named:
        assert int(named["Content-Length"]) == len(body)
    if body and named.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    return Answer(int(status.partition(" ")[0]), named, body)


def check_answer(answer: Answer, request: GeneratedRequest, decode: Callable[[Answer], None]) -> None:
    """Hold an answer against what holds for all of them, and its body against `decode`."""
    method = request.method.upper()  # as TensorBoard's framework takes it
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"]
    assert not set(_FORBIDDEN_HEADERS) & set(answer.headers)
    if answer.status == _NOT_MODIFIED:
        assert answer.body == b""
    elif method == "HEAD":
        assert answer.body == b""
        assert answer.status in {_OK, *STATUS_OF_CODE.values()} - {500, 503}
    elif answer.status == _OK:
        assert method == "GET"
        decode(answer)
    else:
        assert not request.is_sound, (request, answer)
        check_error(answer)


def check_error(answer: Answer) -> None:
    """The one shape of errors, with a code that the page documents under this status."""
    assert answer.mimetype == "application/json"
    assert len(answer.body) < _LONGEST_ERROR_BYTES
    document = read_json(answer.body)
    assert document.keys() == {"error"}
    error = document["error"]
    assert error.keys() == {"code", "argument", "message"}
    assert all(isinstance(value, str) for value in error.values())
    assert STATUS_OF_CODE[error["code"]] == answer.status < 500, error
    assert error["message"]


def check_json(answer: Answer) -> None:
    """An object of JSON, which no page can run as a script."""
    assert answer.mimetype == "application/json"
    assert isinstance(read_json(answer.body), dict)


def check_safetensors(answer: Answer) -> None:
    """Arrays that the format's own library reads, of steps that increase."""
    assert answer.mimetype == "application/octet-stream"
    arrays, metadata = read_safetensors(answer.body)
    for name, array in arrays.items():
        if name.partition("/")[0] == "steps":
            steps = array.tolist()
            assert steps == sorted(set(steps))
    assert all(isinstance(value, str) for value in metadata.values())


def check_download(answer: Answer) -> None:
    """A file that a browser saves, in the format that its name says."""
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="paramviz-')
    _READERS[disposition.partition('"')[2].partition('"')[0].rpartition(".")[2]](answer.body)


def read_safetensors(body: bytes) -> tuple[dict[str, npt.NDArray[Any]], dict[str, str]]:
    """The arrays and the metadata of an answer."""
    header = read_json(body[8 : 8 + int.from_bytes(body[:8], "little")])
    return load(body), header["__metadata__"]


def read_json(body: bytes) -> Any:  # noqa: ANN401  # JSON
    """JSON as its standard has it: no NaN, no infinity."""
    return json.loads(body.decode(), parse_constant=_refuse)


# How the sound answers of each route are read.
DECODERS: dict[str, Callable[[Answer], None]] = {
    "runs": check_json,
    "snapshots": check_safetensors,
    "cloud": check_safetensors,
    "neighbors": check_json,
    "movement": check_json,
    "export": check_download,
    "scalars": check_json,
    "phases": check_json,
    "insights": check_json,
}


_READERS: dict[str, Callable[[bytes], object]] = {
    "csv": lambda body: list(csv.reader(io.StringIO(body.decode()))),
    "json": read_json,
    "npz": lambda body: dict(np.load(io.BytesIO(body))),
    "safetensors": load,
}


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")
