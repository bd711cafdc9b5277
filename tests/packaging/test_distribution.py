"""What is shipped, and that it works where nothing else is."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import socket
import subprocess
import sys
import tarfile
import time
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

import tensorboard_plugin_paramviz

FIRST_LOAD_BYTES = 300_000
START_SECONDS = 60
EXPLANATIONS = re.compile(r"static/assets/(explanations-[\w-]+\.html)$")
STATIC_IMPORT = re.compile(r"""(?:from|import)\s*["'`](\.[^"'`]+\.js)["'`]""")
PACKAGE = Path(tensorboard_plugin_paramviz.__file__).parent


def test_the_wheel_carries_the_tab_and_nothing_of_the_example(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    assert "tensorboard_plugin_paramviz/static/index.js" in names
    assert "tensorboard_plugin_paramviz/format/plugin_data.proto" in names
    assert "tensorboard_plugin_paramviz/serving/http_api.md" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert len([name for name in names if EXPLANATIONS.search(name)]) == 1
    assert not [name for name in names if name.startswith(("nanogpt", "tests", "frontend", "benchmarks", "docs"))]


def test_the_sdist_carries_the_tab_and_what_it_is_made_from(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    assert {"setup.py", "frontend/package-lock.json", "tensorboard_plugin_paramviz/static/index.js"} <= names
    assert "docs/explanations.md" in names
    assert not [name for name in names if name.startswith(("nanogpt", "tests", "frontend/node_modules"))]


def test_the_sdist_installs_without_building_the_frontend_again(
    sdist: Path, without_node: dict[str, str], tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(tmp_path), str(sdist)]

    subprocess.run(command, check=True, env={**without_node, "PIP_NO_CACHE_DIR": "1"})

    assert (tmp_path / "tensorboard_plugin_paramviz" / "static" / "index.js").is_file()


def test_pip_installs_a_clone_with_the_node_that_is_there(clone: Path, distributions: Path, tmp_path: Path) -> None:
    assert distributions.is_dir()  # what was built there goes
    shutil.rmtree(clone / "tensorboard_plugin_paramviz" / "static")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(tmp_path), str(clone)]

    subprocess.run(command, check=True)

    assert (tmp_path / "tensorboard_plugin_paramviz" / "static" / "index.js").is_file()


def test_a_changed_frontend_is_not_fresh(clone: Path, distributions: Path) -> None:
    assert distributions.is_dir()
    stamp = (clone / "tensorboard_plugin_paramviz" / "static" / "frontend.sha256").read_text()
    program = "import setuptools; setuptools.setup = dict; import setup; print(setup.frontend_hash())"

    def current() -> str:
        return run_python(Path(sys.executable), program, clone).stdout

    assert current() == stamp
    for source in (clone / "frontend" / "src" / "index.ts", clone / "docs" / "explanations.md"):
        text = source.read_text()
        source.write_text(text + "// changed\n")
        try:
            assert current() != stamp
        finally:
            source.write_text(text)


def test_the_version_is_the_package_s_own(wheel: Path) -> None:
    assert wheel.name.split("-")[1] == tensorboard_plugin_paramviz.__version__


def test_an_installed_wheel_serves_the_tab(clean_python: Path, wheel: Path, tmp_path: Path) -> None:
    (explanations,) = filter(None, map(EXPLANATIONS.search, zipfile.ZipFile(wheel).namelist()))
    paramviz = Path(sys.executable).with_name("paramviz")
    subprocess.run([str(paramviz), "simulate", str(tmp_path / "runs"), "--steps", "3"], check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(clean_python), "-m", "tensorboard.main", "--logdir", str(tmp_path / "runs"), "--host=127.0.0.1"]
    with (
        (tmp_path / "log").open("w") as log,
        subprocess.Popen([*command, f"--port={port}"], cwd=tmp_path, stderr=log) as process,
    ):
        try:
            base = f"http://127.0.0.1:{port}/data"
            plugins = json.loads(get_when_up(f"{base}/plugins_listing"))
            assert plugins["paramviz"]["tab_name"] == "ParamViz"
            assert b"render" in get_when_up(f"{base}/plugin/paramviz/index.js")
            assert b'id="statistic-norm"' in get_when_up(f"{base}/plugin/paramviz/assets/{explanations[1]}")
            (run,) = json.loads(get_when_up(f"{base}/plugin/paramviz/runs"))["runs"]
            assert run["steps"] == [0, 1, 2, 3]
            cloud = f"cloud?run={run['name']}&parameter={run['clouds'][0]}"
            assert b"positions/0" in get_when_up(f"{base}/plugin/paramviz/{cloud}")
        finally:
            process.terminate()


def test_without_torch_the_writer_says_what_to_install(clean_python: Path, tmp_path: Path) -> None:
    result = run_python(clean_python, "from tensorboard_plugin_paramviz import SummaryWriter", tmp_path)

    assert result.returncode != 0
    assert "tensorboard-plugin-paramviz[torch]" in result.stderr


def test_a_run_can_be_read_without_torch(clean_python: Path, tmp_path: Path) -> None:
    program = f"from tensorboard_plugin_paramviz import load_run; load_run({str(tmp_path)!r})"
    result = run_python(clean_python, program, tmp_path)

    assert "holds no event file" in result.stderr
    assert "torch" not in result.stderr


def test_what_the_tab_loads_first_is_small() -> None:
    static = PACKAGE / "static"
    (renderer,) = static.glob("assets/webgl-*.js")
    first = imported_by(static / "index.js") | imported_by(renderer)
    loaded_bytes = sum(len(gzip.compress(path.read_bytes())) for path in first)

    assert not [path.name for path in first if "explanations" in path.name or "popover" in path.name]

    assert not [path.name for path in first if "tour" in path.name]
    assert loaded_bytes <= FIRST_LOAD_BYTES


def test_what_is_bundled_is_named_with_its_licence() -> None:
    licences = (PACKAGE / "static" / "licenses.md").read_text()

    for name in ("mediabunny", "three", "preact", "uplot"):
        assert f"## {name}" in licences
    assert "Mozilla Public License" in licences


def imported_by(module: Path) -> set[Path]:
    """A module of the bundle with everything that it cannot start without."""
    found: set[Path] = set()
    waiting = {module}
    while waiting:
        path = waiting.pop()
        found.add(path)
        imported = {(path.parent / name).resolve() for name in STATIC_IMPORT.findall(path.read_text())}
        waiting |= imported - found
    return found


def run_python(python: Path, program: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder, from which alone modules are taken besides the installed ones."""
    return subprocess.run([str(python), "-c", program], cwd=folder, capture_output=True, text=True, check=False)


def get_when_up(url: str) -> bytes:
    """What a server answers that may still be starting."""
    deadline = time.monotonic() + START_SECONDS
    while not is_up(url):
        assert time.monotonic() < deadline, f"{url} does not answer"
        time.sleep(0.1)
    with urllib.request.urlopen(url, timeout=10) as response:  # noqa: S310  # a loopback address
        return bytes(response.read())


def is_up(url: str) -> bool:
    """Whether a server answers, be it with a refusal."""
    try:
        urllib.request.urlopen(url, timeout=10).close()  # noqa: S310  # a loopback address
    except urllib.error.HTTPError:
        return True
    except (urllib.error.URLError, ConnectionError):
        return False
    return True
