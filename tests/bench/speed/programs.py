"""The two programs in C, built where there is a compiler; the load has a stand-in in Python, which is slower."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent
STAND_IN = (sys.executable, "-m", "tests.bench.speed.by_python")


class Programs(NamedTuple):
    """How to start them, and what is to be said of that."""

    load: tuple[str, ...]
    echo: tuple[str, ...] | None
    word: str = ""


def built(folder: Path, optimised: str = "-O2") -> Programs:
    """Built in a folder of the caller's; they need epoll, which is to say Linux."""
    compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
    if compiler is None or not sys.platform.startswith("linux"):
        return Programs(
            STAND_IN, None, "no C compiler on Linux: the load is in Python, and slower than what it measures"
        )
    for name in ("load", "echo"):
        command = [compiler, optimised, "-o", str(folder / name), str(FOLDER / f"{name}.c")]
        made = subprocess.run(command, capture_output=True, text=True, check=False)
        if made.returncode:
            return Programs(STAND_IN, None, f"{name}.c cannot be built: {made.stderr[-300:]!a}")
    return Programs((str(folder / "load"),), (str(folder / "echo"),))
