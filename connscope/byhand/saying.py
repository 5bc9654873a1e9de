"""What a person types to be said: text with escapes, hex, or the name of a file; and what was said as it is typed.

A file is read when it is asked for, and nothing else is touched.
"""

import os
import re
from contextlib import suppress
from stat import S_ISREG

from connscope.launches.messages import LONGEST_TEXT, read_message, written
from connscope.text import visible
from connscope.units import exact

KINDS = ("text", "hex", "file")
MOST_BYTES = 16 << 20

SPACE = re.compile(r"(?:\s|[:,-])+|\b0[xX]")
"""What may stand between two bytes, and before one."""
NO_DIGIT = re.compile(r"[^0-9a-fA-F]")


def read_saying(kind: str, text: str) -> bytes:
    """The bytes. Raises ValueError with what is wrong and what to do. For a file, the text is its name."""
    return {"text": read_text, "hex": read_hex, "file": read_file}[kind](text)


def write_saying(data: bytes) -> str:
    """What a person would have to type, as text, for these bytes."""
    return written([data])


def read_text(text: str) -> bytes:
    r"""Characters as UTF-8, and `\n`, `\xff` … for what is none."""
    if not text:
        raise ValueError("Nothing to say: give at least one character.")
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"Longer than {exact(LONGEST_TEXT)} characters: say a file.")
    return read_message(text)


def read_hex(text: str) -> bytes:
    """Two digits a byte, with anything usual between two bytes."""
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"Longer than {exact(LONGEST_TEXT)} characters: say a file.")
    groups = SPACE.sub(" ", text).split()
    for group in groups:
        if found := NO_DIGIT.search(group):
            raise ValueError(f"{visible(found[0])} is no hex digit: give two digits a byte, such as 0d 0a.")
        if len(group) % 2:
            raise ValueError(f"{group[:20]} has an odd number of digits: give two a byte, such as 0d 0a.")
    if not groups:
        raise ValueError("Nothing to say: give two digits a byte, such as 0d 0a.")
    return bytes.fromhex("".join(groups))


def read_file(text: str) -> bytes:
    """All that is in it."""
    if not text.strip():
        raise ValueError("Empty: give the name of a file.")
    path = path_of(text.strip())
    try:
        data = contents(path)
    except OSError as error:
        wrong = visible((error.strerror or str(error)).lower(), 80)
    except ValueError:  # what no name can have in it
        wrong = "no such file"
    else:
        if 0 < len(data) <= MOST_BYTES:
            return data
        wrong = f"more than {MOST_BYTES >> 20} MiB: say a smaller one" if data else "empty, there is nothing to say"
    raise ValueError(f"{visible(path, 60)}: {wrong}.")


def path_of(text: str) -> str:
    """As it stands; where nothing is called so, with the escapes read by which a line writes what it cannot show."""
    path = os.path.expanduser(text)
    if "\\" in path and not os.path.lexists(path):
        with suppress(ValueError):  # it has no such escapes
            return os.fsdecode(read_message(path))
    return path


def contents(path: str) -> bytes:
    """The bytes of a plain file, as many as may be said and one more."""
    # Anything else, such as a pipe, might keep us waiting, or never end.
    with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb") as file:
        if not S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(0, "not a file")
        return file.read(MOST_BYTES + 1)
