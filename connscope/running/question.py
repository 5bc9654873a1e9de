"""What only the interpreter that will run a program can say: whether it can, and where the program is.

It is run by that interpreter, from Python 3.9 on, and prints one line of JSON; so it imports nothing of connscope. Nor
does it import the program.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from importlib.util import MAGIC_NUMBER, find_spec
from typing import Any


def answer(form: str, target: str) -> dict[str, Any]:
    """All that is to be known, for a file, `-m` or `-c`."""
    said: dict[str, Any] = {"version": sys.version.split()[0], "maps": can_map_files()}
    if form == "-c":
        return {**said, "mistake": mistake_in(target, "-c")}
    if form == "-m":
        path, missing, names = whereabouts(target)
        said.update(path=path, missing=missing, names=names)
        target = path if path and path.endswith(".py") else ""
    return {**said, "mistake": mistake_in_file(target) if target else None}


def can_map_files() -> bool:
    """Whether there is that by which the probe shares memory with us: without a descriptor only ctypes can."""
    try:
        import ctypes  # noqa: F401 - asked for
    except ImportError:
        return False
    return True


def mistake_in_file(path: str) -> tuple[int, str] | None:
    """The line and the message of a syntax error; what cannot be read is for others to find."""
    try:
        with open(path, "rb") as file:
            source = file.read()
    except OSError:
        return None
    return None if source.startswith(MAGIC_NUMBER) else mistake_in(source, path)


def mistake_in(source: str | bytes, name: str) -> tuple[int, str] | None:
    """The line and the message of a syntax error; line 0 if it is in none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(source, name, "exec", dont_inherit=True)
    except SyntaxError as error:
        return error.lineno or 0, error.msg
    except ValueError as error:  # a NUL in it
        return 0, str(error)
    except (MemoryError, OverflowError, RecursionError):  # for Python itself to tell
        pass
    return None


def whereabouts(name: str) -> tuple[str | None, str, list[str]]:
    """The file of a module as `-m` finds it; else which part of its name is missing, and what is there instead."""
    folders: Sequence[str] | None = None
    parts = name.split(".")
    for length in range(1, len(parts) + 1):
        spec = found(".".join(parts[:length]), folders)
        if spec is None:
            return (
                None,
                ".".join(parts[:length]),
                names_in(folders, parts[: length - 1]),
            )
        folders = spec.submodule_search_locations and list(spec.submodule_search_locations)
        if folders is None and length < len(parts):
            return None, ".".join(parts[: length + 1]), []
    if spec is not None and folders is not None:
        spec = found(f"{name}.__main__", folders)
    return (spec.origin, "", []) if spec is not None else (None, f"{name}.__main__", [])


def found(name: str, folders: Sequence[str] | None) -> ModuleSpec | None:
    """What the import system knows of a module. Only a package that makes modules by itself must be imported for it."""
    for finder in sys.meta_path:
        spec = finder.find_spec(name, folders, None)
        if spec is not None:
            return spec
    return find_spec(name) if folders is not None else None


def names_in(folders: Sequence[str] | None, package: list[str]) -> list[str]:
    """The modules that are there, by their whole names."""
    from pkgutil import iter_modules

    return sorted({".".join([*package, module.name]) for module in iter_modules(folders)})


def main() -> None:
    """Answer what the command line asks. Whatever goes wrong here, the program's own start says it better."""
    try:
        said = answer(*sys.argv[1:])
    except (Exception, SystemExit):
        said = {"version": sys.version.split()[0], "maps": can_map_files(), "mistake": None}
    print(f"\n{json.dumps(said)}")


if __name__ == "__main__":
    main()
