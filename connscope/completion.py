"""Scripts by which a shell completes our words, made from the commands' own declarations.

It must not know what the commands are, nor run one.
"""

from argparse import Action
from collections.abc import Callable, Mapping
from typing import Any

import shtab

from connscope.arguments import OneOf, Parser

SHELLS = ("bash", "zsh", "fish")
"""Those in which it was tried."""

FILES = ("FILE", "SCRIPT", "PATH")

Declare = Callable[[Parser], object]


class Listing(Parser):
    """A parser that lists at once what can be chosen. The others do not: to know all names takes many imports."""

    def add_argument(self, *names: Any, **options: Any) -> Action:
        """Declare an argument, its names included."""
        if isinstance(options.get("type"), OneOf):
            options["choices"] = tuple(options["type"])
        action = super().add_argument(*names, **options)
        if action.metavar in FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        return action


def script(shell: str, screen: Declare, commands: Mapping[str, Declare]) -> str:
    """What the shell is to read, to be made anew for a later version."""
    return shtab.complete(whole(screen, commands), shell) + "\n"


def whole(screen: Declare, commands: Mapping[str, Declare]) -> Parser:
    """One parser for the whole command line, as shtab needs it: the screen's options, then the commands."""
    parser = Listing("connscope", str(screen.__doc__))
    parsers = parser.add_subparsers()
    for name, command in commands.items():
        summary = str(command.__doc__)
        command(parsers.add_parser(name, help=summary, summary=summary))
    screen(parser)
    return parser
