"""The commands: one function each, which declares its options and answers what runs it.

What a command needs is imported when it runs, so that `--help` and the commands without a screen do not wait for the
screen's libraries. Bad input is exit code 2 and one line on stderr, before anything is opened.
"""

import errno
import sys
from argparse import SUPPRESS, Namespace
from collections.abc import Callable, Sequence

from connscope import __version__
from connscope.arguments import (
    Parser,
    complain,
    connections,
    host,
    listening_port,
    message,
    nearest,
    policy,
    port,
    seconds,
    shown,
)

Run = Callable[[Namespace], int]
Command = Callable[[Parser], Run]

INTERRUPTED = 128 + 2

FOR_NUMBER = {
    errno.EADDRINUSE: "is in use: choose another --port, or --port 0 for any that is free",
    errno.EACCES: "is not allowed: choose a --port from 1024 up, or --port 0 for any that is free",
    errno.EADDRNOTAVAIL: "is not an address of this machine: try --host 127.0.0.1",
}
"""Why an address cannot be had, and what to do."""


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
    server_options(parser)
    parser.add_argument("--version", action="version", version=f"connscope {__version__}")
    parser.add_argument("command", nargs="?", help=SUPPRESS)

    def run(values: Namespace) -> int:
        if values.command is not None:
            parser.error(no_command(values.command))
        if not all(stream and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
            return complain("the screen needs a terminal on stdin, stdout and stderr; for a pipe: connscope serve")
        from connscope.tui import app

        try:
            return app.run(values.host, values.port, values.policy, values.small_pipes)
        except (OSError, UnicodeError) as error:
            return complain(cannot_listen(values.host, values.port, error))

    return run


def serve(parser: Parser) -> Run:
    """Serve without a screen: a line for everything that happens."""
    server_options(parser)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help=JSON)
    how.add_argument("--quiet", action="store_true", help="nothing after the first line")

    def run(values: Namespace) -> int:
        from connscope.headless import serve, transcript

        kind = transcript.Json if values.json else transcript.Quiet if values.quiet else transcript.Columns
        try:
            return serve.serve(values.policy, values.host, values.port, kind, small_pipes=values.small_pipes)
        except (OSError, UnicodeError) as error:
            return complain(cannot_listen(values.host, values.port, error))

    return run


def client(parser: Parser) -> Run:
    """Try any echo server; exit code 0 if every byte came back."""
    parser.add_argument("host", metavar="HOST", type=host, help="a name or an address")
    parser.add_argument("port", metavar="PORT", type=port, help="where it listens")
    parser.add_argument("num_conns", metavar="NUM_CONNS", type=connections, help="how many connections, at once")
    parser.add_argument(
        "--message",
        dest="messages",
        metavar="TEXT",
        action="append",
        type=message,
        help="what each connection sends; may repeat (write --message=-x for one that begins with a dash)",
    )
    parser.add_argument("--stay", action="store_true", help="send a message a second until Ctrl-C")
    parser.add_argument(
        "--deadline",
        metavar="SECONDS",
        type=seconds,
        default=30.0,
        help="by when everything must be back; with --stay, each message (default: 30)",
    )
    parser.add_argument("--small-pipes", action="store_true", help=SMALL_PIPES)
    parser.add_argument("--json", dest="as_json", action="store_true", help=JSON)

    def run(values: Namespace) -> int:
        from connscope.headless import client

        options = {name: value for name, value in vars(values).items() if value is not None}
        try:
            return client.client(**options)
        except (OSError, ValueError) as error:
            return complain(
                f"the host {shown(values.host)} cannot be found: {client.reason(error)}; check its spelling"
            )

    return run


COMMANDS: dict[str, Command] = {"serve": serve, "client": client}

JSON = "each line a JSON object, with its type"
SMALL_PIPES = "kernel buffers of 4 KiB, so that partial sends and EAGAIN come soon"


def server_options(parser: Parser) -> None:
    """Declare which server, and where it listens."""
    parser.add_argument("--host", type=host, default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument(
        "--port", type=listening_port, default=65432, help="port to listen on; 0 is any that is free (default: 65432)"
    )
    parser.add_argument(
        "--policy",
        type=policy,
        default="echo",
        help="echo, the good server (default), or tutorial, the famous one, faults included",
    )
    parser.add_argument("--small-pipes", action="store_true", help=SMALL_PIPES)


def summary(command: Command) -> str:
    """What a command does, in a line."""
    return str(command.__doc__)


def command_list() -> str:
    """The commands as the end of the help."""
    lines = [f"  {name:<7} {summary(command)}" for name, command in COMMANDS.items()]
    return "\n".join(["commands (connscope COMMAND --help says more):", *lines])


def no_command(word: str) -> str:
    """What is wrong with a word that stands where a command would."""
    if word in COMMANDS:
        return f"options come after the command: connscope {word} --port ..."
    return f"unknown command {shown(word)}{nearest(word, COMMANDS) or ': it is ' + ' or '.join(COMMANDS)}"


def cannot_listen(host: str, port: int, error: Exception) -> str:
    """Why a server cannot have its address, and what to do."""
    from socket import gaierror

    if isinstance(error, gaierror | UnicodeError):
        return f"the host {shown(host)} cannot be found; try --host 127.0.0.1"
    number, said = getattr(error, "errno", 0), getattr(error, "strerror", "")
    return f"{shown(f'{host}:{port}')} {FOR_NUMBER.get(number) or f'cannot be had: {said}'}"
