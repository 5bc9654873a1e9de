"""The parts of the README that are made from the code. `python -m tests.docs` writes them anew."""

import re
from pathlib import Path

from connscope.clients.behaviours.table import ALL, DECIDES
from connscope.events import CallFact, Fact, every_fact
from connscope.launches.spelling import explained, usual
from connscope.tui.byhand_keys import EVERYWHERE, HOW, SAY, STREAM
from connscope.tui.byhand_keys import KEYS as BYHAND_KEYS
from connscope.tui.command import Command
from connscope.tui.commands import COMMANDS
from connscope.wording.life import LIFE, Step

README = Path(__file__).parent.parent / "README.md"


def keys() -> str:
    rows = [f"| {keys_of(command)} | {command.help} |" for command in COMMANDS]
    return "\n".join(["| key | does |", "|---|---|", *rows])


def keys_of(command: Command) -> str:
    """Or where it is to be found."""
    return f"`{command.key.replace(' ', '` `')}`" if command.key else f"palette: {command.label}"


def keys_by_hand() -> str:
    rows = [
        f"| {' · '.join(PLACES[place] for place in EVERYWHERE if place in command.where)} "
        f"| `{command.key.replace(' ', '` `')}` | {command.help} |"
        for command in BYHAND_KEYS
    ]
    return "\n".join(["| in | key | does |", "|---|---|---|", *rows])


def behaviours() -> str:
    rows = [
        f"| `{kind.name}` | {usual(kind.name)} | {explained(kind.name)} | {', '.join(decided)} |"
        for kind, decided in (
            (kind, decided if decided != ALL else ("everything",)) for kind, decided in DECIDES.items()
        )
    ]
    return "\n".join(["| behaviour | parameters | | decides |", "|---|---|---|---|", *rows])


def facts() -> str:
    rows = [
        f"| `{kind.__name__}` | {fields_of(kind)} | {' '.join((kind.__doc__ or '').split())} |" for kind in every_fact()
    ]
    return "\n".join(["| type | besides `at` | says |", "|---|---|---|", *rows])


def fields_of(kind: type[Fact]) -> str:
    family = CallFact if issubclass(kind, CallFact) else Fact
    own = [name for name in kind.__struct_fields__ if name not in family.__struct_fields__]
    call = ["`conn`, `thread`, `place`"] if family is CallFact else []
    return ", ".join([*call, *(f"`{name}`" for name in own)])


def life() -> str:
    steps = [f"{number}. `{step.call}` {step.says}{picture_of(step)}" for number, step in enumerate(LIFE, 1)]
    return "\n".join(steps)


def picture_of(step: Step) -> str:
    """Below the step that it shows."""
    return f"\n\n   ![Held at {step.call}](screenshots/life-{step.picture}.svg)\n" if step.picture else ""


PLACES = {SAY: "line", HOW: "fields", STREAM: "stream"}

PARTS = {"keys": keys, "byhand-keys": keys_by_hand, "behaviours": behaviours, "facts": facts, "life": life}


def with_parts(text: str) -> str:
    """The README with each made part as the code has it now."""
    for name, made in ((name, make()) for name, make in PARTS.items()):
        pattern = rf"(<!-- {name}:[^\n]*-->\n).*?(<!-- end -->)"
        text, found = re.subn(pattern, lambda match, made=made: match[1] + made + "\n" + match[2], text, flags=re.S)
        assert found == 1, f"the README has no part for {name}"
    return text


if __name__ == "__main__":
    README.write_text(with_parts(README.read_text("utf-8")), "utf-8")
