"""The servers side by side: `python -m tests.bench.speed [GROUP ...]`; all within ten minutes, unattended.

Each load is put to every server in turns, server and load on cores of their own. Prints a table for each load and
what came of each goal, and writes all runs into one file of JSON, from which `tests.bench.speed.plots` draws.
"""

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from connscope.descriptors import allow_many
from tests.bench.machine import machine, place
from tests.bench.speed import results, table
from tests.bench.speed.elsewhere import with_uvloop
from tests.bench.speed.goals import judged
from tests.bench.speed.loads import GROUPS, SELDOM, chosen
from tests.bench.speed.programs import built
from tests.bench.speed.runs import Measuring, Plan

TURNS, SECONDS, WITHIN, QUICK_WITHIN = 5, 0.2, 570.0, 300.0
FILE = Path(tempfile.gettempdir()) / "connscope-speed.json"


def arguments() -> argparse.Namespace:
    """What is wanted."""
    parser = argparse.ArgumentParser(prog="speed", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "groups", nargs="*", metavar="GROUP", help=f"of {', '.join(GROUPS)}; all of them if none is named"
    )
    parser.add_argument("--turns", type=int, default=TURNS, help="how often everything is measured")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of each run that goes by time")
    parser.add_argument("--within", type=float, help="seconds; no turn is begun that could not end by then")
    parser.add_argument("--quick", action="store_true", help="what a page shows, and no more: five minutes")
    parser.add_argument("--full", action="store_true", help="all numbers of connections by all sizes and depths")
    parser.add_argument("--uvloop", action="store_true", help="install it into a folder that is thrown away afterwards")
    parser.add_argument("--only", metavar="PEER", nargs="*", help="no other servers than these")
    parser.add_argument("--json", type=Path, default=FILE, metavar="FILE", help="where all runs go")
    args = parser.parse_args()
    if unknown := set(args.groups) - set(GROUPS):
        parser.error(f"no such group: {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    return args


def told(word: str) -> None:
    """Progress goes beside what is measured."""
    print(f"  {word}", file=sys.stderr, flush=True)


def main() -> None:
    """Measure, print, write."""
    allow_many()
    signal.signal(
        signal.SIGTERM, signal.default_int_handler
    )  # what was measured until then is told, and nobody is left
    args = arguments()
    wanted = chosen(args.groups, full=args.full, quick=args.quick)
    within = args.within or (QUICK_WITHIN if args.quick else WITHIN)
    if args.only:
        wanted = [load._replace(peers=tuple(peer for peer in load.peers if peer in args.only)) for load in wanted]
    with tempfile.TemporaryDirectory(prefix="connscope-speed-") as name:
        folder = Path(name)
        uvloop = with_uvloop(folder, fetch=args.uvloop)
        plan = Plan(wanted, args.turns, args.seconds, within, SELDOM if args.quick else ())
        measuring = Measuring(plan, built(folder), uvloop, told)
        try:
            measuring.measure()
        except KeyboardInterrupt:
            measuring.say("interrupted: what was measured until then")
    print(f"{place(machine())}; least, median and most of up to {args.turns} interleaved turns")
    print(table.as_text(measuring.runs))
    print(table.as_goals(judged(measuring.runs)))
    for word in measuring.words:
        print(f"· {word}")
    results.write(args.json, measuring.runs, measuring.words)
    print(f"\nall runs: {args.json}")


if __name__ == "__main__":
    main()
