"""Names of bases, and what clients may send instead."""

from __future__ import annotations

import base64
import json
import re
import zlib

import pytest

from tensorboard_plugin_paramviz.serving.answers.basis_id import FitRecipe, recipe_from_id, recipe_to_id
from tensorboard_plugin_paramviz.serving.errors import BasisError

RECIPE = FitRecipe("pca", "transformer.wte.weight", (("a", 100), ("é/b c", -5)), "0123456789abcdef")


def packed(fields: object) -> str:
    return base64.urlsafe_b64encode(zlib.compress(json.dumps(fields).encode())).decode().rstrip("=")


def test_a_recipe_comes_back() -> None:
    assert recipe_from_id(recipe_to_id(RECIPE)) == RECIPE


def test_an_id_needs_no_escaping_in_a_url() -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]+", recipe_to_id(RECIPE))


def test_the_same_recipe_has_the_same_id() -> None:
    assert recipe_to_id(recipe_from_id(recipe_to_id(RECIPE))) == recipe_to_id(RECIPE)


def test_twenty_runs_with_long_names_fit() -> None:
    runs = tuple((f"experiments/2026-11-22/learning-rate-{number}/seed-{number}", 10**9) for number in range(20))
    recipe = FitRecipe("final", "transformer.wte.weight", runs, "0" * 16)
    assert len(recipe_to_id(recipe)) < 2_000
    assert recipe_from_id(recipe_to_id(recipe)) == recipe


@pytest.mark.parametrize(
    "basis",
    [
        "",
        "x",
        "nonsense",
        "é",
        "\0",
        "====",
        "a b",
        recipe_to_id(RECIPE)[:-4],
        recipe_to_id(RECIPE)[:10],
        recipe_to_id(RECIPE) + "AAAA",
        base64.urlsafe_b64encode(b"plain").decode(),
        base64.urlsafe_b64encode(zlib.compress(b"\xff\xfe")).decode(),
        base64.urlsafe_b64encode(zlib.compress(b"[" * 50_000)).decode(),
        base64.urlsafe_b64encode(zlib.compress(bytes(10_000_000))).decode(),
        packed([]),
        packed({}),
        packed(None),
        packed(["pca", "w", [["a", 1]]]),
        packed(["pca", "w", [["a", 1]], "d", "more"]),
        packed(["tsne", "w", [["a", 1]], "d"]),
        packed(["pca", 1, [["a", 1]], "d"]),
        packed(["pca", "w", [], "d"]),
        packed(["pca", "w", "a", "d"]),
        packed(["pca", "w", [["a"]], "d"]),
        packed(["pca", "w", [["a", "1"]], "d"]),
        packed(["pca", "w", [["a", 1.5]], "d"]),
        packed(["pca", "w", [["a", True]], "d"]),
        packed(["pca", "w", [["a", 2**64]], "d"]),
        packed(["pca", "w", [["a", 1], None], "d"]),
        packed(["pca", "w", [["a", 1]], None]),
        packed([["pca"], "w", [["a", 1]], "d"]),
    ],
)
def test_nonsense_is_refused(basis: str) -> None:
    with pytest.raises(BasisError, match="this is no basis of this server's; leave the argument out"):
        recipe_from_id(basis)


def test_an_id_is_bounded() -> None:
    with pytest.raises(BasisError, match="found 20000 characters, expected at most 16384"):
        recipe_from_id("A" * 20_000)
