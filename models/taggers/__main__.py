"""Runs one module of this package: `python -m models.taggers hedging`."""

import sys
from importlib import import_module
from pkgutil import iter_modules

from models import taggers

NAMES = [module.name for module in iter_modules(taggers.__path__) if module.name != "__main__"]

if len(sys.argv) != 2 or sys.argv[1] not in NAMES:
    sys.exit(f"usage: python -m models.taggers {'|'.join(NAMES)}")
import_module(f"models.taggers.{sys.argv[1]}").main()
