"""What a program finds when it begins under the probe: little more has been imported than sockets need."""

import subprocess
import sys
from pathlib import Path

from tests.sources import watched

SLOW = ("contextlib", "importlib", "json", "re", "typing", "weakref")
"""What takes long to import, and a program may do without."""


def test_nothing_that_is_slow_to_import_is_imported_for_the_probe(tmp_path: Path) -> None:
    words = [sys.executable, "-c", f"import sys; print(*(name for name in {SLOW} if name in sys.modules))"]
    bare = subprocess.run(words, capture_output=True, text=True, timeout=50, check=True)
    probed = watched.run(tmp_path, *words[1:])
    assert (probed.stdout, probed.stderr) == (bare.stdout, "")
    assert watched.told(tmp_path)
