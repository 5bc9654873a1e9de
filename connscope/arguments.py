"""What a command line may say; when it says something else that is told in one line, with every value made visible.

It knows no command. A function named after a kind of argument reads one, or raises `ArgumentTypeError` with what is
wrong and what to do.
"""

import os
import sys
from argparse import SUPPRESS, Action, ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Iterable, Iterator, Sequence
from shutil import get_terminal_size
from typing import TYPE_CHECKING, NoReturn

from connscope.complaints import complain, tell
from connscope.descriptors import MOST_CONNECTIONS
from connscope.names import listed, nearest
from connscope.text import shown

if TYPE_CHECKING:
    from connscope.launches import Group

SHORTEST_SECONDS, LONGEST_SECONDS = 0.01, 86_400

SWITCH = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


class Layout(RawDescriptionHelpFormatter):
    """Help that can be read at 80 columns, and is no wider anywhere."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=24, width=min(80, get_terminal_size().columns) - 2)


class Parser(ArgumentParser):
    """An `ArgumentParser` that complains in one line."""

    def __init__(self, prog: str, summary: str, usage: str | None = None, ending: str = "") -> None:
        super().__init__(prog, usage, summary, ending, formatter_class=Layout, allow_abbrev=False)
        self.rest_begins: tuple[str, ...] | None = None

    def leave_the_rest(self, *options: str) -> None:
        """From the first word on that is no option, or one of these, all words are somebody else's: kept as `rest`."""
        self.rest_begins = options

    def read(self, words: Sequence[str]) -> Namespace:
        """The values of all these words; exits with `BAD_INPUT` if that cannot be."""
        words, rest = self.parted(words)
        values, unknown = self.parse_known_args(words)
        if unknown:
            self.error(self.unknown(unknown[0]))
        if self.rest_begins is not None:
            values.rest = rest
        return values

    def parted(self, words: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
        """Words that are ours, and the rest. What stands right after `-m` counts as the next word, as for Python."""
        at = 0
        while self.rest_begins is not None and at < len(words):
            word = words[at]
            if word == "--":
                return words[:at], words[at + 1 :]
            if word[:2] in self.rest_begins:
                return words[:at], [word[:2], *filter(None, [word[2:]]), *words[at + 1 :]]
            if word == "-" or not word.startswith("-"):
                return words[:at], words[at:]
            option = self._option_string_actions.get(word)
            at += 2 if option is not None and option.nargs is None else 1
        return words, []

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
        tell("")
        super().exit(status, message)


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
    """A span of time that is not nothing and not for ever: what a population may say, too."""
    try:
        span = float(text)
    except ValueError:
        span = 0.0
    if not SHORTEST_SECONDS <= span <= LONGEST_SECONDS:
        bounds = f"{SHORTEST_SECONDS} to {LONGEST_SECONDS:,}"
        raise ArgumentTypeError(f"{shown(text)} is not a number of seconds from {bounds}")
    return span


def host(text: str) -> str:
    """A name or an address; whether it is one, only the attempt tells."""
    # The empty one would listen on every address of this machine.
    if not text.strip():
        raise ArgumentTypeError("the host is empty: give a name or an address, such as 127.0.0.1")
    # A socket would raise TypeError, as for a mistake of ours.
    if "\0" in text or not (text.isascii() or is_international(text)):
        raise ArgumentTypeError(f"{shown(text)} is not a name or an address")
    return text


def is_international(text: str) -> bool:
    """Whether it can be a host's name in letters other than ASCII's."""
    try:
        return bool(text.encode("idna"))
    except UnicodeError:
        return False


def message(text: str) -> bytes:
    """What to send, byte for byte as it was given."""
    if not text:
        raise ArgumentTypeError("an empty message has no echo: give at least one character")
    return os.fsencode(text)


def group(text: str) -> "Group":
    """Behaviours, and for how many connections."""
    from connscope.launches.spelling import BETWEEN_GROUPS, read_group

    if BETWEEN_GROUPS.search(text):
        raise ArgumentTypeError(f"{shown(text)} is more than one group: give each its own --behaviour")
    try:
        return read_group(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def switch(text: str) -> bool:
    """On or off."""
    if text.lower() not in SWITCH:
        raise ArgumentTypeError(f"{shown(text)} is neither true nor false")
    return SWITCH[text.lower()]


class Say(Action):
    """Say something that is looked for only then, and end, whatever else is said or missing."""

    def __init__(self, option_strings: Sequence[str], dest: str, words: Callable[[], str], help: str) -> None:  # noqa: A002 - argparse's own name
        super().__init__(option_strings, dest, nargs=0, default=SUPPRESS, help=help)
        self.words = words

    def __call__(self, parser: ArgumentParser, *_: object) -> NoReturn:
        """As argparse's own `version` does."""
        tell(self.words())
        parser.exit()


class OneOf:
    """One of some names, which are not looked for before somebody asks."""

    def __init__(self, what: str, names: Callable[[], Iterable[str]]) -> None:
        self.what = what
        self.names = names

    def __iter__(self) -> Iterator[str]:
        return iter(self.names())

    def __call__(self, text: str) -> str:
        """The name that the text is."""
        if text not in self:
            hint = nearest(text, self) or f": it is {listed(self)}"
            raise ArgumentTypeError(f"unknown {self.what} {shown(text)}{hint}")
        return text


def policies() -> Iterable[str]:
    """The built-in servers."""
    from connscope.sources.servers import POLICIES

    return POLICIES


def themes() -> Iterable[str]:
    """The looks of the screen."""
    from connscope.preferences import THEMES

    return THEMES


def times() -> Iterable[str]:
    """The ways to write when something happened."""
    from connscope.preferences import TIMES

    return TIMES
