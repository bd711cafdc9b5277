"""What is committed: the one thing that is released."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from release.commands import run
from release.errors import ReleaseError
from release.runner import Found

ROOT = Path(__file__).resolve().parents[1]
_SHOWN_CHANGES = 10


class UncommittedChangesError(ReleaseError):
    """The working tree is not what is committed."""


class WrongTagError(ReleaseError):
    """The commit has a tag of another version, or its version's tag is on another commit."""


@dataclass(frozen=True)
class Commit:
    """A commit.

    Attributes:
        name: its hash.
        seconds: when it was made, since 1970.
        files: the names of all files in it, relative to its root.
    """

    name: str
    seconds: int
    files: tuple[str, ...]

    @property
    def short_name(self) -> str:
        """Its hash, as people write it."""
        return self.name[:10]


def read_commit(root: Path = ROOT) -> Commit:
    """The commit that is checked out."""
    name, seconds = _git(root, "show", "--no-patch", "--format=%H %ct", "HEAD").split()
    files = _git(root, "ls-tree", "-r", "-z", "--name-only", "HEAD")
    return Commit(name, int(seconds), tuple(filter(None, files.split("\0"))))


def copy_commit(commit: Commit, folder: Path, *, umask: int, root: Path = ROOT) -> None:
    """Make a fresh copy of a commit's files in a folder that is not there yet."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    run(["git", "clone", "--quiet", "--no-checkout", str(root), str(folder)], cwd=root, umask=umask)
    run(["git", "checkout", "--quiet", "--detach", commit.name], cwd=folder, umask=umask)


def read_committed(commit: Commit, name: str, root: Path = ROOT) -> str:
    """The text of a file as it is committed."""
    return _git(root, "show", f"{commit.name}:{name}")


def check_changes(*, may_have_changes: bool, root: Path = ROOT) -> Found:
    """Hold the working tree against the commit.

    Raises:
        UncommittedChangesError: they differ, which is to be a failure.
    """
    changes = _git(root, "status", "--porcelain").splitlines()
    commit = read_commit(root)
    if not changes:
        return Found(f"{commit.short_name}, {len(commit.files)} files, nothing besides")
    listed = ", ".join(changes[:_SHOWN_CHANGES]) + (", …" if len(changes) > _SHOWN_CHANGES else "")
    text = (
        f"{len(changes)} files differ from the commit: {listed}. Only what is committed is checked and released: "
        "commit them, or take them away"
    )
    if may_have_changes:
        return Found(f"{commit.short_name}, {len(commit.files)} files", text)
    raise UncommittedChangesError(f"{text}; --allow-changes lets them be")


def check_tags(version: str, root: Path = ROOT) -> Found:
    """Hold the tags against the version.

    Raises:
        WrongTagError: a tag says something else.
    """
    expected = f"v{version}"
    here = _git(root, "tag", "--points-at", "HEAD").split()
    everywhere = _git(root, "tag", "--list", expected).split()
    if expected in here:
        return Found(f"the commit has the tag {expected}")
    if everywhere:
        raise WrongTagError(
            f"the tag {expected} is on another commit, expected here or nowhere: that version was released; "
            "raise __version__ and describe what is new in CHANGELOG.md"
        )
    if any(tag.startswith("v") for tag in here):
        raise WrongTagError(
            f"the commit has the tag {', '.join(here)}, expected {expected}: move the tag, or change __version__"
        )
    return Found("the commit has no tag", f"after the release: git tag {expected}")


def _git(root: Path, *arguments: str) -> str:
    return run(["git", *arguments], cwd=root).stdout
