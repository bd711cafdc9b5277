from __future__ import annotations

from pathlib import Path

from tests.versions.pins import not_as_pinned, pins_of, tools_of, yanked

ROOT = Path(__file__).resolve().parents[2]


def test_only_exact_versions_are_pins() -> None:
    text = "# why\ntorch==2.13.0\nUmap_Learn==0.5.12  # layouts\nruff>=0.17\nbuild==1.*\n\n"

    assert pins_of(text) == {"torch": "2.13.0", "umap-learn": "0.5.12"}


def test_the_tools_are_those_of_all_groups() -> None:
    text = '[dependency-groups]\ndev = [{include-group = "demo"}, "Scikit_Learn>=1.5"]\ndemo = ["tqdm>=4.66"]\n'

    assert tools_of(text) == {"scikit-learn", "tqdm"}


def test_every_tool_of_this_project_is_pinned() -> None:
    pins = pins_of((ROOT / "constraints.txt").read_text())

    assert tools_of((ROOT / "pyproject.toml").read_text()) - set(pins) == set()


def test_what_is_installed_is_held_against_the_pins() -> None:
    pins = {"torch": "2.13.0", "ruff": "0.17.6", "mypy": "2.4.1", "build": "1.6.0"}
    installed = {"torch": "2.13.0+cpu", "ruff": "0.17.5", "build": "1.6"}

    assert not_as_pinned(pins, installed) == [
        "ruff is pinned at 0.17.6, found 0.17.5",
        "mypy is pinned at 2.4.1, found none",
    ]


def test_uv_warns_of_what_was_withdrawn() -> None:
    said = 'Resolved 3 packages in 602ms\nwarning: `requests==2.32.0` is yanked (reason: "Yanked due to conflicts")\n'

    assert yanked(said) == ["requests==2.32.0"]
    assert yanked("Resolved 3 packages in 602ms\n") == []
