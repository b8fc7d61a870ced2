"""Speed, as ratios of one run: `python -m benchmarks [--json] [part ...]`.

Absolute times depend on the machine and on what else it does; so each part measures this service
and what it is compared with in turn, in one run, on the same texts, and reports the median ratio.
"""
