"""`python -m release.check`: whether what is committed can be released; what was checked is put into `dist/`."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from functools import cached_property
from pathlib import Path

from release import archives, changelog, contents, readme, served_tab, third_party, version, wheelhouse
from release.builds import ANOTHER, ONE, Distributions, build_both, build_from_sdist, unpack
from release.commands import run
from release.repository import ROOT, check_changes, check_tags, read_commit, read_committed
from release.runner import Check, Found, run_checks

BUILT = "built twice"


class Candidate:
    """The commit, and what is made of it on the way.

    Args:
        folder: takes copies, builds and installations.
        may_have_changes: whether the working tree may differ from the commit.
    """

    def __init__(self, folder: Path, *, may_have_changes: bool) -> None:
        self._folder = folder
        self._may_have_changes = may_have_changes
        self._commit = read_commit()
        self._built: list[Distributions] = []
        self._python: Path | None = None

    def checks(self) -> list[Check]:
        """All checks, those that others need before them."""
        return [
            Check("commit", lambda: check_changes(may_have_changes=self._may_have_changes)),
            Check("version", lambda: version.check_form(self._version)),
            Check("changelog", lambda: changelog.check_changelog(self._committed("CHANGELOG.md"), self._version)),
            Check("tag", lambda: check_tags(self._version)),
            Check(BUILT, self._build),
            Check("version as built", self._check_metadata, (BUILT,)),
            Check("same wheel", lambda: archives.check_same(self.one.wheel, self.another.wheel), (BUILT,)),
            Check("same sdist", lambda: archives.check_same(self.one.sdist, self.another.sdist), (BUILT,)),
            Check("wheel from sdist", self._check_wheel_from_sdist, (BUILT,)),
            Check("bundle", lambda: contents.check_bundle(self._bundle), (BUILT,)),
            Check("wheel's files", self._check_wheel, (BUILT,)),
            Check("sdist's files", self._check_sdist, (BUILT,)),
            Check("sdist's tests", self._check_tests, (BUILT,)),
            Check("third-party licences", self._check_licences, (BUILT,)),
            Check("metadata", lambda: readme.check_metadata([self.one.wheel, self.one.sdist], self._folder), (BUILT,)),
            Check("README on PyPI", lambda: readme.check_rendering(self.one.tree / "README.md"), (BUILT,)),
            Check("README's links", lambda: readme.check_links(self.one.tree / "README.md"), (BUILT,)),
            Check("offline installation", self._install, (BUILT,)),
            Check("offline, from sdist", self._install_from_sdist, ("offline installation",)),
            Check("tab, installed", self._ask_tab, ("offline installation", "bundle")),
        ]

    @property
    def one(self) -> Distributions:
        """What was built first."""
        return self._built[0]

    @property
    def another(self) -> Distributions:
        """What was built in other surroundings."""
        return self._built[1]

    @cached_property
    def _bundle(self) -> list[str]:
        return contents.files_of_bundle(self.one.tree)

    @cached_property
    def _version(self) -> str:
        return version.read_version(self._committed(version.HOME))

    def _committed(self, name: str) -> str:
        return read_committed(self._commit, name)

    def _build(self) -> Found:
        self._built = [build_both(self._commit, surroundings, self._folder) for surroundings in (ONE, ANOTHER)]
        return Found("from two copies in folders, time zones, languages and with permissions that differ")

    def _check_metadata(self) -> Found:
        wheel, sdist = self.one.wheel, self.one.sdist
        return version.check_metadata(
            self._version,
            {
                wheel.name: archives.read_text(wheel, f"{contents.PACKAGE}-{self._version}.dist-info/METADATA"),
                sdist.name: archives.read_text(sdist, f"{contents.PACKAGE}-{self._version}/PKG-INFO"),
            },
        )

    def _check_wheel_from_sdist(self) -> Found:
        return archives.check_same(
            self.one.wheel, build_from_sdist(self.one.sdist, self._commit, self._folder / "sdist")
        )

    def _check_wheel(self) -> Found:
        return contents.check_wheel(archives.read_members(self.one.wheel), self._commit.files, self._bundle)

    def _check_sdist(self) -> Found:
        return contents.check_sdist(archives.read_sdist_names(self.one.sdist), self._commit.files, self._bundle)

    def _check_tests(self) -> Found:
        tree = unpack(self.one.sdist, self._folder / "tests")
        command = [sys.executable, "-m", "pytest", "--collect-only", "--quiet", "-p", "no:cacheprovider"]
        collected = run(command, cwd=tree, environment={**os.environ, "PYTHONPATH": str(tree)})
        return Found(f"all are found, with all that they import: {collected.stdout.strip().splitlines()[-1]}")

    def _check_licences(self) -> Found:
        built = (self.one.tree / third_party.FILE).read_text(encoding="utf-8")
        return third_party.check_licences(self._committed(third_party.FILE), built)

    def _install(self) -> Found:
        wheels = wheelhouse.fill_wheelhouse(self.one.wheel, self._folder / "wheelhouse")
        requirement = f"tensorboard-plugin-paramviz=={self._version}"
        self._python = wheelhouse.install_offline(requirement, self._folder / "wheelhouse", self._folder / "installed")
        return Found(f"from {len(wheels)} wheels, torch not among them; pip check has nothing to say")

    def _install_from_sdist(self) -> Found:
        wheelhouse.add_build_requirements(self.one.tree, self._folder / "wheelhouse")
        folder = self._folder / "installed from sdist"
        python = wheelhouse.install_offline(str(self.one.sdist), self._folder / "wheelhouse", folder)
        said = run([str(python), "-m", "tensorboard_plugin_paramviz.cli", "--version"], cwd=folder)
        return Found(f"built and installed from it: {said.stdout.strip()}")

    def _ask_tab(self) -> Found:
        assert self._python is not None  # noqa: S101  # this check needs the installation
        runs = self._folder / "runs"
        # Writing a run takes torch, which the installation does not have.
        simulate = [sys.executable, "-m", "tensorboard_plugin_paramviz.cli", "simulate", str(runs), "--steps", "3"]
        run(simulate, cwd=self.one.tree, environment={**os.environ, "PYTHONPATH": str(self.one.tree)})
        (explanations,) = filter(None, map(contents.EXPLANATIONS.fullmatch, self._bundle))
        asked = served_tab.ask_installed_tab(self._python, runs, explanations[1], self._folder)
        return Found(f"TensorBoard lists it; these answer: {', '.join(asked)}")

    def put_into(self, folder: Path) -> None:
        """Leave what was checked, and nothing else, in a folder."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for path in (self.one.wheel, self.one.sdist):
            shutil.copy(path, folder)


def main() -> int:
    """Run all checks.

    Returns:
        The exit status: 0 if all of them succeed, else 1.
    """
    parser = argparse.ArgumentParser(prog="python -m release.check", description=__doc__)
    parser.add_argument(
        "--allow-changes",
        action="store_true",
        help="only note that files differ from the commit, which is what is checked",
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="release-") as folder:
        candidate = Candidate(Path(folder), may_have_changes=options.allow_changes)
        if not run_checks(candidate.checks()):
            return 1
        candidate.put_into(ROOT / "dist")
    print("dist/ has the wheel and the sdist that were checked")
    return 0


if __name__ == "__main__":
    sys.exit(main())
