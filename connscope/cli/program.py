"""`connscope run`. What follows SCRIPT, -m MODULE or -c CODE is the program's own, whatever it looks like."""

import sys
from argparse import ArgumentTypeError, Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from connscope.arguments import Parser
from connscope.cli.command import Run
from connscope.collecting import collect_nothing
from connscope.complaints import complain
from connscope.config.reading import settled
from connscope.config.settings import SCREEN, declare
from connscope.text import shown

if TYPE_CHECKING:
    from connscope.running.command import Options, Program

USAGE = """\
connscope run [options] SCRIPT [ARG ...]
       connscope run [options] -m MODULE [ARG ...]
       connscope run [options] -c CODE [ARG ...]"""

FORMS = {"-m": "MODULE", "-c": "CODE"}

NOTHING = "nothing to run: give a SCRIPT, -m MODULE or -c CODE"
NO_TERMINAL = "the screen needs a terminal on stdin, stdout and stderr; without one: connscope run --headless"


def run(parser: Parser) -> Run:
    """Run a Python program, unchanged, and watch what its sockets do."""
    parser.usage = USAGE
    parser.leave_the_rest(*FORMS)
    parser.add_argument("script", metavar="SCRIPT", nargs="?", help="the program; what follows it is its own")
    parser.add_argument("-m", metavar="MODULE", help="a module as the program, as python -m runs it")
    parser.add_argument("-c", metavar="CODE", help="code as the program, as python -c runs it")
    parser.add_argument("--python", metavar="PATH", help="the Python that runs it (default: the one that runs us)")
    parser.add_argument("--watch", action="store_true", help="start it anew whenever its source is saved")
    parser.add_argument("--no-payload", dest="payload", action="store_false", help="how many bytes, and not which")
    without = "a module that it is to find missing, such as uvloop; may repeat"
    parser.add_argument("--without", metavar="MODULE", action="append", type=module, help=without)
    headless = "no screen: its streams are ours, and what it did is told in the end"
    parser.add_argument("--headless", action="store_true", help=headless)
    parser.add_argument("--events", metavar="FILE", help="with --headless, everything it does as a JSON object a line")
    declare(parser, SCREEN)

    def run_it(values: Namespace) -> int:
        from connscope.running.checks import checked
        from connscope.running.command import Options, Program, Unusable

        words = words_of(parser, values.rest)
        refuse(parser, values, words)
        program = Program(values.python or sys.executable, words)
        options = Options(values.payload, tuple(values.without or ()), values.watch)
        try:
            return start(values, checked(program), options)
        except Unusable as error:
            return complain(str(error))

    return run_it


def start(values: Namespace, program: "Program", options: "Options") -> int:
    """Run a program that can be run; answers the exit code."""
    if values.headless:
        from connscope.headless import run

        return run.run(program, options, values.events)
    collect_nothing()
    values = settled(values, with_keys=True)
    from connscope.preferences import Preferences
    from connscope.tui import app

    preferences = Preferences(values.theme, values.ascii, values.times, values.keys)
    try:
        return app.run_program(program, options, preferences)
    except OSError as error:
        return complain(f"{shown(program.argv[0])} cannot be started: {error.strerror or error}")


def module(text: str) -> str:
    """The name of a module."""
    if not all(part.isidentifier() for part in text.split(".")):
        raise ArgumentTypeError(f"{shown(text)} is not the name of a module")
    return text


def words_of(parser: Parser, rest: Sequence[str]) -> tuple[str, ...]:
    """What Python is to be given."""
    if not rest:
        parser.error(NOTHING)
    if rest[0] in FORMS and len(rest) == 1:
        parser.error(f"{rest[0]} needs a {FORMS[rest[0]]}")
    return tuple(rest)


def refuse(parser: Parser, values: Namespace, words: tuple[str, ...]) -> None:
    """Exit if these options cannot be had together, or here."""
    if values.events is not None and not values.headless:
        parser.error("--events needs --headless: a screen shows events itself")
    if values.watch and values.headless:
        parser.error("--watch needs the screen: leave --headless away")
    if values.watch and words[0] == "-c":
        parser.error("--watch needs a file that can be saved, and -c has none")
    if not values.headless and not all(stream and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        sys.exit(complain(NO_TERMINAL))
