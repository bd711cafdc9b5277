"""What the README says is so: its tree and its code."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from nanogpt.model import GPT, GPTConfig
from tensorboard_plugin_paramviz import load_run

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("tensorboard_plugin_paramviz", "frontend", "nanogpt", "benchmarks", "release", "docs")
LINE = re.compile(r"(?P<indent> *)(?P<name>\S+)(?: +(?P<phrase>\S.*))?")
UNNAMED = re.compile(r"\.test\.ts$|/testing/|^docs/(images|soak)/")


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
    files = {name for name in listed.stdout.split("\n") if name and not UNNAMED.search(name)}
    tree = files_of_the_tree()

    assert files - set(tree) == set()
    assert [name for name in tree if not (ROOT / name).exists()] == []
    assert [name for name, phrase in tree.items() if not phrase] == []


def test_the_lines_for_one_s_own_training_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    model = GPT(GPTConfig(n_layer=1, n_head=2, n_embd=8, block_size=4, vocab_size=10))
    tokens = [f"token {row}" for row in range(10)]
    monkeypatch.chdir(tmp_path)

    exec(  # noqa: S102  # the README's own lines
        program,
        {
            "model": model,
            "tokens": tokens,
            "optimizer": torch.optim.SGD(model.parameters()),
            "max_iters": 3,
            "compute_loss": lambda model: sum(parameter.square().sum() for parameter in model.parameters()),
        },
    )

    run = load_run(tmp_path / "runs" / "my-run")
    assert next(iter(run.steps)) == 0
    assert list(run.steps)[-1] == 3
    assert list(run.labels("transformer.wte.weight")) == tokens
