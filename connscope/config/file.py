"""The file of settings: where it is, and its table. It must not know what the settings are."""

import os
import stat
from typing import Any

from connscope.config.settings import FILE_VARIABLE

MOST_CHARACTERS = 16 * 1024
"""No file of settings is longer, and a hostile one of this size is still read in a second."""


class Unusable(Exception):
    """Why nothing can be read from it."""


def location() -> str:
    """Where the file is, or would be."""
    return os.environ.get(FILE_VARIABLE) or os.path.join(directory(), "connscope", "config.toml")


def directory() -> str:
    """Where programs keep their settings on this machine."""
    if os.name == "nt":
        return os.environ.get("APPDATA") or os.path.expanduser(r"~\AppData\Roaming")
    named = os.environ.get("XDG_CONFIG_HOME", "")
    # The convention of that variable: a relative path does not count.
    return named if os.path.isabs(named) else os.path.expanduser("~/.config")


def table() -> dict[str, Any]:
    """What the file says, nothing if there is none; raises `Unusable`."""
    try:
        text = contents(location())
    except FileNotFoundError:
        if os.environ.get(FILE_VARIABLE):
            raise Unusable(f"{FILE_VARIABLE} names it, and it does not exist") from None
        return {}
    except OSError as error:
        raise Unusable(f"it cannot be read: {error.strerror}") from None
    except UnicodeError:
        raise Unusable("it is not text in UTF-8") from None
    return parsed(text)


def contents(path: str) -> str:
    """The text of a file that is worth reading."""
    # A pipe or a terminal would keep us waiting.
    if not stat.S_ISREG(os.stat(path).st_mode) and path != os.devnull:
        raise Unusable("it is not a file")
    with open(path, encoding="utf-8-sig") as file:
        text = file.read(MOST_CHARACTERS + 1)
    if len(text) > MOST_CHARACTERS:
        raise Unusable(f"it has more than {MOST_CHARACTERS:,} characters")
    return text


def parsed(text: str) -> dict[str, Any]:
    """The table that a text in TOML is."""
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Unusable(located(str(error))) from None
    except (ValueError, RecursionError):
        raise Unusable("it has a number too long or a list too deep to be read") from None


def located(said: str) -> str:
    """The parser's complaint with the place, which it names last, at the front."""
    what, _, place = said.rpartition(" (at ")
    return f"{place.removesuffix(')')}: {what}"
