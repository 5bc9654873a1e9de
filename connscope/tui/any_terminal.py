"""An application that makes do with what its terminal can show: sixteen colours or none, or nothing but ASCII.

It must not know what is on the screen: it works on lines that are finished.
"""

import os
from collections.abc import Mapping, Sequence
from functools import cached_property

from textual.app import App
from textual.filter import LineFilter, Monochrome

from connscope.tui.themes import THEMES

DUMB = ("dumb", "unknown")
"""Values of TERM that promise nothing. Textual would send such a terminal sixteen million colours."""


def wants_no_colour(environment: Mapping[str, str]) -> bool:
    """Whether NO_COLOR is set and not empty, as no-color.org has it, or the terminal knows no colours."""
    return bool(environment.get("NO_COLOR")) or environment.get("TERM") in DUMB


class AnyTerminal(App[None]):
    """Has all our themes; at the end of all drawing stands what its terminal needs, and nothing if it needs nothing."""

    ascii = False

    def suit(self, theme: str, *, ascii: bool) -> None:  # noqa: A002 - the option's name
        """Look like this. To be called first of all: our stylesheet names colours that only our themes have."""
        for each in THEMES.values():
            self.register_theme(each)
        self.begin_with(theme)
        self.ascii = ascii
        self.no_color = wants_no_colour(os.environ)

    def begin_with(self, theme: str) -> None:
        """Have that theme from the start: to change to it would have all rules read twice before anything is drawn."""
        self.set_reactive(AnyTerminal.theme, theme)
        dark = self.current_theme.dark
        self.update_classes({f"-theme-{theme}": True, "-dark-mode": dark, "-light-mode": not dark}, update=False)
        self._refresh_truecolor_filter(self.ansi_theme)
        self.stylesheet.set_variables(self.get_css_variables())

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's, but for its answer to NO_COLOR, which is greys; then ours."""
        textuals = [each for each in super().get_line_filters() if type(each) is not Monochrome]
        return [*textuals, *self.makeshifts]

    @cached_property
    def makeshifts(self) -> list[LineFilter]:
        """What stands in for missing colours and characters. Asked for first when there is a terminal, or none."""
        found: list[LineFilter] = []
        few = self.console.color_system == "standard" and not self.is_headless
        if self.no_color or few:
            from connscope.tui.few_colours import NoColour, Sixteen

            found.append(NoColour() if self.no_color else Sixteen())
        if self.ascii:
            from connscope.tui.plain import Ascii

            found.append(Ascii())
        return found
