"""The built page: an entry module that is asked for each time, and chunks that never change."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.serving.errors import NotFoundError
from tensorboard_plugin_paramviz.serving.routes.responses import etag_of, respond

if TYPE_CHECKING:
    from werkzeug.wrappers import Request, Response

STATIC_DIRECTORY = Path(__file__).resolve().parents[2] / "static"

_YEAR_SECONDS = 365 * 24 * 3600
_CHUNK_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,199}")  # no folders, nothing hidden
_FIRST_CHUNK = re.compile(rb"""from ?["']\./assets/([^"']+)["']""")
_MIMETYPES = {  # a table of our own: Windows' registry is known to call scripts text/plain
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".map": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
}

# What `index.js` is where the frontend was not built, or is not all there: it says so on the page, instead of a tab
# that stays white.
_UNBUILT_PAGE = b"""export function render() {
  const main = document.createElement("main");
  main.id = "paramviz";
  main.dataset.status = "error";
  main.style.cssText = "font: 14px/1.6 Roboto, sans-serif; max-width: 40em; margin: 3em auto; padding: 1em; " +
    "color: #212121; background: #fff; border: 1px solid #ebebeb";
  const heading = document.createElement("h1");
  heading.style.fontSize = "18px";
  heading.textContent = "ParamViz's page is not built";
  const advice = document.createElement("p");
  advice.textContent = "This installation has no frontend. In a clone of the project run " +
    "`npm ci && npm run build` in the folder frontend, or `pip install .` without PARAMVIZ_SKIP_FRONTEND; " +
    "then reload this page.";
  main.append(heading, advice);
  document.title = "ParamViz";
  window.frameElement?.setAttribute("title", "ParamViz");
  document.body.append(main);
}
"""


class StaticFiles:
    """Serves the frontend's bundle from a directory.

    Args:
        directory: holds `index.js` and the folder `assets`.
    """

    def __init__(self, directory: Path = STATIC_DIRECTORY) -> None:
        self._directory = directory

    def entry_module(self, request: Request) -> Response:
        """`index.js`: asked for at each load, as its name never changes, and sent only where it did."""
        body = self._entry()
        return respond(request, body, "text/javascript", etag=etag_of(body))

    def _entry(self) -> bytes:
        try:
            entry = (self._directory / "index.js").read_bytes()
            for name in _FIRST_CHUNK.findall(entry):  # without them it could not even say that they are missing
                with (self._directory / "assets" / name.decode()).open("rb"):
                    pass
        except OSError:  # it is not there, or nobody may read it
            return _UNBUILT_PAGE
        return entry

    def asset(self, request: Request) -> Response:
        """A chunk whose name carries a hash of its content: the browser may keep it for good.

        Raises:
            NotFoundError: there is no such chunk.
        """
        _, _, name = request.path.rpartition("/assets/")
        if _CHUNK_NAME.fullmatch(name):
            path = self._directory / "assets" / name
            if path.is_file():
                mimetype = _MIMETYPES.get(path.suffix, "application/octet-stream")
                return respond(request, path.read_bytes(), mimetype, max_age_seconds=_YEAR_SECONDS)
        raise NotFoundError("the page has no such file; reload it")
