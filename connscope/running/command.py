"""What to run: the words that Python is given, what one calls the program, and what its probe is told.

Values only: whether any of it can be had is not asked here.
"""

import json
import os
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from connscope.text import visible

MODULE, CODE = "-m", "-c"

OPTIONS_FILE = "options"
"""In the run directory; its keys are what the probe reads."""


class Unusable(Exception):
    """Why a program cannot be run, and what to do, in a sentence."""


@dataclass(frozen=True)
class Program:
    """A program as Python is told to run it."""

    python: str
    """The interpreter."""
    words: tuple[str, ...]
    """What follows it: `server.py 7`, `-m http.server 7` or `-c CODE 7`, each word by itself."""
    path: Path | None = None
    """The file that is run, once somebody has looked for it; None for code on the command line."""

    @property
    def form(self) -> str:
        """`-m`, `-c`, or empty for a file."""
        return self.words[0] if self.words[0] in (MODULE, CODE) else ""

    @property
    def target(self) -> str:
        """The file, the module or the code, as it was typed."""
        return self.words[1] if self.form else self.words[0]

    @property
    def argv(self) -> list[str]:
        """The whole command. A file whose name begins with a dash is told from an option by what goes before it."""
        return [self.python, *(["--"] if not self.form and self.target.startswith("-") else []), *self.words]

    @property
    def name(self) -> str:
        """What one calls it: the file's name, the module's, or `-c`."""
        if self.form == CODE:
            return CODE
        return visible(self.target if self.form else os.path.basename(os.path.abspath(self.target)))

    @property
    def command(self) -> str:
        """As a person would type it."""
        python = "python" if self.python == sys.executable else self.python
        return visible(shlex.join([python, *self.argv[1:]]))


@dataclass(frozen=True)
class Options:
    """How a program is watched."""

    payload: bool = True
    """Beginnings of what is received and sent are told."""
    without: tuple[str, ...] = ()
    """Modules that the program is to find missing."""
    watch: bool = False
    """It is started anew whenever its source is saved."""
    stacks: bool = True
    """Who waits for what is told."""

    def write(self, run_dir: Path) -> None:
        """Leave word for the probe, which does not need to know who restarts the program."""
        said = {"payload": self.payload, "without": self.without, "stacks": self.stacks}
        (run_dir / OPTIONS_FILE).write_text(json.dumps(said), "utf-8")
