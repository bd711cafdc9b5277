"""See it at once: train a small GPT, serve TensorBoard, print the address of the ParamViz tab.

    python -m nanogpt.demo --port 6006 --log_dir runs

Ctrl-C ends the training, which saves a checkpoint, and then TensorBoard. Each demo is a run of its own in that folder.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nanogpt.errors import ArgumentError, CommandError, UsageError, run_command
from nanogpt.folders import make_writable, next_run_name
from nanogpt.options import check, option, parse
from nanogpt.processes import Child

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

HOST = "127.0.0.1"
_POLL_SECONDS = 0.5
_REQUEST_TIMEOUT_SECONDS = 5
_PATIENCE_SECONDS = 60
_TRAINING_PATIENCE_SECONDS = 20
_TENSORBOARD_PATIENCE_SECONDS = 5
_FIRST_SEED = 1336
_LAST_PORT = 65_535


class PortTakenError(ArgumentError):
    """Somebody else listens on the port."""


class PluginMissingError(UsageError):
    """TensorBoard runs without ParamViz."""


class ChildEndedError(CommandError):
    """The training or TensorBoard ended when it should not have."""


@dataclass(frozen=True)
class DemoConfig:
    """What a demo can be told.

    Raises:
        OptionValueError: if a value has the wrong type or range.
    """

    port: int = option(6006, "port of TensorBoard on this machine", at_least=1, below=_LAST_PORT + 1)
    steps: int = option(0, "steps to train; 0: those of the preset, some minutes", at_least=0, synonyms=("max_iters",))
    log_dir: str = option("runs", "folder of all runs; the demo adds one", synonyms=("logdir",))
    out_dir: str = option("out", "folder of all checkpoints; the demo adds one")

    def __post_init__(self) -> None:
        """Check types and ranges."""
        check(self)


class Demo:
    """A training and a TensorBoard that end together."""

    def __init__(self, config: DemoConfig) -> None:
        """Choose the run's name; nothing is started yet.

        Raises:
            PortTakenError: if the port is in use.
            FolderUnwritableError: if a folder cannot be written.
        """
        self._port = config.port
        self._steps = config.steps
        self._runs, self._checkpoints = Path(config.log_dir), Path(config.out_dir)
        refuse_taken_port(config.port)
        make_writable({"log_dir": self._runs, "out_dir": self._checkpoints})
        self._name = next_run_name("demo", self._runs, self._checkpoints)
        self._is_stopping = False
        self._children: list[Child] = []

    def run(self) -> None:
        """Train and serve until Ctrl-C.

        Raises:
            ChildEndedError: if the training or TensorBoard fail.
            PluginMissingError: if TensorBoard runs without ParamViz.
        """
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note_signal)
        address = f"http://localhost:{self._port}/#paramviz"
        try:
            self._children.append(self._start_training())
            self._children.append(self._start_tensorboard())
            _say(f"{self._name} has started; the address follows as soon as there is something to see")
            self._wait_for_points()
            _say(f"watch the parameters learn:  {address}   (Ctrl-C ends training and TensorBoard)")
            while self._goes_on() and self._children[0].exit_status is None:
                time.sleep(_POLL_SECONDS)
            if not self._is_stopping:
                _say(f"the training is over; TensorBoard goes on:  {address}   (Ctrl-C ends it)")
            while self._goes_on():
                time.sleep(_POLL_SECONDS)
        finally:
            self._stop()

    def _start_training(self) -> Child:
        command = [sys.executable, "-m", "nanogpt.train", "--config", "demo"]
        command += ["--log_dir", str(self._runs / self._name), "--out_dir", str(self._checkpoints / self._name)]
        command += ["--seed", str(_FIRST_SEED + int(self._name.rpartition("-")[2]))]  # no two demos are the same
        if self._steps:
            command += ["--max_iters", str(self._steps)]
        environment = {
            # A pipe has no width and no cursor: pass on what the terminal has.
            "COLUMNS": str(shutil.get_terminal_size().columns),
            "TQDM_MININTERVAL": "0.5" if sys.stdout.isatty() else "10",
            # Threads that spin while they wait make training 6 times slower as soon as a browser wants a core, too.
            "OMP_WAIT_POLICY": os.environ.get("OMP_WAIT_POLICY", "PASSIVE"),
        }
        return Child("the training", command, environment=environment, is_shown=True)

    def _start_tensorboard(self) -> Child:
        command = [sys.executable, "-m", "tensorboard.main", "--logdir", str(self._runs)]
        command += ["--host", HOST, "--port", str(self._port), "--reload_interval", "5"]
        return Child("TensorBoard", command)

    def _wait_for_points(self) -> None:
        """Wait until the tab has something to show, or Ctrl-C."""
        impatient_at = time.monotonic() + _PATIENCE_SECONDS
        while self._goes_on() and not has_points(self._port, self._name):
            if time.monotonic() > impatient_at:
                impatient_at = float("inf")
                _say(f"still nothing to see after {_PATIENCE_SECONDS} s; {self._children[1].last_words()}")
            time.sleep(_POLL_SECONDS)

    def _goes_on(self) -> bool:
        """Return False after Ctrl-C; raise if a child ended by itself that should not have."""
        training, tensorboard = self._children
        for child, expected in ((training, (None, 0)), (tensorboard, (None,))):
            if child.exit_status not in expected and not self._is_stopping:
                raise ChildEndedError(f"{child.name} ended with status {child.exit_status}; {child.last_words()}")
        return not self._is_stopping

    def _note_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._is_stopping = True

    def _stop(self) -> None:
        """End what was started: the training first, which saves a checkpoint."""
        self._is_stopping = True
        for child in self._children:
            child.is_shown = False
        patience = (_TRAINING_PATIENCE_SECONDS, _TENSORBOARD_PATIENCE_SECONDS)
        for child, asking, seconds in zip(self._children, (signal.SIGINT, signal.SIGTERM), patience, strict=False):
            if child.exit_status is None:
                _say(f"ending {child.name}")
            child.stop(asking, seconds)


def refuse_taken_port(port: int) -> None:
    """Raise `PortTakenError` if the port cannot be listened on; the text proposes one that can."""
    if _is_free(port):
        return
    free = next((other for other in range(port + 1, _LAST_PORT + 1) if _is_free(other)), 0)
    raise PortTakenError("port", f"port {port} is in use: choose another one, as in `make demo PORT={free}`")


def has_points(port: int, run: str) -> bool:
    """Return whether the ParamViz tab on this port would show the run in motion: a cloud and two steps of it.

    Raises:
        PluginMissingError: if TensorBoard answers, but knows no such tab.
    """
    runs: list[dict[str, Any]] = _fetch_runs(port)
    return any(each["name"] == run and each["clouds"] and len(each["steps"]) > 1 for each in runs)


def _fetch_runs(port: int) -> list[dict[str, Any]]:
    """Return what the route `runs` lists; nothing while TensorBoard is starting."""
    connection = http.client.HTTPConnection(HOST, port, timeout=_REQUEST_TIMEOUT_SECONDS)
    try:
        connection.request("GET", "/data/plugin/paramviz/runs")
        response = connection.getresponse()
        if response.status == http.HTTPStatus.NOT_FOUND:
            raise PluginMissingError("TensorBoard runs without ParamViz: install it here first, with `pip install .`")
        runs: list[dict[str, Any]] = json.load(response)["runs"] if response.status == http.HTTPStatus.OK else []
    except (OSError, http.client.HTTPException):
        return []
    finally:
        connection.close()
    return runs


def _is_free(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError:
            return False
    return True


def _say(text: str) -> None:
    print(f"\ndemo: {text}", flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    explicit = parse(DemoConfig, "python -m nanogpt.demo", __doc__ or "", arguments)
    Demo(DemoConfig(**explicit)).run()
    return 0


if __name__ == "__main__":
    sys.exit(run_command("nanogpt.demo", main))
