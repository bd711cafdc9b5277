"""The order in which a model uses its parameters, for files that sort them as words. Pure.

Safetensors and the indexes of shards put "lm_head" before "model" and "h.10" before "h.2".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_FIRST = (  # words in their order
    r"wte|tok(en)?s?(_emb.*)?|word_emb.*|embed_tokens|shared|weight",
    r"(?!.*(unemb|_out)).*emb.*|wpe|pos(ition.*|_.*)?|.*_token|stem|patch.*|conv_proj|encoder",
)
_LAST = (
    r"ln_f|((final|post)_?)?(layer_?)?norm(_f)?|pooler|decoder",
    r"(.+_)?heads?|classifier|cls|score|fc|predictions|embed_out|unembed.*|proj_out|.*_outputs|logits",
)
_RANKS = {
    **{re.compile(pattern, re.IGNORECASE): rank - len(_FIRST) for rank, pattern in enumerate(_FIRST)},
    **{re.compile(pattern, re.IGNORECASE): rank + 1 for rank, pattern in enumerate(_LAST)},
}


def in_order_of_use(names: Iterable[str]) -> list[str]:
    """Sort parameters: embeddings, blocks by their numbers, the last norm, the head.

    Args:
        names: their names.
    """
    return sorted(names, key=lambda name: [_rank(word) for word in name.split(".")])


def _rank(word: str) -> tuple[int, int, str]:
    if word.isdecimal():
        return 0, int(word), ""
    return next((rank for pattern, rank in _RANKS.items() if pattern.fullmatch(word)), 0), -1, word
