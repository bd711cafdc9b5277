"""The README's tree is the project's."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("tensorboard_plugin_paramviz", "frontend", "nanogpt", "benchmarks")
LINE = re.compile(r"(?P<indent> *)(?P<name>\S+)(?: +(?P<phrase>\S.*))?")
TEST_FILES = re.compile(r"\.test\.ts$|/testing/")


def files_of_the_tree() -> dict[str, str]:
    """The path and the phrase of each file that the README's tree names."""
    _, house = (ROOT / "README.md").read_text().split("## The house")
    tree = house.split("```")[1].strip("\n")
    found: dict[str, str] = {}
    folders: list[str] = []
    for line in tree.splitlines():
        match = LINE.fullmatch(line)
        assert match is not None, line
        depth = len(match["indent"]) // 2
        folders = [*folders[:depth], match["name"]]
        if not match["name"].endswith("/"):
            found["".join(folders)] = match["phrase"] or ""
    return found


def test_every_file_stands_in_the_tree_with_a_phrase() -> None:
    listed = subprocess.run(["git", "ls-files", *FOLDERS], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S607
    files = {name for name in listed.stdout.split("\n") if name and not TEST_FILES.search(name)}
    tree = files_of_the_tree()

    assert files - set(tree) == set()
    assert [name for name in tree if not (ROOT / name).exists()] == []
    assert [name for name, phrase in tree.items() if not phrase] == []
