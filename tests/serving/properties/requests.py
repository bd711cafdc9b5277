"""Requests as anybody may send them: sound, nearly sound, and nonsense.

A new argument needs an entry in `ARGUMENTS`, a new route one in `REQUIRED`; a test fails until it has.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder

from tensorboard_plugin_paramviz.serving.analysis.neighbors import METRICS
from tensorboard_plugin_paramviz.serving.answers.basis_id import PROJECTIONS, FitRecipe, recipe_to_id
from tensorboard_plugin_paramviz.serving.answers.export.download import FORMATS
from tensorboard_plugin_paramviz.serving.answers.export.plan import EXPORT_KINDS
from tensorboard_plugin_paramviz.serving.answers.neighborhoods import MOVEMENT_VALUES
from tensorboard_plugin_paramviz.serving.reading.history import SNAPSHOT_KINDS
from tests.serving.properties.logdirs import ALIAS, DAMAGED_RUNS, PARAMETER, SOUND_RUNS, STEPS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hypothesis.strategies import SearchStrategy

    from tensorboard_plugin_paramviz.serving.routes.route import Route

PREFIX = "/data/plugin/paramviz/"

NONSENSE = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "",
            "\0",
            "../../../etc/passwd",
            "file:///etc/passwd",
            "__import__('os').system('id')",
            "{{7*7}}",
            "' OR 1=1 --",
            "NaN",
            "-0",
            "1e309",
            "0x10",
            "٣",
            "1,",
            ",".join(map(str, range(9_000))),
            "7," * 20_000,
            "9" * 5_000,
            "x" * 70_000,
            str(2**63),
            str(-(2**64)),
        ]
    ),
)
_STEP = st.one_of(
    st.sampled_from(STEPS), st.integers(-5, 60), st.sampled_from([2**31, 2**63 - 1, -(2**63) + 1, 10**18])
).map(str)
_LOGGED_STEP = st.sampled_from(STEPS[:2]).map(str)  # by every sound run
_RECIPES = st.builds(
    FitRecipe,
    st.sampled_from(PROJECTIONS),
    st.sampled_from([PARAMETER, ALIAS, ""]),
    st.lists(st.tuples(st.sampled_from([*SOUND_RUNS, "", "gone"]), st.integers(-(2**63), 2**63)), max_size=4).map(
        tuple
    ),
    st.text("0123456789abcdef", max_size=16),
)


@dataclass(frozen=True)
class Argument:
    """What an argument's values are like.

    Attributes:
        sound: values that every route takes.
        nearly: values that look like it.
        most: how often the argument may be given.
    """

    sound: SearchStrategy[str]
    nearly: SearchStrategy[str]
    most: int = 1


ARGUMENTS: dict[str, Argument] = {
    "run": Argument(st.sampled_from(SOUND_RUNS), st.sampled_from([*DAMAGED_RUNS, "scalars only", "lon", "."]), most=3),
    "kind": Argument(st.sampled_from(SNAPSHOT_KINDS), st.sampled_from(["rows", "Weights", "weights,gradients"])),
    "parameter": Argument(st.sampled_from([PARAMETER, ALIAS]), st.sampled_from(["h.0.attn.c_attn.weight", "wte"])),
    "projection": Argument(st.sampled_from(["pca", "final", "first"]), st.sampled_from(["PCA", "umap", "tsne"])),
    "align": Argument(st.sampled_from(["0", "1"]), st.sampled_from(["true", "2", "-1"])),
    "after": Argument(_STEP, st.floats().map(str)),
    "steps": Argument(
        st.lists(_STEP, max_size=5).map(lambda steps: ",".join(["0", *steps])), st.lists(_STEP).map(", ".join)
    ),
    "row": Argument(st.integers(0, 5).map(str), st.integers(-2, 10**18).map(str)),
    "step": Argument(_LOGGED_STEP, _STEP),
    "since": Argument(_LOGGED_STEP, _STEP),
    "from": Argument(_LOGGED_STEP, _STEP),
    "to": Argument(_LOGGED_STEP, _STEP),
    "k": Argument(st.integers(1, 1_000).map(str), st.sampled_from(["0", "1001", str(10**9), "1.0"])),
    "limit": Argument(st.integers(1, 10_000).map(str), st.sampled_from(["0", "10001", str(10**9), "all"])),
    "values": Argument(st.sampled_from(MOVEMENT_VALUES), st.sampled_from(["distances", "all"])),
    "metric": Argument(st.sampled_from(METRICS), st.sampled_from(["Cosine", "manhattan"])),
    "tag": Argument(st.just("loss"), st.sampled_from(["Loss", "loss/train", f"paramviz/statistics/{0:x}-0000"])),
    "format": Argument(st.sampled_from(FORMATS), st.sampled_from(["xlsx", "CSV", "npz,csv"])),
    "parameters": Argument(
        st.sampled_from([PARAMETER, ALIAS, "*", "transformer.*"]),
        st.sampled_from(["h.*", "[", "*,", "wte", "**"]),
        most=3,
    ),
    "kinds": Argument(
        st.lists(st.sampled_from(EXPORT_KINDS), min_size=1, unique=True).map(",".join),
        st.sampled_from(["biases", "rows,", "rows,rows", "Rows"]),
    ),
    "rows": Argument(
        st.sampled_from(["0", "0-5", "1,2", "0-99"]), st.sampled_from(["", "-1", "5-1", "7x", "99999", "0,"])
    ),
    "basis": Argument(st.nothing(), st.one_of(_RECIPES.map(recipe_to_id), st.text("abcXYZ012-_=", max_size=60))),
}

# Which arguments a route needs, and which of those it takes more than once.
REQUIRED: dict[str, tuple[str, ...]] = {
    "runs": (),
    "snapshots": ("run", "kind"),
    "cloud": ("run", "parameter"),
    "neighbors": ("run", "parameter", "row"),
    "movement": ("run", "parameter", "from", "to"),
    "export": ("run", "format"),
    "scalars": ("run",),
    "phases": ("run",),
    "insights": ("run",),
}
REPEATABLE = {("cloud", "run"), ("export", "parameters")}

_HEADER_VALUES: dict[str, list[str]] = {
    "Accept-Encoding": ["gzip", "identity", "gzip;q=0", "*", "br", "gzip, deflate, br", ";;,", "x" * 5_000],
    "If-None-Match": ["*", '""', 'W/"x"', '"' * 99, ",,,", 'W/"x", "y"', "\xff"],
    "If-Match": ["*", '"x"'],
    "If-Modified-Since": ["Thu, 01 Jan 1970 00:00:00 GMT", "yesterday", "Thu, 99 Foo 99999 99:99:99 GMT"],
    "If-Range": ['"x"', "yesterday"],
    "Range": ["bytes=0-0", "bytes=-1", "bytes=5-1", "bytes=0-99999999999999999999", "bytes=0-,1-,2-", "lines=1"],
    "X-HTTP-Method-Override": ["DELETE", "POST", "\xff"],
    "Host": ["evil.example", "127.0.0.1:99999", "[::1", "", "a b\t"],
    "Origin": ["https://evil.example", "null"],
    "Sec-Fetch-Site": ["cross-site", "nonsense"],
    "Cookie": ["a=b; " * 100, "\xff=\xfe"],
    "Content-Length": ["0", "-1", "99999999999", "ten"],
    "Content-Type": ["application/json", "multipart/form-data; boundary=", "\xff"],
    "Transfer-Encoding": ["chunked", "gzip"],
    "Accept": ["*/*", "text/html;q=nan", ",;="],
    "X-Forwarded-Host": ["evil.example"],
}
_LATIN = st.characters(max_codepoint=255, exclude_characters="\r\n")
_HEADERS = st.sampled_from(sorted(_HEADER_VALUES)).flatmap(
    lambda name: st.tuples(st.just(name), st.sampled_from(_HEADER_VALUES[name]) | st.text(_LATIN, max_size=20))
)
_OTHER_METHODS = ["HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "get", "PROPFIND", "\xff"]
_EXPERIMENTS = ["", "", "", "/experiment/x", "/experiment/%00", "/experiment/" + "x" * 300]


@dataclass(frozen=True)
class GeneratedRequest:
    """A request as WSGI has it: text stands for bytes of the same number.

    Attributes:
        path: below TensorBoard's root.
        query: what follows the question mark.
        is_sound: whether it must be answered.
    """

    path: str
    query: str = ""
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    is_sound: bool = False

    def environ(self) -> dict[str, Any]:
        """What TensorBoard's application is called with."""
        environ = EnvironBuilder().get_environ()
        environ |= {"REQUEST_METHOD": self.method, "PATH_INFO": self.path, "QUERY_STRING": self.query}
        environ |= {"wsgi.input": io.BytesIO(self.body), "CONTENT_LENGTH": str(len(self.body))}
        for name, value in self.headers:
            key = name.upper().replace("-", "_")
            environ[key if key.startswith("CONTENT_") else f"HTTP_{key}"] = value
        return environ


def requests(route: Route) -> SearchStrategy[GeneratedRequest]:
    """Requests to a route, about half of them sound."""
    dressed = st.builds(
        GeneratedRequest,
        path=st.sampled_from(_EXPERIMENTS).map(lambda experiment: f"{experiment}{PREFIX}{route.name}"),
        query=st.one_of(_nearly_sound(route), _nonsense(route), st.text(_LATIN, max_size=60), _garbage()),
        method=st.just("GET") | st.just("GET") | st.sampled_from(_OTHER_METHODS),
        headers=st.lists(_HEADERS, max_size=4).map(tuple),
        body=st.binary(max_size=40),
    )
    sound = st.builds(
        GeneratedRequest,
        path=st.just(PREFIX + route.name),
        query=_sound(route),
        headers=st.lists(_HEADERS, max_size=3).map(tuple),
        is_sound=st.just(value=True),
    )
    return sound | dressed


def paths_of_files() -> SearchStrategy[str]:
    """Paths below the page's folder that try to leave it."""
    pieces = [
        "..",
        ".",
        "%2e%2e",
        "....",
        "\\",
        "//",
        "\0",
        "etc",
        "passwd",
        "index.js",
        "assets",
        "~",
        "C:",
        "\xc3\xa9",
    ]
    piece = st.sampled_from(pieces) | st.text(_LATIN, max_size=10)
    return st.lists(piece, max_size=6).map(lambda names: f"{PREFIX}assets/{'/'.join(names)}")


def _sound(route: Route) -> SearchStrategy[str]:
    return _pairs(route, lambda name: ARGUMENTS[name].sound).map(_encode)


def _nearly_sound(route: Route) -> SearchStrategy[str]:
    """A sound request in which something was changed, dropped, added or said twice."""
    pairs = _pairs(route, lambda name: st.one_of(ARGUMENTS[name].sound, ARGUMENTS[name].nearly, NONSENSE))
    names = st.sampled_from([*route.arguments, "step", "Run", "run[]", "format"])
    extra = st.lists(st.tuples(names, NONSENSE), max_size=1)
    return st.tuples(pairs, extra, st.integers(0, 5)).map(
        lambda drawn: _encode([pair for index, pair in enumerate(drawn[0]) if index != drawn[2]] + drawn[1])
    )


def _nonsense(route: Route) -> SearchStrategy[str]:
    name = st.one_of(st.sampled_from([*route.arguments, "x"]), NONSENSE)
    return st.lists(st.tuples(name, NONSENSE), max_size=6).map(_encode)


def _garbage() -> SearchStrategy[str]:
    """What is no query at all."""
    return st.lists(
        st.sampled_from(["%", "%zz", "%ff%fe", "%u0041", "&", "=", ";", "?", "#", "+", "run", "\x00", "\xff"]),
        max_size=20,
    ).map("".join)


def _pairs(route: Route, values: Callable[[str], SearchStrategy[str]]) -> SearchStrategy[list[tuple[str, str]]]:
    """The required arguments and some others, each with its values."""
    drawn: list[SearchStrategy[list[tuple[str, str]]]] = []
    for name in route.arguments:
        is_required = name in REQUIRED[route.name]
        if not is_required and ARGUMENTS[name].sound.is_empty:
            continue
        fewest = 1 if is_required else 0
        most = ARGUMENTS[name].most if (route.name, name) in REPEATABLE else 1
        drawn.append(st.lists(st.tuples(st.just(name), values(name)), min_size=fewest, max_size=most))
    return st.tuples(*drawn).map(lambda lists: [pair for pairs in lists for pair in pairs])


def _encode(pairs: Sequence[tuple[str, str]]) -> str:
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs)
