"""Everything that a server can be asked about its runs, and what any answer must be like."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.serving.api_page import STATUS_OF_CODE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PATIENCE_SECONDS = 120
_SERVERS_FAULT = 500
_LONGEST_ERROR_BYTES = 8_192
Query = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True)
class Answer:
    """A status and a body."""

    status: int
    body: bytes


def ask(server: str, route: str, *arguments: tuple[str, str], may_be_unavailable: bool = False) -> Answer:
    """Ask a running TensorBoard; a refusal must be of the one documented shape, and no fault of the server's own."""
    address = server + address_of((route, arguments))
    try:
        with urllib.request.urlopen(address, timeout=_PATIENCE_SECONDS) as response:  # noqa: S310  # a loopback address
            return Answer(int(response.status), response.read())
    except urllib.error.HTTPError as refusal:
        with refusal:
            answer = Answer(refusal.code, refusal.read())
    error = json.loads(answer.body)["error"]
    assert STATUS_OF_CODE[error["code"]] == answer.status, (address[:300], error)
    assert answer.status < _SERVERS_FAULT or (may_be_unavailable and error["code"] == "data_unavailable"), error
    assert error["message"]
    assert len(answer.body) < _LONGEST_ERROR_BYTES, (address[:300], len(answer.body))
    return answer


def runs(server: str) -> list[dict[str, Any]]:
    """What the server says of each run, in JSON as its standard has it."""
    return list(json.loads(ask(server, "runs").body, parse_constant=_refuse)["runs"])


def everything(get: Callable[[Query], bytes], run: dict[str, Any]) -> dict[Query, bytes]:
    """What every route answers about one run."""
    return {query: get(query) for query in _queries(run)}


def address_of(query: Query) -> str:
    """Where a question is asked, below TensorBoard's address."""
    route, arguments = query
    return f"/data/plugin/paramviz/{route}?{urllib.parse.urlencode(arguments)}"


def _queries(run: dict[str, Any]) -> Iterator[Query]:
    name = ("run", run["name"])
    for kind in ("weights", "gradients", "statistics"):
        yield "snapshots", (name, ("kind", kind))
    for parameter in [*run["clouds"], "absent"]:
        which = name, ("parameter", parameter)
        yield "cloud", which
        yield "cloud", (*which, ("projection", "first"))
        steps = [str(step) for step in run["steps"][:1] + run["steps"][-1:]] or ["0"]
        yield "neighbors", (*which, ("row", "0"), ("step", steps[-1]))
        yield "movement", (*which, ("from", steps[0]), ("to", steps[-1]))
    for route in ("phases", "insights", "scalars"):
        yield route, (name,)
    for form in ("csv", "json", "npz", "safetensors"):
        yield "export", (name, ("format", form), ("steps", "last"))


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")
