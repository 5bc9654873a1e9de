"""One suite in a process of its own, bare or probed; what hangs or crashes is left behind, the rest goes on."""

import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from connscope.probe import layout
from connscope.running.surroundings import environment
from tests.cpython.outcomes import outcomes, reasons

RUNNER = Path(__file__).with_name("runner.py")

LONGEST_SECONDS = 120
"""Of one test; then it is held to hang."""

FRESH_STARTS = 6
"""Of one suite, at most."""


class Ran(NamedTuple):
    """What came of a suite."""

    outcomes: dict[str, str]
    reasons: dict[str, str]
    """The errors of those that failed."""
    seconds: float
    trouble: str
    """What went wrong with the run itself; empty if nothing did."""


def run(python: str, suite: str, folder: Path, *, probed: bool, only: str = "") -> Ran:
    """Run a suite, or one test of it; what it writes is left in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    results = folder / "results.jsonl"
    results.write_bytes(b"")
    command = [python, str(RUNNER), suite, str(results), *([only] if only else [])]
    begun, troubles = time.monotonic(), []
    for _ in range(FRESH_STARTS):
        seen = results.stat().st_size
        trouble = ended(command, results, probed)
        troubles += [trouble] if trouble else []
        if not trouble or results.stat().st_size == seen:
            break
    lines = results.read_text("utf-8").splitlines()
    return Ran(outcomes(lines), reasons(lines), time.monotonic() - begun, ", ".join(troubles))


def ended(command: list[str], results: Path, probed: bool) -> str:
    """Run a command in a folder of its own until it ends; answers what was wrong with its end."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as cwd,
        tempfile.TemporaryDirectory() as run_dir,
        results.with_name("output.txt").open("ab") as out,
    ):
        bare = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "CONNSCOPE"))}
        env = environment(Path(run_dir), bare) if probed else bare
        child = subprocess.Popen(
            command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
        )
        try:
            code = waited(child, results)
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        failures = absent(Path(run_dir)) if probed else []
    ends = [] if code == 0 else ["a test did not end" if code is None else f"ended with {code}"]
    return ", ".join(ends + failures)


def absent(run_dir: Path) -> list[str]:
    """Why the probe was not there, or not to the end, in any of the processes that it was loaded into."""
    rings = list(run_dir.glob("*.ring"))
    failures = {f"no ring: {path.read_text('utf-8')}" for path in run_dir.glob("*.why")}
    for path in rings:
        with path.open("rb") as ring:
            header = ring.read(layout.HEADER.size)
        if header[layout.STATE] == layout.RETIRED:
            text = header[layout.FAILURE :].partition(b"\0")[0]
            failures.add(f"the probe took itself off: {text.decode('utf-8', 'replace')}")
    return sorted(failures) if rings else ["the probe was not there", *sorted(failures)]


def waited(child: "subprocess.Popen[bytes]", results: Path) -> int | None:
    """The exit code, once there is one; None if no line came for too long."""
    while True:
        seen = results.stat().st_size
        try:
            return child.wait(LONGEST_SECONDS)
        except subprocess.TimeoutExpired:
            if results.stat().st_size == seen:
                return None
