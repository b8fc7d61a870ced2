"""Everything with a side effect: HTTP, command line, jobs, database, metrics."""

from service.installation import check_installation

check_installation()
