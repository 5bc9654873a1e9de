"""What `connscope config` does with the file: say where it is, write a first one, check it.

Each answers the exit code. None of them changes a file that is there.
"""

import os
import sys

from connscope.complaints import BAD_INPUT, complain, tell
from connscope.config import file
from connscope.config.reading import Config, unknown_variables
from connscope.config.settings import in_toml
from connscope.text import VALUE_CELLS, shown, visible


def path() -> int:
    """Say where the file is, or would be."""
    where = file.location()
    if sys.stdout is not None and sys.stdout.isatty():
        tell(visible(where) + "\n")
    else:  # a script needs it to the byte
        tell(where + "\n", errors="surrogateescape")
    return 0


def init() -> int:
    """Write a file in which every setting stands with its default."""
    from connscope.config.template import template

    where = file.location()
    if os.path.lexists(where):
        return complain(f"{visible(where, VALUE_CELLS)} is there already, and stays as it is")
    try:
        os.makedirs(os.path.dirname(where) or ".", exist_ok=True)
        with open(where, "x", encoding="utf-8") as new:
            new.write(template())
    except OSError as error:
        why = f"{error.strerror} ({shown(str(error.filename))})"
        return complain(f"{visible(where, VALUE_CELLS)} cannot be written: {why}")
    tell(f"wrote {visible(where)}: every setting is in it, as a comment\n")
    return 0


def check() -> int:
    """Say what is set, and by whom; or everything that is wrong."""
    config = Config(with_keys=True)
    mistakes = config.mistakes + unknown_variables()
    for mistake in mistakes:
        complain(mistake)
    if mistakes:
        return BAD_INPUT
    tell("\n".join(["nothing wrong", *(settings(config) or [nothing_set(config)]), ""]))
    return 0


def settings(config: Config) -> list[str]:
    """A line for everything that is set."""
    said = [(f"{name} = {visible(in_toml(value), VALUE_CELLS)}", by) for name, (value, by) in config.said.items()]
    said += [(f"keys.{name} = {in_toml(keys)}", config.file) for name, keys in config.keys.items()]
    return [f"{line:<40} {by}" for line, by in said]


def nothing_set(config: Config) -> str:
    """What to say instead of settings."""
    if os.path.exists(file.location()):
        return f"nothing is set: {config.file} leaves everything at its default"
    return f"nothing is set: {config.file} does not exist (connscope config init writes it)"


TASKS = {"path": path, "init": init, "check": check}
