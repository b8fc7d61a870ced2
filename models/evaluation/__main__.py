"""`python -m models.evaluation` (`make evaluate`)."""

import sys

from models.evaluation import main

main(sys.argv[1:])
