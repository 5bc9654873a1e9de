"""Which rules hold for a widget is worked out once, not at each start and at each change of each app that is tested.

Textual is asked itself, the first time. After that the answer is that of any node that is the same in all that a rule
can ask for: its types, id, classes and pseudo-classes, and those of all above it.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

PARSE, APPLY = Stylesheet._parse_rules, Stylesheet.apply
FLAGS = ("_has_hover_style", "_has_focus_within", "_has_order_style", "_has_odd_or_even")
OF_ALL = frozenset({"dark", "light", "inline", "ansi", "nocolor"})
"""Pseudo-classes that all nodes of an app have, or none."""


class Answer(NamedTuple):
    """What holds for a node, and what else Textual notes with it."""

    rules: Any
    flags: tuple[bool, ...]


class StyledOnce:
    """All that was worked out so far."""

    def __init__(self) -> None:
        self.parsed: dict[object, Any] = {}
        self.sheets: dict[tuple[RuleSet, ...], int] = {}
        self.asked: dict[tuple[int, frozenset[str]], tuple[list[str], list[str]]] = {}
        self.answers: dict[object, Answer] = {}

    def parse_rules(self, sheet: Stylesheet, *rules: object, **options: object) -> Any:
        """The rules in a text, for certain colours."""
        key = (rules, frozenset(options.items()), frozenset(sheet._variables.items()))
        if key not in self.parsed:
            self.parsed[key] = PARSE(sheet, *rules, **options)  # type: ignore[arg-type]
        return self.parsed[key]

    def apply(self, sheet: Stylesheet, node: DOMNode, *, animate: bool = False, **_: object) -> None:
        """Give a node its styles."""
        key = self.key(sheet, node)
        answer = self.answers.get(key)
        if answer is None:
            answer = self.answers[key] = ask(sheet, node)
        for name, flag in zip(FLAGS, answer.flags, strict=True):
            setattr(node, name, flag)
        if answer.rules is not None:
            give(sheet, node, answer, animate=animate)
        sheet._process_component_classes(node)

    def key(self, sheet: Stylesheet, node: DOMNode) -> object:
        """All that the answer depends on."""
        number = self.number(sheet)
        names = frozenset(sheet.rules_map.keys() & node._selector_names)
        asked = self.asked.get((number, names))
        if asked is None:
            asked = self.asked[number, names] = pseudo_classes(sheet, names)
        app, *_ = nodes = node.css_path_nodes
        here = [(each._css_type_names, each._id, frozenset(each._classes), *those_of(each, asked[1])) for each in nodes]
        return (number, names, *those_of(app, asked[0]), *here)

    def number(self, sheet: Stylesheet) -> int:
        """One and the same for all sheets of the same rules."""
        rules, known = sheet.rules, getattr(sheet, "numbered", None)
        if known is None or known[0] is not rules:
            known = rules, self.sheets.setdefault(tuple(rules), len(self.sheets))
            sheet.numbered = known  # type: ignore[attr-defined]
        return int(known[1])


def give(sheet: Stylesheet, node: DOMNode, answer: Answer, *, animate: bool) -> None:
    """Put rules in the place of those that it has; the same once more change nothing."""
    if getattr(node, "given", None) != (id(answer), node.styles.base._updates):
        sheet.replace_rules(node, answer.rules, animate=animate)
        node.given = id(answer), node.styles.base._updates  # type: ignore[attr-defined]
    elif not animate:
        node.notify_style_update()


def ask(sheet: Stylesheet, node: DOMNode) -> Answer:
    """Have Textual work it out."""
    came: list[object] = []
    sheet.replace_rules = lambda _, rules, **__: came.append(rules)  # type: ignore[method-assign]
    sheet._process_component_classes = lambda _: None  # type: ignore[method-assign]
    APPLY(sheet, node)
    del sheet.replace_rules, sheet._process_component_classes
    return Answer(came[0] if came else None, tuple(getattr(node, name) for name in FLAGS))


def pseudo_classes(sheet: Stylesheet, names: Iterable[str]) -> tuple[list[str], list[str]]:
    """Those that the rules of these names ask for: of the app, and of each node."""
    wanted = set().union(*(rule.pseudo_classes for name in names for rule in sheet.rules_map[name]))
    return sorted(wanted & OF_ALL), sorted(wanted - OF_ALL)


def those_of(node: DOMNode, names: Iterable[str]) -> tuple[str, ...]:
    """Those of them that it has."""
    known = node._PSEUDO_CLASSES
    return tuple([name for name in names if name in known and known[name](node)])  # type: ignore[arg-type]
