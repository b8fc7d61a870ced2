"""How a page is made from a template: everything escaped, nothing fetched, no script.

Much of what a page shows is a stranger's text: the template escapes it, what would steer a reader's
eye (control characters, changes of writing direction) is made visible, and the page's own policy
forbids scripts and requests.
"""

import re
from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from models.assessment import figure

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
# What a header may forbid, too, but a page itself cannot.
NO_FRAMES = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_FOLDER = Path(__file__).parent
# Control characters, and those that change the direction of writing or show nothing.
_STEERING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)


def environment(folder: Path) -> Environment:
    """The templates in a folder, with the head and the filters that all pages share."""
    made = Environment(
        loader=FileSystemLoader([folder, _FOLDER]),
        autoescape=True,
        # For every expression of the template, so that none can be forgotten.
        finalize=lambda value: shown(value) if type(value) is str else value,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Callable[..., str]] = {
        "score": lambda value: f"{value:.2f}",
        "count": lambda value: f"{value:,}",
        "many": lambda value, noun: f"{value:,} {noun}{'' if value == 1 else 's'}",
        "figure": lambda value: minus(figure(value)),
        "precise": lambda value: f"{value:.3f}",
        "change": lambda value: minus(f"{value:+.3f}"),
        "signed": lambda value: minus(f"{value:+.2f}"),
        "share": percent,
    }
    made.filters |= filters
    return made


def style(own: Path) -> Markup:
    """The look that all pages share, and that of one."""
    sheets = (_FOLDER / "base.css", own)
    return Markup("".join(sheet.read_text(encoding="utf-8") for sheet in sheets))  # noqa: S704  # our own


def shown(text: str) -> str:
    """A stranger's text with what steers its display made visible, as in ⟨U+202E⟩."""
    return _STEERING.sub(
        lambda found: " " if found[0] in "\t\n\r" else f"⟨U+{ord(found[0]):04X}⟩", text
    )


def minus(number: str) -> str:
    """The number with a real minus sign."""
    return number.replace("-", "−")


def percent(share: float) -> str:
    """A share in words: no 0% of what there is, and no 100% of what is not all."""
    if 0.0 < share < 0.01:
        return "<1%"
    return ">99%" if 0.99 < share < 1.0 else f"{share:.0%}"
