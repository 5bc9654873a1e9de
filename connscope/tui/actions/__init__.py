"""What each command does on the main screen: a method for each, named as in `commands.py`, sorted by what it is about.

Each file is a part of the screen: it stands on `screens.panes` and knows none of the other parts.
"""
