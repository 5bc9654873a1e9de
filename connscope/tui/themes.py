"""The themes: what each meaning's colour is. They know nothing of widgets, and a widget knows no colour.

Every text can be read on every ground, by WCAG's measure: 4.5 to 1, in `projector` 7 to 1; faint lines can be seen.
The colours are chosen so that this also holds when a terminal rounds them to its 256.
"""

from textual.theme import Theme


def made(
    name: str,
    grounds: tuple[str, str, str, str, str],
    texts: tuple[str, str, str],
    meanings: tuple[str, str, str, str],
    *,
    dark: bool,
) -> Theme:
    """A theme from twelve colours: ground, panel, held, cursor, its blur; text, dim, faint; accent, good, warn, bad."""
    ground, panel, held, cursor, blurred = grounds
    text, dim, faint = texts
    accent, good, warn, bad = meanings
    return Theme(
        name=name,
        dark=dark,
        primary=accent,
        accent=accent,
        foreground=text,
        background=ground,
        surface=ground,
        panel=panel,
        success=good,
        warning=warn,
        error=bad,
        variables={
            "dim": dim,
            "faint": faint,
            "held": held,
            "cursor": cursor,
            "cursor-blurred": blurred,
            **for_textuals_widgets(ground, panel, cursor, text, dim, faint),
            **for_scrollbars(ground, faint, dim, accent),
        },
    )


def for_textuals_widgets(ground: str, panel: str, cursor: str, text: str, dim: str, faint: str) -> dict[str, str]:
    """Palette, inputs and buttons in the same few colours; what Textual would mix for them is not always readable."""
    return {
        "panel-darken-1": panel,
        "text-muted": dim,
        "text-disabled": dim,
        "border-blurred": faint,
        "block-cursor-background": cursor,
        "block-cursor-foreground": text,
        "block-cursor-blurred-background": cursor,
        "block-cursor-blurred-foreground": text,
        "input-selection-background": cursor,
        "screen-selection-background": cursor,
        "button-color-foreground": ground,
        # By attributes, not by colours: where there are none it is still seen, also in a field that is reversed itself.
        "input-cursor-background": ground,
        "input-cursor-foreground": text,
        "input-cursor-text-style": "reverse underline",
    }


def for_scrollbars(ground: str, faint: str, dim: str, accent: str) -> dict[str, str]:
    """Quiet, until somebody takes hold of one."""
    behind = ("background", "background-hover", "background-active", "corner-color")
    return {
        "scrollbar": faint,
        "scrollbar-hover": dim,
        "scrollbar-active": accent,
        **{f"scrollbar-{part}": ground for part in behind},
    }


NIGHT = ("#11141b", "#1c1f25", "#392d15", "#1d2f4d", "#23272e")

DARK = made(
    "dark",
    NIGHT,
    ("#dfe5ee", "#9aa3af", "#4a5464"),
    ("#7cb1e4", "#87c48a", "#e3b55e", "#f0857f"),
    dark=True,
)

LIGHT = made(
    "light",
    ("#fbfbfa", "#eeeff1", "#f8e7c4", "#d5e3f7", "#e4e6e9"),
    ("#1d232c", "#525b68", "#a8b0bd"),
    ("#15589e", "#20632a", "#724500", "#a8201a"),
    dark=False,
)

# Dark on white. The room's light lies on what a projector leaves dark: its black is grey, and colours on it are hardly
# brighter than that. White stays the brightest there is, and a dark colour on it needs only to stay dark.
PROJECTOR = made(
    "projector",
    ("#ffffff", "#eeeeee", "#ffe9bf", "#d7e6ff", "#e2e2e2"),
    ("#000000", "#333940", "#8a929c"),
    ("#002f8a", "#00491a", "#5a3500", "#860010"),
    dark=False,
)

# Blue, mint, yellow and vermilion differ for every kind of eye, and in brightness where they differ least in hue.
COLOUR_BLIND = made(
    "colour-blind",
    NIGHT,
    ("#e6ebf2", "#9aa3af", "#4a5464"),
    ("#4f9cff", "#8cd6ca", "#fac52e", "#f5785c"),
    dark=True,
)

THEMES = {theme.name: theme for theme in (DARK, LIGHT, PROJECTOR, COLOUR_BLIND)}
"""All of them, by name, in the order in which a key offers them."""
