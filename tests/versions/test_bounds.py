from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.versions.bounds import UnboundedError, lower_bound, requirements_of, untrue_bounds

if TYPE_CHECKING:
    from pathlib import Path

METADATA = """\
Metadata-Version: 2.4
Name: thing
Version: 1.0
Requires-Dist: numpy>=1.23
Requires-Dist: tomli>=2; python_version < "3"
Provides-Extra: torch
Requires-Dist: torch<9,>=2.4; extra == "torch"
Provides-Extra: umap
Requires-Dist: umap-learn>=0.5.7; extra == "umap"
"""


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    path = tmp_path / "thing-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("thing-1.0.dist-info/METADATA", METADATA)
    return path


def test_a_wheel_says_what_it_asks_for(wheel: Path) -> None:
    assert list(map(str, requirements_of(wheel))) == ["numpy>=1.23"]


def test_an_extra_asks_for_more(wheel: Path) -> None:
    assert list(map(str, requirements_of(wheel, extras=["torch"]))) == ["numpy>=1.23", "torch<9,>=2.4"]


@pytest.mark.parametrize(("asked", "oldest"), [("a>=1.23", "1.23"), ("a<3,>=2.4", "2.4"), ("a~=1.2", "1.2")])
def test_a_lower_bound_is_the_oldest_version_that_is_admitted(asked: str, oldest: str) -> None:
    assert lower_bound(Requirement(asked)) == Version(oldest)


@pytest.mark.parametrize("asked", ["a", "a<3", "a!=2.0"])
def test_a_dependency_without_a_lower_bound_is_refused(asked: str) -> None:
    with pytest.raises(UnboundedError, match=r"without a lower bound.*pyproject\.toml"):
        lower_bound(Requirement(asked))


def test_a_bound_that_nobody_can_reach_is_untrue() -> None:
    asked = [Requirement("protobuf>=4.25"), Requirement("google_crc32c>=1.6"), Requirement("torch>=2.4")]
    installed = {"protobuf": "6.31.1", "google-crc32c": "1.6.0", "torch": "2.4.0"}

    assert untrue_bounds(asked, installed) == ["protobuf>=4.25 is never less than 6.31.1"]
