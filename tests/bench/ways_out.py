"""Every way out, many times: `python -m tests.bench.ways_out [N] [words of a way]`.

Each exit is a new process on a pseudo-terminal, a few at a time. Right is one with the exit code that is meant, in two
seconds, with the terminal as it was, what is typed next for whoever reads next, the port free, and nothing left.
"""

import argparse
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from tempfile import TemporaryDirectory

from tests.tui.ways_out import WAYS, Left, left_by

AT_A_TIME = 3
STARTING_SECONDS = 1.0
RIGHT = "as meant"


def taken(name: str) -> tuple[Left, float]:
    """One exit; a signal that comes while it starts comes at any moment of that."""
    with TemporaryDirectory() as state:
        started = random.uniform(0.001, STARTING_SECONDS) if name.endswith("starting") else 0.0
        return left_by(WAYS[name], state, started)


def judged(name: str, left: Left) -> str:
    """What is not as it should be."""
    meant = Left(WAYS[name].code)
    wrong = [f"{field}={value}" for field, value in vars(left).items() if value != getattr(meant, field)]
    return ", ".join(wrong) or RIGHT


def row(name: str, exits: list[tuple[Left, float]]) -> str:
    """The way in a line."""
    verdicts = Counter(judged(name, left) for left, _ in exits)
    right, restored = verdicts.pop(RIGHT, 0), sum(left.restored for left, _ in exits)
    kept = f"{restored:>4}" if WAYS[name].is_there else "   –"
    slowest = max(took for _, took in exits)
    wrong = "".join(f"   {count} × {verdict}" for verdict, count in verdicts.items())
    return f"{name:<34}{right:>5} of {len(exits):<5}{WAYS[name].code:>4}{slowest:>9.2f}{kept:>10}{wrong}"


def main() -> None:
    """Try and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("times", type=int, nargs="?", default=100)
    parser.add_argument("only", nargs="*")
    values = parser.parse_args()
    print(f"{'way out':<34}{'right':>5}{'':>9}{'code':>4}{'slowest s':>10}{'restored':>10}")
    with ThreadPoolExecutor(AT_A_TIME) as several:
        for name in WAYS:
            if all(word in name for word in values.only):
                print(row(name, [*several.map(taken, [name] * values.times)]), flush=True)


if __name__ == "__main__":
    main()
