"""A thousand steps through each server over twenty clients, all of them checked: `python -m tests.bench.steps`.

After each step the call that was shown must be the one that was pending, and no byte may be missing anywhere. What is
timed is a step: from the wish to the news of the next stop, which is looked for every two milliseconds.
"""

import argparse
import statistics

from tests.sources.steps import walk

STEPS = 1_000
CLIENTS = 20


def main() -> None:
    """Walk, and print what was seen; the first step that shows anything else ends it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--clients", type=int, default=CLIENTS)
    how = parser.parse_args()
    for policy in ("echo", "tutorial"):
        figures = walk(policy, how.steps, how.clients)
        milliseconds = [1000 * each for each in figures.seconds]
        p50, p99 = statistics.median(milliseconds), statistics.quantiles(milliseconds, n=100)[98]
        shown = ", ".join(f"{times} {call}" for call, times in figures.calls.most_common() if call)
        print(f"{policy}: {how.steps:,} steps over {how.clients} clients, each showed its call and no other")
        print(f"  {shown}; {figures.calls['']} from an answer of select() to the next call")
        print(f"  {figures.bytes_out:,} bytes echoed, none missing at any stop; ended: {figures.endings}")
        print(f"  a step took p50 {p50:.2f} ms, p99 {p99:.2f} ms")


if __name__ == "__main__":
    main()
