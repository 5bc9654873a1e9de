"""The screen measured: `python -m tests.bench.screen [GROUP ...]`.

What it costs a server to be looked at, what a full load costs the screen, and what both take when nothing happens: on
a terminal of its own, in turns with the same server headless. Prints a table of the figures and what came of each goal,
and writes all that was seen into one file of JSON, of which `tests.bench.page` makes a page.
"""

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from connscope.descriptors import allow_many
from tests.bench.machine import machine, place
from tests.bench.screen import results, table
from tests.bench.screen.figures import judged
from tests.bench.screen.goals import FIGURES
from tests.bench.screen.loaded import Bench
from tests.bench.screen.measuring import GROUPS, Measuring, Plan
from tests.bench.speed.cores import available
from tests.bench.speed.programs import built

USUAL = {"turns": 5, "seconds": 2.0, "presses": 60, "within": 570.0}
QUICK = {"turns": 3, "seconds": 1.5, "presses": 24, "within": 225.0}
PAINTS = 15
"""Of each app, in all turns together."""

FILE = Path(tempfile.gettempdir()) / "connscope-screen.json"


def arguments() -> argparse.Namespace:
    """What is wanted."""
    parser = argparse.ArgumentParser(prog="screen", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"of {', '.join(GROUPS)}; all if none is named")
    parser.add_argument("--quick", action="store_true", help="fewer turns: four minutes in all")
    parser.add_argument("--turns", type=int, help="how often everything is measured")
    parser.add_argument("--seconds", type=float, help="of each run under load")
    parser.add_argument("--presses", type=int, help="of keys in each turn, idle and under load")
    parser.add_argument("--within", type=float, help="seconds; nothing is begun that could not end by then")
    parser.add_argument("--json", type=Path, default=FILE, metavar="FILE", help="where all that was seen goes")
    args = parser.parse_args()
    if unknown := set(args.groups) - set(GROUPS):
        parser.error(f"no such group: {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    for name, value in (QUICK if args.quick else USUAL).items():
        if getattr(args, name) is None:
            setattr(args, name, value)
    return args


def told(word: str) -> None:
    """Progress goes beside what is measured."""
    print(f"  {word}", file=sys.stderr, flush=True)


def main() -> None:
    """Measure, print, write."""
    allow_many()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what was seen until then is told, and nobody is left
    args = arguments()
    cores = available()
    with tempfile.TemporaryDirectory(prefix="connscope-screen-") as name:
        core, paints = cores[-1] if len(cores) > 1 else None, -(-PAINTS // args.turns)
        bench = Bench(built(Path(name)), core, args.seconds, args.presses, paints)
        measuring = Measuring(Plan(args.groups or tuple(GROUPS), args.turns, args.quick, args.within), bench, told)
        try:
            measuring.measure()
        except KeyboardInterrupt:
            measuring.say("interrupted: what was seen until then")
    print(f"{place(machine())}; up to {args.turns} interleaved turns; what counts is in the middle")
    print(table.as_text(judged(FIGURES, measuring.seen)))
    for word in measuring.words:
        print(f"· {word}")
    results.write(args.json, measuring.seen, measuring.words)
    print(f"\nall that was seen: {args.json}")


if __name__ == "__main__":
    main()
