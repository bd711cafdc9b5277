"""What the documentation says is so: its code runs, its links lead somewhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from release.links import broken_links
from tests.conftest import free_port
from tests.docs.pages import read_blocks

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs").glob("*.md"))
PAGES_WITH_CODE = [page for page in PAGES if any(block.language in ("python", "sh") for block in read_blocks(page))]
FOLLOW_SECONDS = 300


@pytest.mark.parametrize("page", PAGES_WITH_CODE, ids=lambda page: page.stem)
def test_the_code_of_a_page_runs_from_top_to_bottom(page: Path, tmp_path: Path) -> None:
    (tmp_path / "page").mkdir()
    followed = subprocess.run(
        [sys.executable, "-m", "tests.docs.follow", str(page), str(free_port())],
        cwd=tmp_path / "page",
        env=os.environ
        | {"PYTHONPATH": str(ROOT), "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=FOLLOW_SECONDS,
        check=False,
    )

    assert followed.returncode == 0, followed.stdout + followed.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_block_says_whether_it_is_code(page: Path) -> None:
    assert {block.language for block in read_blocks(page)} <= {"python", "sh", "text"}


def test_a_page_whose_code_fails_is_told_with_its_line(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Page\n\n```python\nx = 1\n```\n\n```python\nassert x == 2\n```\n")
    followed = subprocess.run(
        [sys.executable, "-m", "tests.docs.follow", str(page), "0"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert followed.returncode != 0
    assert f'"{page}", line 8' in followed.stderr


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md", ROOT / "CHANGELOG.md"], ids=lambda page: page.stem)
def test_links_lead_to_files_and_headings_that_exist(page: Path) -> None:
    assert broken_links(page) == []
