"""The commands, a module each: `name.py` defines the click command `name`.

`service/cli.py` finds them; nobody edits a list. What only one command needs is imported inside it,
for every module here is imported by `credibility --help`.
"""
