"""Launches of our own clients as values: what a form says becomes one, and it says what clients are to be told.

Pure, but for the files: it must know neither the form that a person fills in, nor of clients more than what
behaviours there are, nor whether any of it can be had.
"""

from connscope.launches.adding import added
from connscope.launches.files import USUAL, Unusable, load, save
from connscope.launches.form import read_form, texts
from connscope.launches.groups import Group
from connscope.launches.launch import Launch, refused
from connscope.launches.messages import LONGEST_TEXT, inert
from connscope.launches.presets import PRESETS, Preset
from connscope.launches.sentence import sentence
from connscope.launches.spelling import LONGEST_GROUPS, explained, read_groups, spelled, usual

__all__ = [
    "LONGEST_GROUPS",
    "LONGEST_TEXT",
    "PRESETS",
    "USUAL",
    "Group",
    "Launch",
    "Preset",
    "Unusable",
    "added",
    "explained",
    "inert",
    "load",
    "read_form",
    "read_groups",
    "refused",
    "save",
    "sentence",
    "spelled",
    "texts",
    "usual",
]
