"""Launches of our own clients as values: what a form says becomes one, and it says what clients are to be told.

Pure: it must know neither the form that a person fills in, nor clients, nor whether any of it can be had.
"""

from connscope.launches.form import read_form, texts
from connscope.launches.launch import Launch, refused
from connscope.launches.messages import LONGEST_TEXT, inert
from connscope.launches.presets import PRESETS, Preset
from connscope.launches.sentence import sentence

__all__ = ["LONGEST_TEXT", "PRESETS", "Launch", "Preset", "inert", "read_form", "refused", "sentence", "texts"]
