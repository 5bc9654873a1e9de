"""Populations in files. Every mistake becomes a sentence that names the file; none is written over unasked."""

import os
import shutil
import stat
from tempfile import mkstemp

from connscope.launches.launch import Launch
from connscope.launches.population import read_population, written_population
from connscope.text import visible

USUAL = "population.toml"
MOST_CHARACTERS = 64 * 1024
"""No population is longer."""

SHOWN = 60
"""Characters of a path."""


class Unusable(Exception):
    """Why nothing can be read from a file, or written to it."""


def load(path: str, num_conns: int | None = None) -> Launch:
    """The launch that a file describes, to no particular place."""
    try:
        return read_population(contents(path), num_conns)
    except OSError as error:
        raise Unusable(f"{named(path)} cannot be read: {why(error)}") from None
    except UnicodeError:
        raise Unusable(f"{named(path)} is not text in UTF-8") from None
    except ValueError as error:
        raise Unusable(f"{named(path)} {error}") from None


def contents(path: str) -> str:
    """Its text, if it is a file that may be one."""
    path = os.path.expanduser(path)
    if not is_file(path):
        raise ValueError("is not a file")
    with open(path, encoding="utf-8-sig") as file:
        text = file.read(MOST_CHARACTERS + 1)
    if len(text) > MOST_CHARACTERS:
        raise ValueError(f"has more than {MOST_CHARACTERS:,} characters")
    return text


def save(path: str, launch: Launch, *, over: bool = False) -> str:
    """Write a file of it, over another one only if told; answers where it is. Raises FileExistsError, `Unusable`."""
    whole = os.path.abspath(os.path.expanduser(path))
    text = written_population(launch)
    try:
        if over and not is_file(whole):
            raise Unusable(f"{named(path)} is not a file")
        if over:
            replace(whole, text)
        else:
            create(whole, text)
    except FileExistsError:
        raise
    except (OSError, ValueError) as error:
        raise Unusable(f"{named(path)} cannot be written: {why(error)}") from None
    return visible(whole)


def create(path: str, text: str) -> None:
    """Write a file that is new."""
    fill(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), path, text)


def replace(path: str, text: str) -> None:
    """Write it over another one, which stays as it is until all of this one is written."""
    path = os.path.realpath(path)
    handle, beside = mkstemp(dir=os.path.dirname(path), prefix=".connscope-")
    fill(handle, beside, text)
    try:
        shutil.copymode(path, beside)
        os.replace(beside, path)
    except OSError:
        os.unlink(beside)
        raise


def fill(handle: int, path: str, text: str) -> None:
    """Write all of it, or have no file: none is left that has only a part of it."""
    try:
        with open(handle, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError:
        os.unlink(path)
        raise


def is_file(path: str) -> bool:
    """Whether it is one. A pipe or a terminal would keep us waiting."""
    return stat.S_ISREG(os.stat(path).st_mode)


def named(path: str) -> str:
    """As a complaint names it; of a long one the end says more than the beginning."""
    shown = visible(path) or "the empty path"
    return shown if len(shown) <= SHOWN else f"…{shown[1 - SHOWN :]}"


def why(error: Exception) -> str:
    """What the system says."""
    return (getattr(error, "strerror", None) or str(error)).lower()
