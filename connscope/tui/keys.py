"""What keys are called by people, where that is not what Textual calls them."""

SHOWN = {
    "slash": "/",
    "question_mark": "?",
    "down": "↓",
    "up": "↑",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "home": "Home",
    "end": "End",
    "escape": "esc",
    "full_stop": ".",
    "comma": ",",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "equals_sign": "=",
    "plus": "+",
    "minus": "-",
}


def as_written(keys: str) -> str:
    """Keys as Textual names them, separated by commas, as people read them."""
    return " ".join(SHOWN.get(key, key) for key in keys.split(","))
