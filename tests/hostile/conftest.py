"""The corpus on disk, written once for a module's tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.hostile.corpus import FAMILIES, write_family
from tests.serving.conftest import open_client  # noqa: F401  # a fixture

if TYPE_CHECKING:
    from pathlib import Path

    from tests.hostile.case import Case

    Corpus = dict[str, tuple[Path, list[Case]]]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The log directory of each family, and its cases."""
    root = tmp_path_factory.mktemp("corpus")
    return {family: (root / family, write_family(root / family, family)) for family in FAMILIES}
