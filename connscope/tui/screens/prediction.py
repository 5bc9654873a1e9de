"""The question before a step, over the bottom lines: code and rows, from which it can be answered, stay in view."""

from connscope.predict import Question
from connscope.tui.option import Option
from connscope.tui.screens.choice import Choice


class Prediction(Choice):
    """Answers the number of the answer that was chosen, from 1; empty if none."""

    DEFAULT_CSS = """
    Prediction {
        align: center bottom;
        & > Vertical { width: 100%; max-width: 100; margin-bottom: 1; }
    }
    """

    def __init__(self, asked: Question) -> None:
        options = [Option(str(number), text, "") for number, (_, text) in enumerate(asked.answers, 1)]
        super().__init__(asked.sentence, options)
