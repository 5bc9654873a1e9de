"""A million calls of eight threads, room for few records, and nobody who reads: `python -m tests.bench.ring_stress`.

Afterwards every call and byte must be known, and exactly as many records told to be missing as are.
"""

import argparse
import tempfile
import time
from pathlib import Path

from tests.sources.stress import THREADS, stressed

CALLS = 1_000_000
RECORDS = 4_096


def main() -> None:
    """Do it, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--calls", type=int, default=CALLS)
    calls = parser.parse_args().calls // THREADS
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        known = stressed(Path(folder), calls, RECORDS)
    made = calls // 4 * 4 * THREADS
    print(f"{made:,} calls of {THREADS} threads, room for {RECORDS:,} records, {time.perf_counter() - began:.1f} s")
    print(f"  known: {known.calls:,} calls, {known.bytes[0]:,} bytes in, {known.bytes[1]:,} out")
    print(f"  told, or told to be missing: {known.records:,} records; the probe {known.failure or 'did not fail'}")


if __name__ == "__main__":
    main()
