"""What tests keep of Textual's work on styles is what Textual comes to."""

import pytest
from textual.app import App
from textual.css.stylesheet import Stylesheet

from tests.tui.scenes import held
from tests.tui.staged import on_stage
from tests.tui.styled_once import APPLY, PARSE

Styles = dict[str, tuple[object, ...]]


def styles(app: App[None]) -> Styles:
    """Of all that is on the screen, and of the parts that it draws itself."""
    found: Styles = {}
    for node in (app, *app.screen.walk_children(with_self=True)):
        parts = {name: part.css for name, part in node._component_styles.items()}
        flags = (node._has_hover_style, node._has_focus_within, node._has_order_style, node._has_odd_or_even)
        found[f"{len(found)} {node.css_identifier}"] = (node.styles.css, parts, flags)
    return found


async def seen(*keys: str) -> list[Styles]:
    """At first, and after each key."""
    async with on_stage(held()) as it:
        came = [styles(it.app)]
        for key in keys:
            await it.press(key)
            came.append(styles(it.app))
        return came


async def test_every_style_is_as_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = "tab", "space", "L"
    once = await seen(*keys)
    monkeypatch.setattr(Stylesheet, "_parse_rules", PARSE)
    monkeypatch.setattr(Stylesheet, "apply", APPLY)
    assert await seen(*keys) == once
