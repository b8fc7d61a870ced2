"""Whether the packages of this application are its own.

They have top-level names that another wheel could own too. Python would import whichever comes
first, and scores would be computed by a mixture; so `service` asks before anything else happens.
"""

from importlib.util import find_spec
from pathlib import Path

_PACKAGES = ("features", "models", "service")


class ForeignPackage(ImportError):
    """A package of ours is missing, or hidden by another distribution's of the same name."""


def check_installation(packages: tuple[str, ...] = _PACKAGES) -> None:
    """Raise ForeignPackage unless all packages lie in one folder. Imports none of them."""
    home = Path(__file__).resolve().parent.parent
    for package in packages:
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            raise ForeignPackage(f"the package {package} is not installed beside {home}")
        found = Path(spec.origin).resolve().parent.parent
        if found != home:
            raise ForeignPackage(
                f"the package {package} comes from {found}, but the application is in {home}:"
                " another distribution has a package of that name; install the application in an"
                " environment of its own"
            )
