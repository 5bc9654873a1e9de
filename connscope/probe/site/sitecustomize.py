"""Loaded by Python itself, as it starts, into every program that is started with this folder in front of its path.

It has the probe watch the program, goes out of the way, and runs the `sitecustomize` that it stands in front of. What
fails in here fails silently: the program is not ours.
"""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable


def load(here: str) -> "Callable[[str, list[str]], None]":
    """The probe as a package of another name; answers what begins it."""
    package: "Any" = type(sys)("_connscope_probe")  # `importlib` itself takes longer to import than half of the probe
    package.__path__ = [os.path.dirname(here)]
    sys.modules["_connscope_probe"] = package
    begin: "Callable[[str, list[str]], None]" = __import__("_connscope_probe.guest", fromlist=["begin"]).begin
    return begin


def step_aside(here: str) -> None:
    """Be as if never found: neither on the path nor among the modules."""
    sys.path[:] = [each for each in sys.path if os.path.abspath(each or ".") != here]
    sys.path_importer_cache.pop(here, None)
    sys.modules.pop("sitecustomize", None)


def main() -> None:
    """Watch this program, if somebody asked for that, and let the shadowed module run."""
    here, before = os.path.dirname(os.path.abspath(__file__)), list(sys.modules)
    folder = os.environ.get("CONNSCOPE_RUN")
    if folder and os.path.isdir(folder):
        try:
            load(here)(folder, before)
        except Exception:
            sys.modules.pop("_connscope_probe", None)
    step_aside(here)


main()

# That of the distribution, or of whoever set up this machine. If there is none, it is as if we were none either.
import sitecustomize  # noqa: E402, F401
