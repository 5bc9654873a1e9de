"""Every setting, once: flags, variables, the file and its template are made from this table.

It is read at every start, so it imports nothing that takes time. It must not know where a value comes from.
"""

from argparse import ArgumentParser, ArgumentTypeError, BooleanOptionalAction
from collections.abc import Callable, Iterable
from typing import NamedTuple

from connscope.arguments import OneOf, host, listening_port, policies, switch, themes, times

Value = str | int | bool

PREFIX = "CONNSCOPE_"
FILE_VARIABLE = PREFIX + "CONFIG"
"""Names another file."""

WRITTEN = {str: "text in quotes", int: "a whole number without quotes", bool: "true or false"}
"""How a value of this type stands in the file."""


class Setting(NamedTuple):
    """One thing that a flag, a variable or a line of the file can set."""

    name: str
    """In the file."""
    default: Value
    read: Callable[[str], Value]
    """Its value from a text; raises `ArgumentTypeError`."""
    help: str
    """What it is, for the help and the file; without the default."""

    @property
    def flag(self) -> str:
        """On the command line."""
        return "--" + self.name.replace("_", "-")

    @property
    def variable(self) -> str:
        """In the environment."""
        return PREFIX + self.name.upper()

    def from_toml(self, value: object) -> Value:
        """Its value from a line of the file; raises `ArgumentTypeError`."""
        if type(value) is not type(self.default):
            raise ArgumentTypeError(f"this is not {WRITTEN[type(self.default)]}")
        return self.read(as_text(value))


def as_text(value: object) -> str:
    """A value of the file as one would type it."""
    # Python refuses to write a number of thousands of digits, unless it is hexadecimal.
    return hex(value) if isinstance(value, int) and value.bit_length() > 64 else str(value)


def in_toml(value: Value) -> str:
    """A value as it stands in the file."""
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


SERVER = (
    Setting("host", "127.0.0.1", host, "address to listen on"),
    Setting("port", 65432, listening_port, "port to listen on; 0 is any that is free"),
    Setting(
        "policy",
        "echo",
        OneOf("policy", policies),
        "echo, the good server, or tutorial, the famous one, faults included",
    ),
    Setting("small_pipes", False, switch, "kernel buffers of 4 KiB, so that partial sends and EAGAIN come soon"),
)
"""Which server, and where it listens."""

SCREEN = (
    Setting("theme", "dark", OneOf("theme", themes), "colours of the screen: dark, light, projector or colour-blind"),
    Setting("ascii", False, switch, "draw with ASCII characters only"),
    Setting(
        "times",
        "clock",
        OneOf("kind of times", times),
        "clock, the time of day of each event, or elapsed, the time since the start",
    ),
)
"""How the screen looks."""

SETTINGS = {setting.name: setting for setting in SERVER + SCREEN}


def declare(parser: ArgumentParser, settings: Iterable[Setting]) -> None:
    """Add their flags; one that is not given is None."""
    for setting in settings:
        if isinstance(setting.default, bool):
            parser.add_argument(setting.flag, action=BooleanOptionalAction, help=setting.help)
        else:
            metavar = "NAME" if isinstance(setting.read, OneOf) else setting.name.upper()
            told = f"{setting.help} (default: {setting.default})"
            parser.add_argument(setting.flag, metavar=metavar, type=setting.read, help=told)
