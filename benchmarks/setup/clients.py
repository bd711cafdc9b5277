"""Clients that poll a live run as the tab and as scripts do, and keep account of what they get."""

from __future__ import annotations

import http.client
import json
import threading
import time
import urllib.parse
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from safetensors.numpy import load

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

_PATIENCE_SECONDS = 30  # for an answer, and for the last steps at the end
_NOT_MODIFIED = 304
NO_HEADERS: Mapping[str, str] = MappingProxyType({})


@dataclass
class Account:
    """What one client got.

    Attributes:
        answer_seconds: how long each answer took, by route.
        steps: those of the live run, in the order in which they came.
        largest_poll_bytes: the largest body of a poll, by route; the first answers of all steps aside.
        errors: what went wrong.
    """

    answer_seconds: dict[str, list[float]] = field(default_factory=dict)
    steps: list[int] = field(default_factory=list)
    largest_poll_bytes: dict[str, int] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


class PollingClient(Protocol):
    """A client that asks for news once a round."""

    account: Account

    def poll(self) -> None:
        """Ask once for everything that is new."""


class Connection:
    """Asks the routes of a TensorBoard, with a connection for each answer, as it closes them."""

    def __init__(self, url: str, account: Account) -> None:
        parts = urllib.parse.urlsplit(url)
        self._host, self._prefix = parts.netloc, f"{parts.path}/data/plugin/paramviz"
        self._account = account

    def get(
        self,
        route: str,
        arguments: Mapping[str, Any],
        headers: Mapping[str, str] = NO_HEADERS,
        *,
        is_poll: bool = True,
    ) -> tuple[int, bytes, Mapping[str, str]]:
        """Status, body and headers of an answer."""
        connection = http.client.HTTPConnection(self._host, timeout=_PATIENCE_SECONDS)
        query = urllib.parse.urlencode(arguments, doseq=True)
        started = time.perf_counter()
        try:
            connection.request("GET", f"{self._prefix}/{route}?{query}", headers=dict(headers))
            response = connection.getresponse()
            body = response.read()
        finally:
            connection.close()
        if is_poll:
            self._account.answer_seconds.setdefault(route, []).append(time.perf_counter() - started)
            self._account.largest_poll_bytes[route] = max(
                self._account.largest_poll_bytes.get(route, 0), len(body) if route != "runs" else 0
            )
        if response.status not in (http.client.OK, _NOT_MODIFIED):
            self._account.errors.append(f"{route}?{query[:200]}: {response.status} {body[:300]!r}")
        return response.status, body, dict(response.headers)


class TabClient:
    """Polls as the tab does: `runs` if it changed, then what the cloud has gained, in the first picture's basis."""

    def __init__(self, url: str, run: str, parameter: str) -> None:
        self.account = Account()
        self._connection = Connection(url, self.account)
        self._arguments = {"run": run, "parameter": parameter, "projection": "pca"}
        self._etag = ""
        self._basis: str | None = None

    def poll(self) -> None:
        """Ask once for everything that is new."""
        is_poll = self._basis is not None
        _, _, headers = self._connection.get(
            "runs", {}, {"If-None-Match": self._etag} if self._etag else NO_HEADERS, is_poll=is_poll
        )
        self._etag = headers.get("ETag", self._etag)
        arguments: dict[str, Any] = dict(self._arguments)
        if self._basis is not None:
            arguments |= {"basis": self._basis, "after": self.account.steps[-1]}
        status, body, _ = self._connection.get("cloud", arguments, is_poll=is_poll)
        if status != http.client.OK:
            return
        basis = json.loads(body[8 : 8 + int.from_bytes(body[:8], "little")])["__metadata__"]["basis"]
        if self._basis not in (None, basis):
            self.account.errors.append(f"the basis changed from {self._basis} to {basis}")
        self._basis = basis
        self.account.steps.extend(load(body)["steps/0"].tolist())


class SnapshotsClient:
    """Polls as a script does that follows the weights."""

    def __init__(self, url: str, run: str, kind: str = "weights") -> None:
        self.account = Account()
        self._connection = Connection(url, self.account)
        self._arguments = {"run": run, "kind": kind}

    def poll(self) -> None:
        """Ask once for everything that is new."""
        steps = self.account.steps
        after = {"after": steps[-1]} if steps else {}
        status, body, _ = self._connection.get("snapshots", self._arguments | after, is_poll=bool(steps))
        if status == http.client.OK:
            tensors: dict[str, npt.NDArray[Any]] = load(body)
            self.account.steps.extend(tensors["steps"].tolist())


def poll_together(
    clients: Sequence[PollingClient], interval_seconds: float, has_ended: threading.Event, last_step: list[int]
) -> None:
    """Let clients poll side by side, evenly spread, until the run has ended and each has its last step.

    Args:
        clients: each gets a thread.
        interval_seconds: from a client's answer to its next request.
        has_ended: set when nothing is logged any more.
        last_step: holds the last step then.
    """

    def follow(client: PollingClient, delay_seconds: float) -> None:
        time.sleep(delay_seconds)
        deadline: float | None = None
        while True:
            try:
                client.poll()
            except (OSError, http.client.HTTPException) as error:
                client.account.errors.append(f"{type(error).__name__}: {error}")
            if has_ended.is_set():
                deadline = deadline or time.monotonic() + _PATIENCE_SECONDS
                if client.account.steps[-1:] == last_step or time.monotonic() > deadline:
                    return
            has_ended.wait(interval_seconds)
            if has_ended.is_set():
                time.sleep(interval_seconds / 10)

    threads = [
        threading.Thread(target=follow, args=(client, index * interval_seconds / len(clients)))
        for index, client in enumerate(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
