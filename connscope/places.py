"""Files of a program as people know them: short, and told apart by whose they are.

Pure, on the text of a path: nothing is looked up on the disk, for it may be another machine's.
"""

import re
from functools import lru_cache

# Compiled when they are needed first, which is not at the start.
INSTALLED = r"(?s).*[/\\](?:site|dist)-packages[/\\]"
STANDARD = r"(?s).*[/\\](?:lib(?:64)?[/\\]python3(?:\.\d+)?t?|Lib|python3\d+\.zip)[/\\]"
"""`/usr/lib/python3.11/`, the `Lib` of Windows and of Python's own sources, and what is loaded from a zip file."""

OURS = ("probe/", "<connscope>")
"""How the files begin that are in a program only because it is watched."""

KEPT = 2
"""Of a path from anywhere else so many of its last parts are told."""


def is_library(file: str) -> bool:
    """Whether it belongs to Python itself, to an installed package or to us, and not to the program."""
    return bool(re.match(INSTALLED, file) or re.match(STANDARD, file)) or file.startswith(("<frozen ", *OURS))


@lru_cache(maxsize=4096)
def shown_file(file: str, folder: str = "") -> str:
    """A file in few words: `aiohttp/web.py`, `asyncio/streams.py`, or as it lies below the program's folder."""
    for library in (INSTALLED, STANDARD):
        if found := re.match(library, file):
            return file[found.end() :] or file
    folder = folder.rstrip("/")
    if folder and file.startswith(folder + "/"):
        return file[len(folder) + 1 :]
    parts = file.split("/")
    return "/".join(("…", *parts[-KEPT:])) if file.startswith("/") and len(parts) > KEPT + 1 else file


def shown_place(place: tuple[str, int], folder: str = "") -> str:
    """File and line as they are said: `app/db.py:41`; empty where it is not known."""
    return f"{shown_file(place[0], folder)}:{place[1]}" if place[0] else ""
