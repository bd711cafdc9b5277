from __future__ import annotations

import tarfile
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from release.archives import ArchivesDifferError, check_same, read_sdist_names, read_text

if TYPE_CHECKING:
    from pathlib import Path


def make_wheel(path: Path, files: dict[str, str], mode: int = 0o644) -> Path:
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            archive.writestr(info, text)
    return path


def make_sdist(path: Path, files: dict[str, str], seconds: int) -> Path:
    path.parent.mkdir()
    with tarfile.open(path, "w:gz") as archive:
        for name, text in files.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(text), seconds
            archive.addfile(info, BytesIO(text.encode()))
    return path


def test_archives_with_the_same_bytes_are_the_same(tmp_path: Path) -> None:
    first = make_wheel(tmp_path / "a" / "x-1.whl", {"x.py": "1"})
    second = make_wheel(tmp_path / "b" / "x-1.whl", {"x.py": "1"})

    assert check_same(first, second).text.startswith("x-1.whl, ")
    assert read_text(first, "x.py") == "1"


def test_a_member_with_another_content_is_named(tmp_path: Path) -> None:
    first = make_wheel(tmp_path / "a" / "x-1.whl", {"x.py": "1", "y.py": "2", "z.py": "3"})
    second = make_wheel(tmp_path / "b" / "x-1.whl", {"x.py": "1", "y.py": "3"}, mode=0o600)

    with pytest.raises(ArchivesDifferError) as raised:
        check_same(first, second)
    assert "x.py (permissions 0o644 and 0o600); y.py (content, permissions" in str(raised.value)
    assert "z.py (only in the first)" in str(raised.value)


def test_a_member_with_another_time_is_named(tmp_path: Path) -> None:
    first = make_sdist(tmp_path / "a" / "x-1.tar.gz", {"x-1/x.py": "1"}, 1)
    second = make_sdist(tmp_path / "b" / "x-1.tar.gz", {"x-1/x.py": "1"}, 2)

    assert read_sdist_names(first) == ["x.py"]
    with pytest.raises(ArchivesDifferError, match=r"x-1/x\.py \(time 1 and 2\)"):
        check_same(first, second)


def test_another_order_is_told(tmp_path: Path) -> None:
    first = make_wheel(tmp_path / "a" / "x-1.whl", {"x.py": "1", "y.py": "2"})
    second = make_wheel(tmp_path / "b" / "x-1.whl", {"y.py": "2", "x.py": "1"})

    with pytest.raises(ArchivesDifferError, match="order or compression"):
        check_same(first, second)
