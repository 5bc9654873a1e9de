"""A first file of settings, made from the table of settings and the list of commands.

Every default stands in it as a comment: so those of a later version hold for whoever changed nothing.
"""

from connscope.config.settings import FILE_VARIABLE, SETTINGS, Setting, in_toml
from connscope.tui.command import Command
from connscope.tui.commands import COMMANDS

PORT = SETTINGS["port"]

TOP = f"""\
# The settings of connscope; `connscope config check` finds mistakes in them.
# A variable, such as {PORT.variable}, goes before this file; a flag, such as {PORT.flag}, goes before both.
# {FILE_VARIABLE} names another file. Take the # away from a setting to change it.
"""

KEYS = """\
[keys]
# Other keys for commands: a character, or a name such as f5, pagedown, comma, space, ctrl+l; several with commas
# between. A key has one command: who takes it from another gives that another one.
"""


def template() -> str:
    """The whole file."""
    return "\n".join([TOP, *map(setting_lines, SETTINGS.values()), KEYS, *map(command_line, COMMANDS), ""])


def setting_lines(setting: Setting) -> str:
    """What it is, and its default."""
    return f"# {setting.help[0].upper()}{setting.help[1:]}.\n#{setting.name} = {in_toml(setting.default)}\n"


def command_line(command: Command) -> str:
    """Its name, its keys, and what it does."""
    return f"""{f'#{command.name} = "{command.keys}"':<38} # {command.help}"""
