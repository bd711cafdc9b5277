from __future__ import annotations

import pytest

from release.version import VersionFormError, VersionsDifferError, check_form, check_metadata, read_version


def test_the_version_is_read_from_the_source() -> None:
    assert read_version('import this\n\n__version__ = "1.2.3"\n') == "1.2.3"
    with pytest.raises(VersionFormError, match="sets no version"):
        read_version("__version__ = read()\n")


@pytest.mark.parametrize("version", ["1.0-beta", "v1.0", "01.2", "soon"])
def test_a_version_that_tools_would_write_in_another_way_is_found(version: str) -> None:
    with pytest.raises(VersionFormError, match=f"is “{version}”"):
        check_form(version)


def test_metadata_of_another_version_are_found() -> None:
    built = {"paramviz-1.2.3.tar.gz": "Metadata-Version: 2.4\nVersion: 1.2.3\n\nVersion: 9\n"}

    assert check_metadata("1.2.3", built)
    with pytest.raises(VersionsDifferError, match=r"is version 1\.2\.3, expected 1\.2\.4"):
        check_metadata("1.2.4", built)
