"""The page's files, and everything that is none of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from werkzeug.test import Client

from tensorboard_plugin_paramviz.serving.routes.route import application
from tensorboard_plugin_paramviz.serving.routes.static_files import StaticFiles

if TYPE_CHECKING:
    from pathlib import Path

    from werkzeug.test import TestResponse


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    static = tmp_path / "static"
    (static / "assets" / "deeper").mkdir(parents=True)
    (static / "index.js").write_text("export function render() {}")
    (static / "assets" / "scene-B3f_x-9.js").write_text("export const scene = 1;")
    (static / "assets" / "explanations-1a.html").write_text("<!doctype html><title>norm²</title>")
    (static / "assets" / "licenses-0f.txt").write_text("Copyright ©", encoding="utf-8")
    (static / "assets" / "font-1.woff2").write_bytes(b"wOF2")
    (static / "assets" / "odd.xyz").write_bytes(b"?")
    (static / "assets" / ".hidden").write_text("secret")
    (static / "assets" / "deeper" / "nested.js").write_text("secret")
    (tmp_path / "secret.js").write_text("secret")
    return static


def get(directory: Path, path: str, **headers: str) -> TestResponse:
    files = StaticFiles(directory)
    handle = files.asset if "/assets/" in path else files.entry_module
    return Client(application(handle)).get(path, headers=headers)


def test_the_entry_module_is_asked_for_each_time_and_sent_when_it_changed(bundle: Path) -> None:
    first = get(bundle, "/index.js")
    assert (first.status_code, first.mimetype) == (200, "text/javascript")
    assert "no-cache" in first.headers["Cache-Control"]
    assert first.headers["X-Content-Type-Options"] == "nosniff"
    assert get(bundle, "/index.js", If_None_Match=first.headers["ETag"]).status_code == 304
    (bundle / "index.js").write_text("export function render() { return 1; }")
    assert get(bundle, "/index.js", If_None_Match=first.headers["ETag"]).status_code == 200


@pytest.mark.parametrize("quote", ["'", '"'])
def test_an_entry_whose_first_chunk_is_missing_says_so(bundle: Path, quote: str) -> None:
    entry = f"import{{a}}from{quote}./assets/scene-B3f_x-9.js{quote};export{{a as render}}"
    (bundle / "index.js").write_text(entry)
    assert get(bundle, "/index.js").get_data(as_text=True) == entry
    (bundle / "assets" / "scene-B3f_x-9.js").unlink()
    assert "page is not built" in get(bundle, "/index.js").get_data(as_text=True)


def test_an_entry_that_nobody_may_read_says_so(bundle: Path) -> None:
    (bundle / "index.js").unlink()
    (bundle / "index.js").mkdir()  # even root cannot read a directory
    assert "page is not built" in get(bundle, "/index.js").get_data(as_text=True)


@pytest.mark.parametrize(
    ("name", "mimetype"),
    [
        ("scene-B3f_x-9.js", "text/javascript"),
        ("font-1.woff2", "font/woff2"),
        ("licenses-0f.txt", "text/plain"),
        ("odd.xyz", "application/octet-stream"),
    ],
)
def test_chunks_may_be_kept_for_a_year(bundle: Path, name: str, mimetype: str) -> None:
    response = get(bundle, f"/assets/{name}")
    assert (response.status_code, response.mimetype) == (200, mimetype)
    assert response.get_data() == (bundle / "assets" / name).read_bytes()
    assert response.headers["Cache-Control"] == "private, max-age=31536000"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_page_beside_the_tab_is_shown_as_one_and_may_run_nothing(bundle: Path) -> None:
    response = get(bundle, "/assets/explanations-1a.html")
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.get_data(as_text=True) == "<!doctype html><title>norm²</title>"
    assert "sha256" not in response.headers["Content-Security-Policy"]
    assert "object-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "name",
    [
        "",
        "absent.js",
        ".hidden",
        "deeper",
        "deeper/nested.js",
        "../index.js",
        "../../secret.js",
        "%2e%2e%2f%2e%2e%2fsecret.js",
        "..%5c..%5csecret.js",
        "....//secret.js",
        "scene-B3f_x-9.js%00",
        "scene-B3f_x-9.js%0a",
        "/etc/passwd",
        "é.js",
        "x" * 5_000,
    ],
)
def test_nothing_else_is_served(bundle: Path, name: str) -> None:
    response = get(bundle, f"/assets/{name}")
    assert response.status_code == 404
    assert json.loads(response.get_data())["error"]["code"] == "not_found"


def test_a_page_that_is_not_built_says_how_to_build_it(tmp_path: Path) -> None:
    response = get(tmp_path, "/index.js")
    assert (response.status_code, response.mimetype) == (200, "text/javascript")
    assert b"export function render()" in response.get_data()
    assert b"npm ci && npm run build" in response.get_data()
