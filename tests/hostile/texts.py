"""Texts that do something where somebody takes them for more than text."""

from __future__ import annotations

# Each sets `hacked` in the page or above it, or opens a dialog, where anything of it is executed.
SCRIPTS = (
    "<img src=x onerror=top.hacked=window.hacked=1>",
    "<script>top.hacked=window.hacked=1</script>",
    "</script><script>top.hacked=window.hacked=1</script><!--",
    "javascript:void(top.hacked=window.hacked=1)",
    "\"'><svg/onload=top.hacked=window.hacked=1>",
    "${top.hacked=window.hacked=1}{{top.hacked=1}}",
    "<a href=https://foreign.example/x>link</a><link rel=stylesheet href=//foreign.example/y>",
    "</style><style>*{display:none}</style>",
)
# Each begins as a formula does in a spreadsheet.
FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\uff1d1+1")
# Each disturbs what stands around it, or a terminal.
DISTURBING = (
    "right to left \u202egnp.exe",
    "isolated \u2067 and never closed",
    "zero\u200bwidth\u200d\ufeff",
    "nul\0byte",
    "two\nlines\r\nof\u2028it",
    "\x1b[31mred\x1b]0;title\x07\x9b2J",
    "a\u0301" + "\u0301" * 500,
    "🏳️\u200d🌈👩\u200d👩\u200d👧 你好 नमस्ते مرحبا",
    "",
    " ",
)
TEXTS = (*SCRIPTS, *FORMULAS, *DISTURBING)
