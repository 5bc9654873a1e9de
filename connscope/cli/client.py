"""`connscope client`."""

from argparse import Namespace

from connscope.arguments import Parser, Say, connections, group, host, message, port, seconds
from connscope.cli.command import JSON, Run
from connscope.complaints import complain
from connscope.config.settings import SETTINGS
from connscope.text import shown

MESSAGE = "what each connection sends; may repeat (write --message=-x for one that begins with a dash)"
BEHAVIOUR = "such as drip:count=5, or drip + late:by=2,share=10%% for both at once; may repeat"


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
        "--list-behaviours", action=Say, words=behaviours, help="say what behaviours there are, one a line, and end"
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


def behaviours() -> str:
    """One a line."""
    from connscope.launches.spelling import listing

    return listing()
