from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from release.links import broken_links
from release.readme import BrokenLinkError, LostInRenderingError, check_links, check_rendering

if TYPE_CHECKING:
    from pathlib import Path

PAGE = """# Page

![A picture](picture.png), [the licence](LICENSE), [below](#more-of-it), [elsewhere](https://example.org).

## More of it
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (tmp_path / "picture.png").touch()
    (tmp_path / "LICENSE").touch()
    (tmp_path / "README.md").write_text(PAGE)
    return tmp_path / "README.md"


def test_what_pypi_cannot_show_is_said(page: Path) -> None:
    found = check_links(page)

    assert found.text == "1 pictures and 1 links to files that are there"
    assert "the project has none yet" in found.remark


def test_what_is_written_is_shown(page: Path) -> None:
    page.write_text(f"{PAGE}\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n```sh\n# no heading\n```\n")

    assert check_rendering(page).text == (
        "2 headings, 1 tables, 1 pictures, 1 blocks of code are shown, as many as are written"
    )


def test_what_is_not_shown_is_found(page: Path) -> None:
    page.write_text("text\n| a | b | c |\n| --- | --- |\n| 1 | 2 |\n")  # a column has no rule

    with pytest.raises(LostInRenderingError, match="0 of 1 tables"):
        check_rendering(page)


def test_links_that_lead_nowhere_are_found(page: Path) -> None:
    page.write_text(PAGE.replace("picture.png", "photo.png").replace("#more", "#less"))

    assert broken_links(page) == ["photo.png", "#less-of-it"]
    with pytest.raises(BrokenLinkError, match="photo"):
        check_links(page)


def test_whole_addresses_need_no_remark(page: Path) -> None:
    page.write_text("[elsewhere](https://example.org)")

    assert check_links(page).remark == ""
