"""The figures as a table, for a terminal. All pure."""

from collections.abc import Sequence

from tests.bench.screen.figures import Verdict

HEAD = f"{'':<82}{'goal':>12}{'least':>10}{'':>10}{'most':>10}"


def number(value: float) -> str:
    """With as many digits as say something."""
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def came(met: bool | None) -> str:
    """What came of a goal, in a word; of none nothing did."""
    return "" if met is None else "met" if met else "missed"


def as_text(verdicts: Sequence[Verdict]) -> str:
    """A line for each figure."""
    lines = [HEAD]
    for figure, seen, met in verdicts:
        found = "".join(f"{number(value):>10}" for value in seen) if seen else f"{'not measured':>30}"
        says = f"{figure.says}{figure.unit and ', ' + figure.unit}"
        lines.append(f"{says:<82}{figure.bound:>12}{found}  {came(met)}".rstrip())
    return "\n".join(lines)
