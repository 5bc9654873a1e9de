"""The commands: one function each, which declares its options and answers what runs it.

What a command needs is imported when it runs, so that `--help` and the commands without a screen do not wait for the
screen's libraries. Bad input is exit code 2 and one line on stderr, before anything is opened.
"""

import sys
from argparse import SUPPRESS, Namespace
from collections.abc import Iterable, Sequence

from connscope import __version__
from connscope.arguments import OneOf, Parser, Say
from connscope.cli.client import client
from connscope.cli.command import Command, Run
from connscope.cli.program import run
from connscope.cli.serve import serve
from connscope.collecting import collect_nothing
from connscope.complaints import cannot_listen, complain, tell
from connscope.config.reading import settled
from connscope.config.settings import SCREEN, SERVER, declare
from connscope.names import listed, nearest
from connscope.text import shown

INTERRUPTED = 128 + 2


def main(words: Sequence[str]) -> int:
    """Run the command that these words name, without one the screen; answers its exit code."""
    if words and words[0] in COMMANDS:
        command, words = COMMANDS[words[0]], words[1:]
        parser = Parser(f"connscope {command.__name__}", summary(command))
    else:
        command = screen
        parser = Parser("connscope", summary(screen), "connscope [options] | COMMAND ...", command_list())
    run_it = command(parser)
    try:
        return run_it(parser.read(words))
    except KeyboardInterrupt:
        return INTERRUPTED


def screen(parser: Parser) -> Run:
    """Watch a non-blocking echo server live: its loop, its connections, its buffers."""
    declare(parser, SERVER + SCREEN)
    parser.add_argument("--version", action=Say, words=version, help="say which this is, and end")
    parser.add_argument("command", nargs="?", help=SUPPRESS)

    def run(values: Namespace) -> int:
        if values.command is not None:
            parser.error(no_command(values.command))
        collect_nothing()
        values = settled(values, with_keys=True)
        if not all(stream and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
            return complain("the screen needs a terminal on stdin, stdout and stderr; for a pipe: connscope serve")
        from connscope.preferences import Preferences
        from connscope.tui import app

        preferences = Preferences(values.theme, values.ascii, values.times, values.keys)
        try:
            return app.run(values.host, values.port, values.policy, values.small_pipes, preferences)
        except (OSError, UnicodeError) as error:
            return complain(cannot_listen(values.host, values.port, error))

    return run


def config(parser: Parser) -> Run:
    """Say where the file of settings is, write a first one, or check it."""
    what = "say where the file is; write one in which every setting stands; say what is set, or all that is wrong"
    parser.add_argument("task", metavar="path|init|check", type=OneOf("task", tasks), help=what)

    def run(values: Namespace) -> int:
        from connscope.config.upkeep import TASKS

        return TASKS[values.task]()

    return run


def completion(parser: Parser) -> Run:
    """Print a script by which your shell completes connscope's words."""
    parser.add_argument("shell", metavar="bash|zsh|fish", type=OneOf("shell", shells), help="your shell")

    def run(values: Namespace) -> int:
        from connscope.completion import script

        tell(script(values.shell, screen, COMMANDS))
        return 0

    return run


COMMANDS: dict[str, Command] = {
    "run": run,
    "serve": serve,
    "client": client,
    "config": config,
    "completion": completion,
}


def tasks() -> Iterable[str]:
    """What can be done with the file of settings."""
    from connscope.config.upkeep import TASKS

    return TASKS


def shells() -> Iterable[str]:
    """The shells that can complete our words."""
    from connscope.completion import SHELLS

    return SHELLS


def summary(command: Command) -> str:
    """What a command does, in a line."""
    return str(command.__doc__)


def command_list() -> str:
    """The commands as the end of the help."""
    lines = [f"  {name:<10} {summary(command)}" for name, command in COMMANDS.items()]
    return "\n".join(["commands (connscope COMMAND --help says more):", *lines])


def no_command(word: str) -> str:
    """What is wrong with a word that stands where a command would."""
    if word in COMMANDS:
        return f"options come after the command: connscope {word} --port ..."
    return f"unknown command {shown(word)}{nearest(word, COMMANDS) or f': it is {listed(COMMANDS)}'}"


def version() -> str:
    """Which this is, and whether what every call goes through was built for this Python."""
    from connscope.probe.accelerated import in_c

    return f"connscope {__version__}, probe in {'C' if in_c() else 'Python'}\n"
