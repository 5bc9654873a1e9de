"""`connscope serve`."""

from argparse import Namespace

from connscope.arguments import Parser
from connscope.cli.command import JSON, Run
from connscope.complaints import cannot_listen, complain
from connscope.config.reading import settled
from connscope.config.settings import SERVER, declare


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
