"""Builds `fast.c` while connscope is installed, where that can be done; hatchling calls it.

Nobody needs it: without a compiler, or without the headers of this Python, the probe does the same in Python.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from contextlib import suppress
from pathlib import Path
from shlex import split
from typing import Any, Dict

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCE = Path(__file__).with_name("fast.c")
MODULE = SOURCE.parent.parent / f"_fast{sysconfig.get_config_var('EXT_SUFFIX')}"
FLAGS = ("-O2", "-fwrapv", "-DNDEBUG", "-Wall", "-Werror=implicit-function-declaration", "-fPIC", "-shared")
COMPILER = os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc"


class FastHook(BuildHookInterface[Any]):
    """Puts the module where it is imported from, and into a wheel, which is then for this Python on this system."""

    def initialize(self, version: str, build_data: Dict[str, Any]) -> None:  # noqa: ARG002 - of hatchling's making
        """Compile, or say why not."""
        why = compiled(MODULE)
        if why:
            print(
                f"connscope: without {MODULE.name}, the probe does in Python what {SOURCE.name} does: {why}",
                file=sys.stderr,
            )
        else:
            build_data["pure_python"], build_data["infer_tag"] = False, True
            build_data["artifacts"].append(str(MODULE.relative_to(self.root)))


def compiled(module: Path, compiler: str = COMPILER) -> str:
    """Write that module, or remove one that is there and may not fit any more; answers what went wrong."""
    command = [*split(compiler), *FLAGS, f"-I{sysconfig.get_path('include')}", str(SOURCE), "-o", str(module)]
    try:
        ran = subprocess.run(command, check=False, capture_output=True, text=True)
        why = ran.stderr.strip() or f"{compiler} ended with {ran.returncode}" if ran.returncode else ""
    except OSError as error:
        why = str(error)
    if why:
        with suppress(OSError):  # where nothing can be written nothing can be removed
            module.unlink()
    return why.splitlines()[0][:200] if why else ""
