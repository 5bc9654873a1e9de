"""The form in which all facts are put into words."""

from collections.abc import Callable
from typing import Any

from connscope.events import Fact

Said = tuple[str, str, str]
"""Call, amount, note; the last two may be empty. Call and amount are short: 11 and 15 cells, up to a terabyte."""

Words = dict[type[Fact], Callable[[Any], Said]]
"""For each kind of fact what puts it into words."""
