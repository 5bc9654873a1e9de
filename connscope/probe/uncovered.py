"""Modules of the program's own that are called as some of the library's: those it finds first, as without us.

The probe has imported a few of the library's before the program begins, and what is imported once is not looked for
again. Those that the program would find in its own folder are forgotten, so that its `import` finds what is there.
"""

from __future__ import annotations

import os
import sys

from .typed import Any, Collection, Iterator, Optional

WITH_VALUE = "WX"
"""Options of Python's whose value is the rest of the word, or the next word."""
ENDS_OPTIONS = "cm"
ENDS = (".py", f"{os.sep}__init__.py")
"""Of what is a module, or a package."""


def uncover(before: Collection[str]) -> None:
    """Forget what has been imported since then, if something of the same name is in the program's folder."""
    folder = folder_of(list(getattr(sys, "orig_argv", ())))
    if folder is None or sys.flags.isolated or getattr(sys.flags, "safe_path", False):
        return
    for name in [name for name in sys.modules if name not in before and "." not in name and is_looked_for(name)]:
        if any(os.path.isfile(os.path.join(folder, name + end)) for end in ENDS):
            del sys.modules[name]


def is_looked_for(name: str) -> bool:
    """Whether a module of that name is looked for in folders at all, as those in the interpreter itself are not."""
    origin = getattr(getattr(sys.modules[name], "__spec__", None), "origin", None)
    return origin not in (None, "built-in", "frozen")


def folder_of(words: Any) -> Optional[str]:
    """Where a program that is started with these words looks for modules first; None where nobody knows."""
    if not words:
        return None
    script = script_in(iter(words[1:]))
    if not script:
        return os.getcwd()
    path = os.path.realpath(script)
    return path if os.path.isdir(path) else os.path.dirname(path)


def script_in(rest: Iterator[str]) -> str:
    """The file among the words; empty for a module, code, or standard input."""
    for word in rest:
        if word == "--":
            return next(rest, "")
        if word == "-" or not word.startswith("-"):
            return word.strip("-")
        letters = "" if word.startswith("--") else word[1:]
        found = next((letter for letter in letters if letter in WITH_VALUE + ENDS_OPTIONS), "")
        if found and found in ENDS_OPTIONS:
            return ""
        if word == "--check-hash-based-pycs" or (found and word.endswith(found)):
            next(rest, None)
    return ""
