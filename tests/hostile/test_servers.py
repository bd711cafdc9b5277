"""Real TensorBoard on the corpus: it lives, serves the sound run as if it were alone, and answers for all others."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.hostile.corpus import FAMILIES, SERVED, SOUND, sound_case
from tests.hostile.inquiry import address_of, ask, everything, runs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from werkzeug.test import Client

    from tests.conftest import TensorBoardServer
    from tests.hostile.case import Case

LOADERS = ["--load_fast=true", "--load_fast=false"]
# Of the main process. The smallest size that a case claims, and does not have, is that of 10^9 cells of a byte.
MOST_GROWTH_BYTES = 10**9 / 2
_PATIENCE_SECONDS = 180
_RELOADS = 4


class Served:
    """A running TensorBoard, and what lies before it."""

    def __init__(self, server: str, pid: int, loader: str, cases: dict[str, Case]) -> None:
        self.server, self.pid, self.loader, self.cases = server, pid, loader, cases
        self.most_bytes_at_first = self.most_bytes()
        self.listed = self._settled()

    def most_bytes(self) -> int:
        """The most memory that the main process has had."""
        (line,) = (one for one in Path(f"/proc/{self.pid}/status").read_text().split("\n") if one.startswith("VmHWM"))
        return int(line.split()[1]) * 1024

    def _settled(self) -> dict[str, dict[str, Any]]:
        """The runs, once the sound one is complete and no run has changed for a reload or two."""
        deadline, before = time.monotonic() + _PATIENCE_SECONDS, None
        while True:
            listed = {run["name"]: run for run in runs(self.server)}
            all_there = {name for name in self.cases if not name.startswith("event-files/")} <= listed.keys()
            if all_there and listed == before and listed.get(SOUND, {}).get("steps") == list(sound_case().steps or ()):
                return listed
            assert time.monotonic() < deadline, sorted(listed)
            before = listed
            time.sleep(2.5)


@pytest.fixture(scope="module", params=LOADERS)
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, tensorboard_server: TensorBoardServer
) -> Iterator[Served]:
    """All families below one log directory, and the sound run."""
    logdir = tmp_path_factory.mktemp("served")
    cases = {f"{family}/{case.run}": case for family in SERVED for case in FAMILIES[family]()}
    for family in SERVED:
        for case in FAMILIES[family]():
            case.write(logdir / family)
    sound_case().write(logdir)
    server = tensorboard_server(logdir, request.param)
    yield Served(server, tensorboard_server.pid(server), request.param, cases)
    tensorboard_server.stop(server)


def test_the_sound_run_is_served_as_if_it_were_alone(
    served: Served, tmp_path: Path, open_client: Callable[[Path], Client]
) -> None:
    sound_case().write(tmp_path)
    alone = open_client(tmp_path)
    (expected,) = alone.get(address_of(("runs", ()))).get_json()["runs"]
    assert served.listed[SOUND] == expected
    answers = everything(lambda query: alone.get(address_of(query)).get_data(), expected)
    assert everything(lambda query: ask(served.server, query[0], *query[1]).body, expected) == answers


def test_each_run_shows_what_is_sound_of_it_or_says_what_is_wrong(served: Served) -> None:
    """What the loaders make of damaged records is their own; what is inside sound ones is decided here."""
    wrong = {}
    for name, case in served.cases.items():
        run = served.listed.get(name, {"steps": [], "problems": []})
        if name.startswith("event-files/"):
            if not set(run["steps"]) <= {0, 10, 20} and case.steps is not None:
                wrong[name] = run
        elif run["steps"] != list(case.steps or ()) or not (case.steps or run["problems"]):
            wrong[name] = run
    assert wrong == {}


def test_every_route_answers_for_every_run_in_bounded_memory(served: Served) -> None:
    for name, run in served.listed.items():
        family = name.partition("/")[0]
        if family in ("layouts", "labels") and run["steps"] and served.loader == "--load_fast=false":
            everything(lambda query: ask(served.server, query[0], *query[1]).body, run)
        else:  # these runs are alike, and TensorBoard's data server takes its time for each question
            ask(served.server, "snapshots", ("run", name), ("kind", "weights"))
    after = {run["name"]: run for run in runs(served.server)}
    assert after.keys() >= served.listed.keys()
    faults = {name: case for name, case in served.cases.items() if case.fault and name.startswith("layouts/")}
    assert [name for name in faults if not after[name]["problems"]] == []
    assert after[SOUND]["problems"] == []
    assert max(len(problem) for run in after.values() for problem in run["problems"]) < 1_100  # a paragraph
    assert served.most_bytes() - served.most_bytes_at_first < MOST_GROWTH_BYTES


@pytest.mark.parametrize("loader", LOADERS)
def test_where_tensorboards_own_loader_ends_our_routes_say_so(
    loader: str, tmp_path: Path, tensorboard_server: TensorBoardServer
) -> None:
    sound_case().write(tmp_path)
    server = tensorboard_server(tmp_path, loader)
    for case in FAMILIES["absurd-records"]():  # now that it runs: its data server would not start on them
        case.write(tmp_path)
    which = ("run", SOUND)
    for _ in range(_RELOADS):
        time.sleep(1)
        for route, *arguments in (("runs",), ("snapshots", which, ("kind", "weights")), ("insights", which)):
            assert ask(server, route, *arguments, may_be_unavailable=True).status in {200, 404, 503}
    tensorboard_server.stop(server)
