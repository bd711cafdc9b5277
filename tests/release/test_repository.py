from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from release.commands import CommandFailedError, run
from release.repository import (
    UncommittedChangesError,
    WrongTagError,
    check_changes,
    check_tags,
    copy_commit,
    read_commit,
    read_committed,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with one commit."""
    root = tmp_path / "repository"
    root.mkdir()
    (root / "module.py").write_text("x = 1\n")
    git(root, "init", "--quiet")
    commit(root)
    return root


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=root, check=True)  # noqa: S607  # git is on the PATH


def commit(root: Path) -> None:
    git(root, "add", ".")
    git(
        root,
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@example.org",
        "commit",
        "--quiet",
        "--allow-empty",
        "-m",
        "Commit",
    )


def test_a_copy_has_what_is_committed_and_no_more(root: Path, tmp_path: Path) -> None:
    head = read_commit(root)
    (root / "module.py").write_text("x = 2\n")

    copy_commit(head, tmp_path / "a" / "copy", umask=0o077, root=root)

    assert head.files == ("module.py",)
    assert (tmp_path / "a" / "copy" / "module.py").read_text() == "x = 1\n" == read_committed(head, "module.py", root)
    assert (tmp_path / "a" / "copy" / "module.py").stat().st_mode & 0o777 == 0o600


def test_changes_that_are_not_committed_are_found_or_noted(root: Path) -> None:
    assert check_changes(may_have_changes=False, root=root).remark == ""
    (root / "new.py").touch()

    assert "new.py" in check_changes(may_have_changes=True, root=root).remark
    with pytest.raises(UncommittedChangesError, match=r"1 files differ from the commit: \?\? new\.py"):
        check_changes(may_have_changes=False, root=root)


def test_a_tag_of_another_version_or_on_another_commit_is_found(root: Path) -> None:
    assert "git tag v0.1.0" in check_tags("0.1.0", root).remark
    git(root, "tag", "v0.1.0")

    assert check_tags("0.1.0", root).remark == ""
    with pytest.raises(WrongTagError, match=r"has the tag v0\.1\.0, expected v0\.2\.0"):
        check_tags("0.2.0", root)
    commit(root)
    with pytest.raises(WrongTagError, match="on another commit"):
        check_tags("0.1.0", root)


def test_a_command_that_fails_is_told_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(CommandFailedError, match="status 3, expected 0; its last lines:\nno room"):
        run(["sh", "-c", "echo no room; exit 3"], cwd=tmp_path)
