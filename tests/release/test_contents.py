from __future__ import annotations

import pytest

from release.contents import (
    STATIC,
    BundleError,
    ForeignFilesError,
    MissingFilesError,
    UnknownKindError,
    check_bundle,
    check_sdist,
    check_wheel,
)

TRACKED = [".gitignore", ".ci/run", "setup.py", "tests/test_it.py", "tensorboard_plugin_paramviz/__init__.py"]
BUNDLE = [
    f"{STATIC}/index.js",
    f"{STATIC}/frontend.sha256",
    f"{STATIC}/assets/explanations-a1_b-.html",
    f"{STATIC}/assets/standalone-0f.js",
    f"{STATIC}/assets/licenses-0f.txt",
]
METADATA = ["METADATA", "RECORD", "WHEEL", "entry_points.txt", "top_level.txt"]
LICENCES = ["licenses/LICENSE", "licenses/THIRD_PARTY_LICENSES"]
WHEEL = [TRACKED[-1], *BUNDLE, *(f"p-1.dist-info/{name}" for name in [*METADATA, *LICENCES])]
SDIST = ["PKG-INFO", "setup.cfg", "tensorboard_plugin_paramviz.egg-info/PKG-INFO", *TRACKED[2:], *BUNDLE]


def test_what_has_all_that_belongs_to_it_passes() -> None:
    assert check_wheel(WHEEL, TRACKED, BUNDLE)
    assert check_sdist(SDIST, TRACKED, BUNDLE)
    assert check_bundle(BUNDLE)


@pytest.mark.parametrize("missing", [BUNDLE[0], TRACKED[-1], "p-1.dist-info/licenses/THIRD_PARTY_LICENSES"])
def test_a_file_that_the_wheel_lacks_is_found(missing: str) -> None:
    with pytest.raises(MissingFilesError, match=missing.removeprefix("p-1.dist-info/")):
        check_wheel([name for name in WHEEL if name != missing], TRACKED, BUNDLE)


@pytest.mark.parametrize("foreign", ["tests/test_it.py", "nanogpt/model.py", "p-1.dist-info/notes.txt"])
def test_a_file_that_does_not_belong_into_the_wheel_is_found(foreign: str) -> None:
    with pytest.raises(ForeignFilesError, match=foreign.removeprefix("p-1.dist-info/")):
        check_wheel([*WHEEL, foreign], TRACKED, BUNDLE)


def test_what_an_sdist_lacks_or_has_too_much_is_found() -> None:
    with pytest.raises(MissingFilesError, match=r"tests/test_it\.py"):
        check_sdist([name for name in SDIST if name != "tests/test_it.py"], TRACKED, BUNDLE)
    with pytest.raises(ForeignFilesError, match="tests/debug"):
        check_sdist([*SDIST, "tests/debug.log"], TRACKED, BUNDLE)


def test_a_bundle_without_a_part_or_with_somebodys_font_is_found() -> None:
    with pytest.raises(BundleError, match="0 files that are the page's entry"):
        check_bundle(BUNDLE[1:])
    with pytest.raises(UnknownKindError, match=r"somebody\.woff2"):
        check_bundle([*BUNDLE, f"{STATIC}/assets/somebody.woff2"])
