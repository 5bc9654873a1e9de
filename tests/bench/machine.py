"""The machine and the day on which something is measured: all figures depend on them."""

import os
import platform
import time
from collections.abc import Mapping
from pathlib import Path


def machine() -> dict[str, str | int]:
    """As it is told in a file of results."""
    return {
        "system": f"{platform.system()} {platform.release()}",
        "processor": processor(),
        "cores": os.cpu_count() or 0,
        "python": platform.python_version(),
        "day": time.strftime("%Y-%m-%d"),
    }


def place(told: Mapping[str, str | int]) -> str:
    """The same in a line. A file of before days were told has none."""
    day = f" · {told['day']}" if "day" in told else ""
    return f"{told['cores']} cores of {told['processor']} · {told['system']} · Python {told['python']}{day}"


def short_place(told: Mapping[str, str | int]) -> str:
    """Where there is little room."""
    return f"{told['cores']} cores, Python {told['python']}"


def processor() -> str:
    """Its name, where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
