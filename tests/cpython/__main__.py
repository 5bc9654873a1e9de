"""CPython's own suites, bare and under the probe, test by test: `python -m tests.cpython [--python PATH] [SUITE …]`.

The same command both ways; the two variables of the environment that load the probe are all that differs. A test of
which something else came is run three more times both ways, alone, before it counts. Exit code 1 if one counts.
"""

import argparse
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.cpython.outcomes import Difference, differing, whole
from tests.cpython.running import Ran, run

SUITES = (
    *("test_selectors", "test_select", "test_poll", "test_epoll", "test_socket", "test_socketserver", "test_ssl"),
    *("test_asyncio", "test_httplib", "test_httpservers", "test_ftplib", "test_smtplib", "test_subprocess"),
    *("test_fork1", "test_os", "test_signal", "test_io"),
)
TIMES_MORE = 3


def both_ways(python: str, suite: str, folder: Path) -> tuple[Ran, Ran]:
    """The suite without the probe and with it, one after the other."""
    return run(python, suite, folder / "bare", probed=False), run(python, suite, folder / "probed", probed=True)


def tried_again(python: str, suite: str, folder: Path, found: Difference) -> Difference:
    """The same test alone, three more times both ways."""
    for turn in range(TIMES_MORE):
        more = [
            run(python, suite, folder / f"again-{turn}-{way}", probed=way == "probed", only=whole(found.test))
            for way in ("bare", "probed")
        ]
        bare, probed = (ran.outcomes.get(found.test, "not run") for ran in more)
        found = found._replace(bare=(*found.bare, bare), probed=(*found.probed, probed))
    return found


def described(found: Difference, why: str) -> Iterator[str]:
    """A difference in two or three lines."""
    yield f"  {'flaky' if found.flaky else 'DIFFERS'}  {found.test}"
    for way, said in (("bare", found.bare), ("probed", found.probed)):
        yield f"    {way:<7}" + ", ".join(f"{count} × {each}" for each, count in Counter(said).items())
    if why:
        yield f"    {why}"


def row(suite: str, bare: Ran, probed: Ran) -> str:
    """The suite in a line."""
    counts = Counter(said.partition(":")[0] for said in bare.outcomes.values())
    rest = sum(counts.values()) - counts["passed"] - counts["skipped"]
    numbers = f"{len(bare.outcomes):>6}{counts['passed']:>8}{counts['skipped']:>9}{rest:>7}"
    return f"{suite:<18}{numbers}{bare.seconds:>8.1f}{probed.seconds:>8.1f}"


def tell(python: str, suite: str, folder: Path, ran: tuple[Ran, Ran]) -> int:
    """Print what came of a suite; answers how many tests differ."""
    bare, probed = ran
    print(row(suite, bare, probed) + "".join(f"   {each.trouble}" for each in ran if each.trouble), flush=True)
    found = [tried_again(python, suite, folder, each) for each in differing(bare.outcomes, probed.outcomes)]
    for each in found:
        print("\n".join(described(each, probed.reasons.get(each.test, ""))), flush=True)
    return sum(not each.flaky for each in found) + bool(probed.trouble and not bare.trouble)


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("suites", nargs="*", default=SUITES, metavar="SUITE")
    parser.add_argument("--python", default=getattr(sys, "_base_executable", sys.executable))
    parser.add_argument("--at-once", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="a folder for all that was written")
    values = parser.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # in a background job it is ignored, and tests send it
    print(f"{'suite':<18}{'tests':>6}{'passed':>8}{'skipped':>9}{'other':>7}{'bare s':>8}{'probed':>8}")
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(values.at_once) as several:
        kept = values.keep or Path(folder)
        running = {name: several.submit(both_ways, values.python, name, kept / name) for name in values.suites}
        wrong = sum(tell(values.python, name, kept / name, ran.result()) for name, ran in running.items())
    print(f"{wrong} differ" if wrong else "no test differs")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
