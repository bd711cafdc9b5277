"""What is shipped, and that it works where nothing else is."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import tensorboard_plugin_paramviz
from release import archives, contents, served_tab, third_party

FIRST_LOAD_BYTES = 300_000
STATIC_IMPORT = re.compile(r"""(?:from|import)\s*["'`](\.[^"'`]+\.js)["'`]""")
PACKAGE = Path(tensorboard_plugin_paramviz.__file__).parent
ROOT = Path(__file__).resolve().parents[2]


def test_the_wheel_carries_the_package_the_tab_and_nothing_else(
    wheel: Path, tracked: list[str], bundle: list[str]
) -> None:
    contents.check_wheel(archives.read_members(wheel), tracked, bundle)
    contents.check_bundle(bundle)


def test_the_sdist_carries_the_tab_and_what_it_is_made_from(sdist: Path, tracked: list[str], bundle: list[str]) -> None:
    contents.check_sdist(archives.read_sdist_names(sdist), tracked, bundle)


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


def test_packages_of_the_frontend_are_installed_anew_where_their_versions_differ_only(tmp_path: Path) -> None:
    (tmp_path / "node_modules").mkdir()
    installed, lock = tmp_path / "node_modules" / ".package-lock.json", tmp_path / "package-lock.json"
    program = f"""if True:
        import pathlib, setuptools
        setuptools.setup = dict
        import setup
        print(setup.has_locked_packages(pathlib.Path({str(tmp_path)!r})))
    """

    def is_there(version: str) -> bool:
        packages = {"": {}, "a": {"version": version}, "b": {"version": "1", "dev": True}}
        lock.write_text(json.dumps({"packages": packages}))
        return run_python(Path(sys.executable), program, ROOT).stdout == "True\n"

    assert not is_there("1")
    installed.write_text(json.dumps({"packages": {"a": {"version": "1"}}}))
    assert is_there("1")
    assert not is_there("2")


def test_the_version_is_the_package_s_own(wheel: Path) -> None:
    assert wheel.name.split("-")[1] == tensorboard_plugin_paramviz.__version__


def test_an_installed_wheel_serves_the_tab(clean_python: Path, bundle: list[str], tmp_path: Path) -> None:
    (explanations,) = filter(None, map(contents.EXPLANATIONS.fullmatch, bundle))
    paramviz = Path(sys.executable).with_name("paramviz")
    subprocess.run([str(paramviz), "simulate", str(tmp_path / "runs"), "--steps", "3"], check=True)

    asked = served_tab.ask_installed_tab(clean_python, tmp_path / "runs", explanations[1], tmp_path)

    assert asked == ["index.js", f"assets/{explanations[1]}", "runs", "cloud"]


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


def test_what_is_bundled_is_named_with_its_licence(clone: Path, distributions: Path) -> None:
    assert distributions.is_dir()  # its build has written the clone's file
    third_party.check_licences(
        (ROOT / third_party.FILE).read_text(encoding="utf-8"), (clone / third_party.FILE).read_text(encoding="utf-8")
    )


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
