"""Real TensorBoard on the corpus: it lives, serves the sound run as if it were alone, and answers for all others."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.hostile.case import STEPS
from tests.hostile.corpus import FAMILIES, SERVED, SOUND, sound_case
from tests.hostile.inquiry import address_of, ask, everything, runs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from werkzeug.test import Client

    from tests.conftest import TensorBoardServer
    from tests.hostile.case import Case

DATA_SERVER, PYTHON = LOADERS = ("--load_fast=true", "--load_fast=false")
# TensorBoard's data server looks at the checksums of lengths alone, and takes these records as they are.
UNCHECKED = {"event-files/flipped-data", "event-files/flipped-data-checksum"}
# What lies before a record that claims gigabytes, the data server may keep to itself.
HELD_BACK = {f"event-files/record-of-{2**31 - 1}-bytes", f"event-files/record-of-{2**32}-bytes"}
# Of the main process. The smallest size that a case claims, and does not have, is that of 10^9 cells of a byte.
MOST_GROWTH_BYTES = 10**9 / 2
_PATIENCE_SECONDS = 180
_RELOADS = 4
_LAST_WORDS = {DATA_SERVER: "panicked at|memory allocation of", PYTHON: "Exception in thread Reloader"}
_ROUTES_OF_THE_END = (
    ("runs", ()),
    ("snapshots", (("run", SOUND), ("kind", "weights"))),
    ("insights", (("run", SOUND),)),
)


def sound_steps(name: str, case: Case, loader: str) -> set[tuple[int, ...]] | None:
    """The steps that a loader may leave of a case, one choice mostly; None where chance decides."""
    if case.steps is None:
        return None
    if loader == DATA_SERVER and name in UNCHECKED:
        return {STEPS}
    return {case.steps, ()} if loader == DATA_SERVER and name in HELD_BACK else {case.steps}


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
        certain = {  # to be listed; an event file that is damaged as a whole only if steps are left of it
            name
            for name, case in self.cases.items()
            if not name.startswith("event-files/") or () not in (sound_steps(name, case, self.loader) or {()})
        }
        while True:
            listed = {run["name"]: run for run in runs(self.server)}
            is_sound_complete = listed.get(SOUND, {}).get("steps") == list(STEPS)
            if certain <= listed.keys() and listed == before and is_sound_complete:
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


def test_each_run_shows_the_steps_that_are_sound_of_it(served: Served) -> None:
    """A run that is not listed has none. Bits flipped under a right checksum may make anything of a step."""
    found = {name: tuple(served.listed[name]["steps"]) if name in served.listed else () for name in served.cases}
    sound = {name: sound_steps(name, case, served.loader) for name, case in served.cases.items()}
    assert {name: steps for name, steps in found.items() if steps not in (sound[name] or {steps})} == {}


def test_routes_answer_for_every_run_in_bounded_memory_and_say_what_is_wrong_inside_sound_records(
    served: Served,
) -> None:
    """With TensorBoard's Python loader every route is asked for every run.

    Its data server takes seconds for all questions of one run. There it is one route, and every route for one run of
    each family.
    """
    asked_for_all = set()
    for name, run in served.listed.items():
        family = name.partition("/")[0]
        if served.loader == PYTHON or (run["steps"] and family not in asked_for_all):
            asked_for_all.add(family)
            everything(lambda query: ask(served.server, query[0], *query[1]).body, run)
        else:
            ask(served.server, "snapshots", ("run", name), ("kind", "weights"))
    assert asked_for_all == {SOUND, *SERVED}
    after = {run["name"]: run for run in runs(served.server)}
    assert after.keys() >= served.listed.keys()
    said = {name: "; ".join(after[name]["problems"]) for name in after}
    known = {  # of damage to a file as a whole no loader tells
        name: case.fault
        for name, case in served.cases.items()
        if case.fault is not None and not name.startswith("event-files/")
    }
    assert {name: said[name] for name, fault in known.items() if not re.search(fault or r"\A\Z", said[name])} == {}
    assert said[SOUND] == ""
    assert max(len(problem) for run in after.values() for problem in run["problems"]) < 1_100  # a paragraph
    assert served.most_bytes() - served.most_bytes_at_first < MOST_GROWTH_BYTES


@pytest.mark.parametrize("loader", LOADERS)
def test_where_tensorboards_own_loader_ends_our_routes_say_so_or_serve_what_it_had_read(
    loader: str, tmp_path: Path, tensorboard_server: TensorBoardServer
) -> None:
    sound_case().write(tmp_path)
    server = tensorboard_server(tmp_path, loader)
    wait_until(lambda: [run["steps"] for run in runs(server)] == [list(STEPS)])
    for case in FAMILIES["absurd-records"]():  # now that it runs: its data server would not start on them
        case.write(tmp_path)

    wait_until(lambda: re.search(_LAST_WORDS[loader], tensorboard_server.log(server)) is not None)
    for _ in range(_RELOADS):
        for route, arguments in _ROUTES_OF_THE_END:
            answer = ask(server, route, *arguments, may_be_unavailable=True)
            # What ends is a thread, which leaves behind what it had read, or the data server as a whole.
            assert answer.status in ({200} if loader == PYTHON else {200, 503})
            if route == "runs" and answer.status == 200:
                assert {run["name"]: run["steps"] for run in json.loads(answer.body)["runs"]}[SOUND] == list(STEPS)
        time.sleep(1)
    assert tensorboard_server.is_running(server)
    tensorboard_server.stop(server)


def wait_until(is_so: Callable[[], bool]) -> None:
    """Ask once a second until it is so."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(1)
