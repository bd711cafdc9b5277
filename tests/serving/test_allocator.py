"""How the process keeps memory that was freed."""

from __future__ import annotations

import platform
import sys

import pytest

from tensorboard_plugin_paramviz.serving.allocator import share_arenas


@pytest.fixture(autouse=True)
def undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MALLOC_ARENA_MAX", raising=False)


def test_threads_share_memory_where_glibc_is() -> None:
    assert share_arenas() == (platform.libc_ver()[0] == "glibc")


def test_whoever_has_decided_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALLOC_ARENA_MAX", "8")
    assert not share_arenas()


def test_other_systems_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not share_arenas()
