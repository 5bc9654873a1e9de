"""The table of keys: other keys for commands, checked against the commands that there are and the keys that exist.

It needs the screen's list of commands, and with it the screen's libraries.
"""

import unicodedata
from argparse import ArgumentTypeError
from collections.abc import Iterator, Mapping
from functools import cache

from textual.keys import KEY_NAME_REPLACEMENTS, Keys

from connscope.config.settings import SETTINGS
from connscope.names import listed, nearest
from connscope.text import VALUE_CELLS, shown, visible
from connscope.tui.command import ALL_PANES
from connscope.tui.commands import COMMANDS, remapped

MODIFIERS = {"alt", "ctrl", "hyper", "meta", "shift", "super"}

TYPES_NOTHING = {key.value for key in Keys if key.value.isidentifier()} - {"return"}
"""Keys without a character, and space; `return` arrives as `enter`."""

SAME_TO_A_TERMINAL = {
    "ctrl+h": "backspace",
    "ctrl+i": "tab",
    "ctrl+left_square_bracket": "escape",
    "ctrl+m": "enter",
}
"""Combinations for which most terminals send what another key sends."""

KEPT = {"ctrl+q": "quit", "ctrl+p": "palette"}
"""Textual gives these commands by these keys, whatever else is bound to them."""

MISPLACED = "; as a setting it stands above the line [keys]"


def keymap(table: Mapping[str, object]) -> tuple[dict[str, str], list[str]]:
    """Keys by the command's name, as Textual names them, and all that is wrong in the table."""
    keys: dict[str, str] = {}
    mistakes = []
    for name, value in table.items():
        try:
            check_name(name)
            keys[name] = ",".join(keys_of(value))
        except ArgumentTypeError as error:
            mistakes.append(f"{visible(name, VALUE_CELLS)}: {error}{MISPLACED if name in SETTINGS else ''}")
    return keys, [*mistakes, *clashes(keys)]


def check_name(name: str) -> None:
    """Raise if no command is called so."""
    names = [command.name for command in COMMANDS]
    if name not in names:
        hint = "" if name in SETTINGS else nearest(name, names) or f": it is {listed(names)}"
        raise ArgumentTypeError(f"unknown command{hint}")


def keys_of(value: object) -> list[str]:
    """The keys in a text such as "l,ctrl+l", each once."""
    if not isinstance(value, str):
        raise ArgumentTypeError('this is not text in quotes, such as "l" or "l,ctrl+l"')
    return list(dict.fromkeys(key(part.strip()) for part in value.split(",")))


def key(text: str) -> str:
    """A key as Textual names it."""
    *modifiers, last = text.split("+") if len(text) > 1 else [text]
    modifiers = sorted({modifier.lower() for modifier in modifiers})
    last = plain_key(last)
    if not MODIFIERS.issuperset(modifiers):
        raise ArgumentTypeError(f"unknown key {shown(text)}: before a + stands {listed(sorted(MODIFIERS))}")
    if instead := sent_instead(modifiers, last):
        raise ArgumentTypeError(f"{shown(text)} is never sent: write {instead}")
    return "+".join([*modifiers, last])


def plain_key(text: str) -> str:
    """A key without modifiers, from its name or from the character that it types."""
    # It is shown wherever keys are: only what any terminal shows as it is.
    if len(text) == 1 and visible(text) == text:
        return character_name(text)
    if not text:
        raise ArgumentTypeError("a key is missing; the keys , + and space are called comma, plus and space")
    if text.lower() not in every_name():
        raise ArgumentTypeError(f"unknown key {shown(text)}{nearest(text.lower(), every_name())}")
    return text.lower()


def character_name(character: str) -> str:
    """Textual's name of the key that types it; a letter's or a digit's is itself."""
    if character.isalnum():
        return character
    name = unicodedata.name(character, "").lower().replace(" ", "_").replace("-", "_")
    return KEY_NAME_REPLACEMENTS.get(name, name)


@cache
def every_name() -> set[str]:
    """What keys are called; one that types a character beyond ASCII is called by that character."""
    return TYPES_NOTHING | {character_name(chr(code)) for code in range(0x20, 0x7F)}


def sent_instead(modifiers: list[str], last: str) -> str | None:
    """What to write for these, if a terminal never sends them so."""
    if modifiers == ["shift"] and last not in TYPES_NOTHING:
        return last.upper() if last.isalpha() and len(last) == 1 else "the character that it types"
    if modifiers and last != last.lower():
        return "+".join([*modifiers, last.lower()])
    return SAME_TO_A_TERMINAL.get("+".join([*modifiers, last]))


def clashes(keys: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with keys of the table that another command has too."""
    owners = {pressed: {name: set(ALL_PANES)} for pressed, name in KEPT.items()}
    for command in remapped(keys):
        for pressed in command.keys.split(","):
            others = owners.setdefault(pressed, {})
            for owner, where in others.items():
                if owner != command.name and where & set(command.where) and {owner, command.name} & keys.keys():
                    yield f"{command.name}: {shown(pressed)} is also for {owner}: give one of them another"
            others[command.name] = set(command.where)
