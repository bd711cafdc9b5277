"""The tab of an installed wheel, as TensorBoard serves it."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

from release.errors import ReleaseError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_START_SECONDS = 60
_ANSWER_SECONDS = 10
_POLL_SECONDS = 0.1


class NoAnswerError(ReleaseError):
    """TensorBoard does not start, or refuses to answer."""


class WrongAnswerError(ReleaseError):
    """An answer is not what it should be."""


def ask_installed_tab(python: Path, logdir: Path, explanations: str, folder: Path) -> list[str]:
    """Start TensorBoard in an environment, and ask it for everything that a first look at the tab needs.

    Args:
        python: the environment's interpreter.
        logdir: has one run, with a cloud.
        explanations: the file name of the page of explanations.
        folder: where TensorBoard runs, and writes its log to.

    Returns:
        The addresses that have answered, relative to the plugin's.

    Raises:
        NoAnswerError, WrongAnswerError: as they say.
    """
    asked = []
    with _tensorboard(python, logdir, folder) as base:

        def answer(path: str, expected: bytes) -> bytes:
            content = _get(f"{base}/plugin/paramviz/{path}")
            if expected not in content:
                raise WrongAnswerError(
                    f"{path} answers {content[:200]!r}, expected {expected!r} in it: try the wheel in a TensorBoard"
                )
            asked.append(path.partition("?")[0])
            return content

        tab = json.loads(_get(f"{base}/plugins_listing")).get("paramviz", {}).get("tab_name")
        if tab != "ParamViz":
            raise WrongAnswerError(
                f"TensorBoard lists the tab {tab!r}, expected 'ParamViz': see the entry point in pyproject.toml"
            )
        answer("index.js", b"render")
        answer(f"assets/{explanations}", b'id="statistic-norm"')
        run, *_ = json.loads(answer("runs", b'"steps"'))["runs"] or [{}]
        if not run.get("steps") or not run.get("clouds"):
            raise WrongAnswerError(f"runs answers {run}, expected a run with steps and clouds: see the route runs")
        answer(f"cloud?run={run['name']}&parameter={run['clouds'][0]}", b"positions/0")
    return asked


@contextlib.contextmanager
def _tensorboard(python: Path, logdir: Path, folder: Path) -> Iterator[str]:
    """Start TensorBoard on a free loopback port, and stop it in the end; gives the address of its data."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(python), "-m", "tensorboard.main", "--logdir", str(logdir), "--host=127.0.0.1", f"--port={port}"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    log = folder / "tensorboard.log"
    with (
        log.open("w") as output,
        subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=output) as process,
    ):
        try:
            base = f"http://127.0.0.1:{port}/data"
            deadline = time.monotonic() + _START_SECONDS
            while not _is_up(f"{base}/plugin/paramviz/index.js"):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise NoAnswerError(
                        f"TensorBoard does not start, expected it to answer: its log says\n{log.read_text()}"
                    )
                time.sleep(_POLL_SECONDS)
            yield base
        finally:
            process.terminate()


def _is_up(url: str) -> bool:
    """Whether a server answers, be it with a refusal."""
    try:
        urllib.request.urlopen(url, timeout=_ANSWER_SECONDS).close()  # noqa: S310  # a loopback address
    except urllib.error.HTTPError:
        return True
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
    return True


def _get(url: str) -> bytes:
    try:
        with urllib.request.urlopen(url, timeout=_ANSWER_SECONDS) as response:  # noqa: S310  # a loopback address
            return bytes(response.read())
    except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
        raise NoAnswerError(f"{url} answers “{error}”, expected what it is for: see TensorBoard's log") from error
