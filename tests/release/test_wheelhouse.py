from __future__ import annotations

import pytest

from release.wheelhouse import HeavyDependencyError, check_weight


def test_torch_among_the_dependencies_is_found() -> None:
    check_weight(["numpy-2.3.0-py3-none-any.whl", "torchless-1.0-py3-none-any.whl"])
    with pytest.raises(HeavyDependencyError, match=r"torch-2\.13"):
        check_weight(["numpy-2.3.0-py3-none-any.whl", "torch-2.13.0-py3-none-any.whl"])
