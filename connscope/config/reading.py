"""What is set, and by whom: flags go before variables, those before the file, and that before the defaults.

Every mistake becomes a sentence that names where it is. Nothing here knows what a setting is for.
"""

import os
import sys
from argparse import ArgumentTypeError, Namespace
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from connscope.complaints import complain
from connscope.config import file
from connscope.config.settings import FILE_VARIABLE, PREFIX, SETTINGS, Value
from connscope.names import listed, nearest
from connscope.text import VALUE_CELLS, shown, visible


class Said(NamedTuple):
    """One setting that is set."""

    value: Value
    by: str
    """The file or the variable, already visible."""


class Config:
    """All that file and variables say."""

    def __init__(self, *, with_keys: bool) -> None:
        self.said: dict[str, Said] = {}
        self.keys: dict[str, str] = {}
        self.mistakes: list[str] = []
        self.file = visible(file.location(), VALUE_CELLS)
        self.read_file(with_keys)
        self.read_variables()

    def read_file(self, with_keys: bool) -> None:
        """Take what the file says. To understand keys one needs the screen's libraries: only if it is wanted."""
        try:
            table = file.table()
        except file.Unusable as error:
            self.mistakes.append(f"{self.file}: {visible(str(error), 2 * VALUE_CELLS)}")
            return
        keys = table.pop("keys", {})
        for name, value in table.items():
            if name in SETTINGS:
                self.take(name, SETTINGS[name].from_toml, value, self.file)
            else:
                self.mistakes.append(f"{self.file}: {unknown_setting(name)}")
        if with_keys:
            self.read_keys(keys)

    def read_keys(self, keys: object) -> None:
        """Take the table of keys."""
        if not isinstance(keys, Mapping):
            self.mistakes.append(f"{self.file}: keys: this is not a table, which begins with [keys]")
        elif keys:
            from connscope.config.keymap import keymap

            self.keys, mistakes = keymap(keys)
            self.mistakes += [f"{self.file}: [keys] {mistake}" for mistake in mistakes]

    def read_variables(self) -> None:
        """Take what the environment says; an empty variable says nothing."""
        for name, setting in SETTINGS.items():
            if text := os.environ.get(setting.variable):
                self.take(name, setting.read, text, setting.variable)

    def take(self, name: str, read: Callable[[Any], Value], raw: object, by: str) -> None:
        """Note a value, or what is wrong with it."""
        try:
            self.said[name] = Said(read(raw), by)
        except ArgumentTypeError as error:
            self.mistakes.append(f"{by}: {error}" if by == SETTINGS[name].variable else f"{by}: {name}: {error}")


def unknown_setting(name: str) -> str:
    """What is wrong with a line of the file that sets nothing."""
    hint = nearest(name, SETTINGS) or f": it is {listed(SETTINGS)}, or a table [keys]"
    return f"unknown setting {shown(name)}{hint}"


def unknown_variables() -> list[str]:
    """What is wrong with variables that look like ours. They may be meant for something else: no start fails for it."""
    from connscope.running.surroundings import RUN_VARIABLE  # nobody waits for all that stands there

    known = [FILE_VARIABLE, *(setting.variable for setting in SETTINGS.values())]
    strangers = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in (*known, RUN_VARIABLE))
    return [f"unknown variable {shown(name)}{nearest(name, known)}" for name in strangers]


def settled(given: Namespace, *, with_keys: bool = False) -> Namespace:
    """The flags, and for each that was not given what else is said; exits with `BAD_INPUT` if that is wrong."""
    config = Config(with_keys=with_keys)
    if config.mistakes:
        first, *others = config.mistakes
        more = f" (and {len(others)} more: connscope config check)" if others else ""
        sys.exit(complain(first + more))
    defaults = {name: setting.default for name, setting in SETTINGS.items()}
    said = {name: value for name, (value, _) in config.said.items()}
    flags = {name: value for name, value in vars(given).items() if value is not None}
    return Namespace(**{**defaults, **said, "keys": config.keys, **flags})
