"""Who may know whom: capture and serving meet in the format, and nowhere else."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import tensorboard_plugin_paramviz

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(tensorboard_plugin_paramviz.__file__).parent
NAME = PACKAGE.name

FORBIDDEN = {
    "capture": ("werkzeug", f"{NAME}.serving"),
    "serving": ("torch", f"{NAME}.capture"),
    "format": ("torch", "werkzeug", f"{NAME}.capture", f"{NAME}.serving"),
}

# The way of the data within a wing: each folder knows those before it on the way, and none after it.
WAYS = {
    "capture": {
        "model": (),
        "planning": ("model",),
        "reading": ("model", "planning"),
        "sharding": ("model", "planning", "reading"),
        "writing": ("model", "planning", "reading"),
    },
    "serving": {
        "sources": (),
        "reading": ("sources",),
        "analysis": (),
        "answers": ("sources", "reading", "analysis"),
        "routes": ("sources", "reading", "analysis", "answers"),
    },
}
FOLDERS = [(wing, folder) for wing, way in WAYS.items() for folder in way]


def imports_of(path: Path) -> Iterator[str]:
    """Every module that a file imports, anywhere in it; `from a import b` may mean the module a.b."""
    package = [NAME, *path.relative_to(PACKAGE).parent.parts]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            ancestors = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*ancestors, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def offences(wing: str, path: Path) -> list[str]:
    return [
        f"{path.relative_to(PACKAGE)} imports {name}"
        for name in imports_of(path)
        if any(f"{name}.".startswith(f"{forbidden}.") for forbidden in FORBIDDEN[wing])
    ]


@pytest.mark.parametrize("wing", FORBIDDEN)
def test_the_wings_do_not_know_each_other(wing: str) -> None:
    paths = sorted((PACKAGE / wing).rglob("*.py"))
    assert paths
    assert [offence for path in paths for offence in offences(wing, path)] == []


@pytest.mark.parametrize(("wing", "folder"), FOLDERS)
def test_a_wing_goes_one_way(wing: str, folder: str) -> None:
    way = WAYS[wing]
    others = [f"{NAME}.{wing}.{other}." for other in way if other != folder and other not in way[folder]]
    paths = sorted((PACKAGE / wing / folder).rglob("*.py"))
    assert paths
    assert [
        f"{path.name} imports {name}"
        for path in paths
        for name in imports_of(path)
        if any(f"{name}.".startswith(other) for other in others)
    ] == []


@pytest.mark.parametrize(
    "line",
    [
        "import torch.nn",
        "from torch import nn",
        f"from {NAME} import capture",
        f"def f():\n    from {NAME}.capture.writer import SummaryWriter",
        "from ..capture import writer",
        "from .. import capture",
    ],
)
def test_an_offence_would_be_found(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / NAME
    (package / "serving").mkdir(parents=True)
    path = package / "serving" / "module.py"
    path.write_text(line)
    monkeypatch.setattr(f"{__name__}.PACKAGE", package)
    assert len(offences("serving", path)) == 1


def loaded_by(statement: str) -> set[str]:
    """The top-level modules that a statement brings into a fresh interpreter."""
    program = f"{statement}; import sys; print(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    found = subprocess.run(
        [sys.executable, "-c", program], cwd=PACKAGE.parent, capture_output=True, text=True, check=True
    )
    return set(found.stdout.split())


@pytest.mark.parametrize("module", [NAME, f"{NAME}.serving.loader"])
def test_tensorboards_start_pays_for_none_of_the_heavy_modules(module: str) -> None:
    assert not loaded_by(f"import {module}") & {"torch", "werkzeug", "numpy"}


def test_viewing_needs_no_torch() -> None:
    assert "torch" not in loaded_by(f"from {NAME} import load_run")


def test_capturing_needs_no_web_server() -> None:
    assert "werkzeug" not in loaded_by(f"from {NAME} import SummaryWriter, watch, Schedule")
