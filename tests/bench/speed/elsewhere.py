"""An interpreter that has uvloop: this one, or one in a folder that is thrown away. It is no dependency of ours."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path


def with_uvloop(folder: Path, *, fetch: bool) -> str:
    """Its path; empty if there is none, and with `fetch` none could be made."""
    if find_spec("uvloop"):
        return sys.executable
    if not fetch:
        return ""
    python = folder / "uvloop" / "bin" / "python"
    steps = (
        [sys.executable, "-m", "venv", str(folder / "uvloop")],
        [str(python), "-m", "pip", "install", "-q", "uvloop"],
    )
    try:
        for step in steps:
            subprocess.run(step, check=True, capture_output=True, timeout=120)
    except (OSError, subprocess.SubprocessError):
        return ""
    return str(python)
