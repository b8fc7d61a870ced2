"""Runs one module of this package: `python -m models.taggers hedging`."""

import sys
from importlib import import_module

TAGGERS = ("attribution", "hedging")

if len(sys.argv) != 2 or sys.argv[1] not in TAGGERS:
    sys.exit(f"usage: python -m models.taggers {'|'.join(TAGGERS)}")
import_module(f"models.taggers.{sys.argv[1]}").main()
