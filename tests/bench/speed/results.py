"""All runs in one file of JSON: the machine they were on, then each run. Read back it is the same."""

import json
import os
import platform
from collections.abc import Sequence
from pathlib import Path

from tests.bench.speed.figures import Run

VERSION = 1


def machine() -> dict[str, str | int]:
    """What the figures depend on."""
    return {
        "system": f"{platform.system()} {platform.release()}",
        "processor": processor(),
        "cores": os.cpu_count() or 0,
        "python": platform.python_version(),
    }


def place() -> str:
    """The same in a line."""
    told = machine()
    return f"{told['system']} · {told['cores']} cores of {told['processor']} · Python {told['python']}"


def processor() -> str:
    """Its name, where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def write(path: Path, runs: Sequence[Run], words: Sequence[str]) -> None:
    """`words`: what is to be known about them, such as who was not there."""
    told = {"connscope_speed": VERSION, "machine": machine(), "words": words, "runs": [run._asdict() for run in runs]}
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")


def read(path: Path) -> list[Run]:
    """The runs."""
    return [Run(**each) for each in json.loads(path.read_text("utf-8"))["runs"]]
