"""What anybody may send, or make a browser send: nothing names a file, is evaluated, or sets an allocation."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import pytest
from werkzeug.test import Client, EnvironBuilder, run_wsgi_app
from werkzeug.wrappers import Request

from tensorboard_plugin_paramviz.serving.errors import NotFoundError
from tensorboard_plugin_paramviz.serving.plugin import ROUTES
from tensorboard_plugin_paramviz.serving.routes.arguments import LONGEST_QUERY_BYTES, MOST_STEPS, MOST_TEXTS
from tensorboard_plugin_paramviz.serving.routes.static_files import StaticFiles

if TYPE_CHECKING:
    from pathlib import Path

    from werkzeug.test import TestResponse

    from tensorboard_plugin_paramviz.serving.routes.route import Route

PREFIX = "/data/plugin/paramviz/"
WTE = "transformer.wte.weight"
SOUND = ["index.js", "runs", "snapshots?run=a&kind=weights", f"cloud?run=a&parameter={WTE}"]
WRONG = ["runs?x=1", "snapshots", "cloud?run=c", "assets/absent.js", "assets/..%2Findex.js"]
CROSS_ORIGIN = {
    "Origin": "https://evil.example",
    "Referer": "https://evil.example/page",
    "Sec-Fetch-Site": "cross-site",
    "Sec-Fetch-Mode": "no-cors",
    "Cookie": "session=1",
}


def security_headers(response: TestResponse) -> dict[str, str]:
    """Those that tell a browser what a page may do with an answer; not those that describe it."""
    words = ("access-control", "cross-origin", "content-security", "x-content-type", "x-frame", "set-cookie", "timing")
    return {name: value for name, value in response.headers if name.lower().startswith(words)}


@pytest.mark.parametrize("path", [*SOUND, *WRONG])
def test_our_answers_open_no_more_than_tensorboards_own(client: Client, path: str) -> None:
    tensorboards = security_headers(client.get("/data/runs"))
    assert tensorboards == {"X-Content-Type-Options": "nosniff"}
    assert security_headers(client.get(PREFIX + path)) == tensorboards


@pytest.mark.parametrize("path", [*SOUND, *WRONG])
def test_another_origin_is_told_nothing_more(client: Client, path: str) -> None:
    ours, theirs = client.get(PREFIX + path), client.get(PREFIX + path, headers=CROSS_ORIGIN)
    assert ours.status_code == theirs.status_code
    assert dict(ours.headers) == dict(theirs.headers)


def test_a_preflight_is_refused(client: Client) -> None:
    headers = {**CROSS_ORIGIN, "Access-Control-Request-Method": "GET"}
    response = client.options(f"{PREFIX}runs", headers=headers)
    assert response.status_code == 405
    assert not any(name.startswith("Access-Control") for name, _ in response.headers)


@pytest.mark.parametrize("path", [*SOUND[1:], *WRONG])
def test_no_answer_of_data_runs_as_a_script(client: Client, path: str) -> None:
    """A page of another origin can load anything as a script; nosniff and these types keep it from being run."""
    response = client.get(PREFIX + path)
    assert response.mimetype in {"application/json", "application/octet-stream"}
    if response.mimetype == "application/json":
        assert isinstance(response.get_json(), dict)  # `{"a": 1}` alone is a syntax error in a script, `[1]` is none
        assert response.get_data().startswith(b'{"')


def test_tensorboard_finds_nothing_to_warn_of(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    etag = client.get(f"{PREFIX}runs").headers["ETag"]
    with caplog.at_level(logging.WARNING, "tensorboard"):
        for path in (*SOUND, *WRONG):
            client.get(PREFIX + path)
            client.head(PREFIX + path)
            client.get(PREFIX + path, headers={"If-None-Match": "*"})
        client.get(f"{PREFIX}runs", headers={"If-None-Match": etag})
    assert caplog.messages == []


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "", "[::1"])
def test_the_host_that_is_asked_appears_in_no_answer(client: Client, host: str) -> None:
    """Whether a name that was bound to this machine is answered at all, TensorBoard decides for all of its routes."""
    for path in (*SOUND, *WRONG):
        response = client.get(PREFIX + path, headers={"Host": host})
        plain = client.get(PREFIX + path)
        assert response.status_code == plain.status_code
        assert dict(response.headers) == dict(plain.headers)
        assert b"evil.example" not in response.get_data()


@pytest.mark.parametrize(
    "name",
    [
        "../index.js",
        "..%2findex.js",
        "%2e%2e/index.js",
        "..\\index.js",
        "/etc/passwd",
        "assets/../../index.js",
        ".hidden.js",
        "a.js\0.png",
        "a.js/",
        "",
        ".",
        "..",
        "x" * 300,
        "CON",
        "é.js",
    ],
)
def test_no_name_of_a_file_leads_out_of_the_assets(tmp_path: Path, name: str) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.js").write_text("secret")
    (tmp_path / "assets" / ".hidden.js").write_text("secret")
    environ = EnvironBuilder().get_environ() | {"PATH_INFO": f"{PREFIX}assets/{name}"}
    with pytest.raises(NotFoundError):
        StaticFiles(tmp_path).asset(Request(environ))


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_no_argument_names_a_file_or_is_evaluated(client: Client, tmp_path: Path, route: Route) -> None:
    """A run, a parameter or anything else of such a name does not exist, and nothing comes to exist."""
    trap = tmp_path / "trap"
    values = [str(trap), f"file://{trap}", f"$(touch {trap})", f"__import__('pathlib').Path('{trap}').touch()"]
    for argument in route.arguments:
        for value in values:
            given = {"run": "a", "parameter": WTE, "kind": "weights"}
            known = {name: text for name, text in given.items() if name in route.arguments}
            response = client.get(PREFIX + route.name, query_string=known | {argument: value})
            assert 400 <= response.status_code < 500
    assert not trap.exists()


@pytest.mark.parametrize(
    ("query", "code", "argument"),
    [
        ("snapshots?run=a&kind=weights&steps=" + "1," * MOST_STEPS + "1", "too_many_values", "steps"),
        (f"cloud?parameter={WTE}&" + "&".join(f"run={n}" for n in range(MOST_TEXTS + 1)), "too_many_values", "run"),
        ("snapshots?run=" + "x" * LONGEST_QUERY_BYTES, "query_too_long", ""),
        ("snapshots?run=a&kind=weights&steps=" + ",".join(map(str, range(1_000_000))), "query_too_long", ""),
        ("&".join(["runs?x=1", *["x=1"] * 100_000]), "query_too_long", ""),
        (f"snapshots?run=a&kind=weights&after={'9' * 10_000}", "bad_value", "after"),
        (f"cloud?run=a&parameter={WTE}&basis={'x' * 60_000}", "bad_basis", "basis"),
    ],
)
def test_how_much_a_request_may_carry(client: Client, query: str, code: str, argument: str) -> None:
    response = client.get(PREFIX + query)
    error = json.loads(response.get_data())["error"]
    assert (response.status_code, error["code"], error["argument"]) == (400, code, argument)
    assert len(error["message"]) < 1_000


def test_a_body_is_not_read(client: Client) -> None:
    class Untouched:
        def __getattr__(self, name: str) -> object:
            raise AssertionError(f"the body's {name} was asked for")

    environ = EnvironBuilder(f"{PREFIX}runs").get_environ()
    environ |= {"wsgi.input": Untouched(), "CONTENT_LENGTH": str(2**40), "CONTENT_TYPE": "multipart/form-data"}
    _, status, _ = run_wsgi_app(client.application, environ)
    assert status == "200 OK"
