"""What a command line may say; when it says something else that is told in one line, with every value made visible.

It knows no command. A function named after a kind of argument reads one, or raises `ArgumentTypeError` with what is
wrong and what to do.
"""

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Iterable, Sequence
from shutil import get_terminal_size
from typing import NoReturn

from connscope.text import visible

BAD_INPUT = 2
VALUE_CELLS = 80
"""No more of a value than this is repeated."""

MOST_CONNECTIONS = 5_000
LONGEST_SECONDS = 86_400


class Layout(RawDescriptionHelpFormatter):
    """Help that can be read at 80 columns, and is no wider anywhere."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=24, width=min(80, get_terminal_size().columns) - 2)


class Parser(ArgumentParser):
    """An `ArgumentParser` that complains in one line."""

    def __init__(self, prog: str, summary: str, usage: str | None = None, ending: str = "") -> None:
        super().__init__(prog, usage, summary, ending, formatter_class=Layout, allow_abbrev=False)

    def read(self, words: Sequence[str]) -> Namespace:
        """The values of all these words; exits with `BAD_INPUT` if that cannot be."""
        values, unknown = self.parse_known_args(words)
        if unknown:
            self.error(self.unknown(unknown[0]))
        return values

    def unknown(self, word: str) -> str:
        """What is wrong with a word that nobody declared."""
        if not word.startswith("-"):
            return f"one argument too many: {shown(word)}"
        return f"unknown option {shown(word)}{nearest(word.partition('=')[0], self._option_string_actions)}"

    def error(self, message: str) -> NoReturn:
        """One line, instead of the usage and a line."""
        # argparse repeats such a value raw and whole.
        before, found, _ = message.partition("ignored explicit argument")
        said = f"{before}it takes no value" if found else message
        sys.exit(complain(f"{said} (see {self.prog} --help)"))

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        """After `--help` and `--version`, whose reader may be gone already."""
        try:
            print(end="", flush=True)
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        super().exit(status, message)


def complain(message: str) -> int:
    """Say in one line what is wrong; answers the exit code for bad input."""
    if sys.stderr is not None:  # else `print` would take stdout
        print(f"connscope: {visible(message)}", file=sys.stderr)
    return BAD_INPUT


def shown(value: str) -> str:
    """A value from outside, as a complaint repeats it."""
    return f"'{visible(value, VALUE_CELLS)}'"


def nearest(word: str, names: Iterable[str]) -> str:
    """Which of these may have been meant, as the end of a complaint."""
    from difflib import get_close_matches

    found = get_close_matches(word[:VALUE_CELLS], list(names), n=1)
    return f": did you mean {found[0]}?" if found else ""


def whole_number(text: str, lowest: int, highest: int) -> int:
    """A number in plain digits within these bounds."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
    if not lowest <= number <= highest:
        raise ArgumentTypeError(f"{shown(text)} is not a number from {lowest} to {highest:,}")
    return number


def listening_port(text: str) -> int:
    """A port to listen on; 0 is any that is free."""
    return whole_number(text, 0, 65_535)


def port(text: str) -> int:
    """A port to connect to."""
    return whole_number(text, 1, 65_535)


def connections(text: str) -> int:
    """How many connections to make."""
    return whole_number(text, 1, MOST_CONNECTIONS)


def seconds(text: str) -> float:
    """A span of time that is not nothing and not for ever."""
    try:
        span = float(text)
    except ValueError:
        span = 0.0
    if not 0 < span <= LONGEST_SECONDS:
        raise ArgumentTypeError(f"{shown(text)} is not a number of seconds above 0, and at most {LONGEST_SECONDS:,}")
    return span


def host(text: str) -> str:
    """A name or an address; whether it is one, only the attempt tells."""
    # The empty one would listen on every address of this machine.
    if not text.strip():
        raise ArgumentTypeError("the host is empty: give a name or an address, such as 127.0.0.1")
    return text


def message(text: str) -> bytes:
    """What to send, byte for byte as it was given."""
    if not text:
        raise ArgumentTypeError("an empty message has no echo: give at least one character")
    return os.fsencode(text)


def policy(text: str) -> str:
    """The name of a built-in server."""
    from connscope.sources.servers import POLICIES

    if text not in POLICIES:
        hint = nearest(text, POLICIES) or f": it is {' or '.join(POLICIES)}"
        raise ArgumentTypeError(f"unknown policy {shown(text)}{hint}")
    return text
