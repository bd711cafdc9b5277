"""Does what a page says, as a reader would who types one block after the other.

python -m tests.docs.follow PAGE PORT

Blocks of Python share their names, like one long session; blocks of shell run in the same folder. The first line that
fails ends it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.docs.pages import Block, read_blocks

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_PORT = "localhost:6006"
START_SECONDS = 90
# Everything that an installation needs is looked up and made ready; only the last step is left out, which would replace
# the packages that this test runs with. tests/packaging/ takes that one in environments of its own.
PIP = {"PIP_DRY_RUN": "1", "PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0", "PARAMVIZ_SKIP_FRONTEND": "1"}


class Reader:
    """Follows one page.

    Args:
        port: where TensorBoard listens, wherever the page says that it does.
    """

    def __init__(self, page: Path, port: int) -> None:
        self._page = page
        self._port = port
        self._names: dict[str, object] = {"__name__": "__main__"}
        self._servers: list[subprocess.Popen[bytes]] = []

    def follow(self) -> None:
        """Run every block."""
        try:
            for block in read_blocks(self._page):
                if block.language == "python":
                    self._python(block)
                elif block.language == "sh":
                    self._shell(block)
        finally:
            self._stop_servers()

    def _python(self, block: Block) -> None:
        lines = "\n" * (block.line - 1)  # so that a traceback names the page's own lines
        exec(compile(lines + block.code, str(self._page), "exec"), self._names)  # noqa: S102  # the page's own lines

    def _shell(self, block: Block) -> None:
        for line in block.code.splitlines():
            if line.startswith("tensorboard "):
                self._serve(line)
            elif line:
                self._run(line)

    def _run(self, line: str) -> None:
        command = line.replace(DEFAULT_PORT, f"127.0.0.1:{self._port}")
        is_pip = line.startswith("pip ")
        subprocess.run(
            ["/bin/bash", "-euo", "pipefail", "-c", command],
            check=True,
            cwd=ROOT if is_pip else None,  # "." is the clone
            env=os.environ | (PIP if is_pip else {}),
        )

    def _serve(self, line: str) -> None:
        """Start TensorBoard as the page says; the page has a run by now, so the tab has one, too."""
        self._stop_servers()
        command = [*line.split(), f"--port={self._port}", "--host=127.0.0.1", "--reload_interval=1"]
        self._servers.append(subprocess.Popen(command))
        prefix = line.partition("--path_prefix ")[2]
        url = f"http://127.0.0.1:{self._port}{prefix}/data/plugin/paramviz/runs"
        deadline = time.monotonic() + START_SECONDS
        while not _runs(url):
            if time.monotonic() > deadline or self._servers[-1].poll() is not None:
                raise SystemExit(f"no run at {url} after: {line}")
            time.sleep(0.2)

    def _stop_servers(self) -> None:
        for server in self._servers:
            server.terminate()
            server.wait()
        self._servers.clear()


def _runs(url: str) -> list[object]:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310  # a loopback address
            return list(json.load(response)["runs"])
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return []


if __name__ == "__main__":
    Reader(Path(sys.argv[1]), int(sys.argv[2])).follow()
