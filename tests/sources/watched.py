"""A program run under the probe in place, with nobody reading while it runs, and what its ring file says afterwards."""

import json
import os
import subprocess
import sys
from pathlib import Path

import connscope.probe
from connscope.events import Fact
from connscope.ledger import Ledger
from connscope.sources.child import ChildSource

SITE = Path(connscope.probe.__file__).parent / "site"
PROGRAMS = Path(__file__).parents[1] / "programs"


def environment(folder: Path, **options: object) -> dict[str, str]:
    """What a program's environment is under the probe, which lays its ring files in that folder."""
    (folder / "options").write_text(json.dumps(options))
    return {**os.environ, "PYTHONPATH": str(SITE), "CONNSCOPE_RUN": str(folder)}


def run(folder: Path, *words: str, python: str = sys.executable, **options: object) -> subprocess.CompletedProcess[str]:
    """Run Python with these words to its end."""
    env = environment(folder, **options)
    return subprocess.run([python, *words], env=env, capture_output=True, text=True, timeout=50, check=False)


def sources(folder: Path) -> list[ChildSource]:
    """One for each process that was watched."""
    return [ChildSource(path, path.stem) for path in sorted(folder.glob("*.ring"))]


def told(folder: Path) -> list[Fact]:
    """All that the only process did."""
    (source,) = sources(folder)
    return source.drain()


def folded(facts: list[Fact]) -> Ledger:
    """The picture that they give."""
    ledger = Ledger()
    for fact in facts:
        ledger.apply(fact)
    return ledger
