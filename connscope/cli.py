"""The commands: one function each, which declares its options and answers what runs it.

What a command needs is imported when it runs, so that `--help` and the commands without a screen do not wait for the
screen's libraries. Bad input is exit code 2 and one line on stderr, before anything is opened.
"""

import sys
from argparse import SUPPRESS, Namespace
from collections.abc import Callable, Iterable, Sequence

from connscope import __version__
from connscope.arguments import ListBehaviours, OneOf, Parser, connections, group, host, message, port, seconds
from connscope.complaints import cannot_listen, complain, shown, tell
from connscope.config.reading import settled
from connscope.config.settings import SCREEN, SERVER, SETTINGS, declare
from connscope.names import listed, nearest

Run = Callable[[Namespace], int]
Command = Callable[[Parser], Run]

INTERRUPTED = 128 + 2


def main(words: Sequence[str]) -> int:
    """Run the command that these words name, without one the screen; answers its exit code."""
    if words and words[0] in COMMANDS:
        command, words = COMMANDS[words[0]], words[1:]
        parser = Parser(f"connscope {command.__name__}", summary(command))
    else:
        command = screen
        parser = Parser("connscope", summary(screen), "connscope [options] | COMMAND ...", command_list())
    run = command(parser)
    try:
        return run(parser.read(words))
    except KeyboardInterrupt:
        return INTERRUPTED


def screen(parser: Parser) -> Run:
    """Watch a non-blocking echo server live: its loop, its connections, its buffers."""
    declare(parser, SERVER + SCREEN)
    parser.add_argument("--version", action="version", version=f"connscope {__version__}")
    parser.add_argument("command", nargs="?", help=SUPPRESS)

    def run(values: Namespace) -> int:
        if values.command is not None:
            parser.error(no_command(values.command))
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


def serve(parser: Parser) -> Run:
    """Serve without a screen: a line for everything that happens."""
    declare(parser, SERVER)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help=JSON)
    how.add_argument("--quiet", action="store_true", help="nothing after the first line")

    def run(values: Namespace) -> int:
        from connscope.headless import serve, transcript

        values = settled(values)
        kind = transcript.Json if values.json else transcript.Quiet if values.quiet else transcript.Columns
        try:
            return serve.serve(values.policy, values.host, values.port, kind, small_pipes=values.small_pipes)
        except (OSError, UnicodeError) as error:
            return complain(cannot_listen(values.host, values.port, error))

    return run


def client(parser: Parser) -> Run:
    """Try any echo server; exit code 0 if all connections ended as meant."""
    parser.add_argument("host", metavar="HOST", type=host, help="a name or an address")
    parser.add_argument("port", metavar="PORT", type=port, help="where it listens")
    much = "how many connections, at once; a population may say it instead"
    parser.add_argument("num_conns", metavar="NUM_CONNS", nargs="?", type=connections, help=much)
    parser.add_argument("--message", dest="messages", metavar="TEXT", action="append", type=message, help=MESSAGE)
    parser.add_argument("--stay", action="store_true", help="send a message a second until Ctrl-C")
    by_when = (
        "by when everything must be back; with --stay or a behaviour, each message; time in which a behaviour holds a "
        "client back does not count (default: 30)"
    )
    parser.add_argument("--deadline", metavar="SECONDS", type=seconds, help=by_when)
    parser.add_argument("--small-pipes", action="store_true", help=SETTINGS["small_pipes"].help)
    parser.add_argument("--behaviour", dest="groups", metavar="SPEC", action="append", type=group, help=BEHAVIOUR)
    parser.add_argument(
        "--population", metavar="FILE", help="launch what a file in TOML says; other options go before it"
    )
    parser.add_argument(
        "--list-behaviours", action=ListBehaviours, help="say what behaviours there are, one a line, and end"
    )
    parser.add_argument("--json", dest="as_json", action="store_true", help=JSON)

    def run(values: Namespace) -> int:
        from connscope.headless import client
        from connscope.headless.asked import Unusable, launch_of

        if values.num_conns is None and values.population is None:
            parser.error("NUM_CONNS is missing: say how many connections, or name a --population")
        try:
            return client.client(launch_of(values), as_json=values.as_json)
        except Unusable as error:
            return complain(str(error))
        except (OSError, ValueError) as error:
            return complain(
                f"the host {shown(values.host)} cannot be found: {client.reason(error)}; check its spelling"
            )

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


COMMANDS: dict[str, Command] = {"serve": serve, "client": client, "config": config, "completion": completion}

JSON = "each line a JSON object, with its type"
MESSAGE = "what each connection sends; may repeat (write --message=-x for one that begins with a dash)"
BEHAVIOUR = "such as drip:count=5, or drip + late:by=2,share=10%% for both at once; may repeat"


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
