"""What can be set from outside, read once from the environment and then never changed."""

import hashlib
import hmac
import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_PREFIX = "CREDIBILITY_"
_SHA256 = re.compile(r"[0-9a-f]{64}")


class SettingsError(ValueError):
    """A setting that cannot be used; the message names it and says what would do."""


@dataclass(frozen=True)
class Settings:
    """One installation's settings; each is CREDIBILITY_<NAME> in the environment.

    Raises SettingsError for a value that cannot work, when it is made and not when it is used.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    threads: int = 4
    # SHA-256 of each key that may call the API, in hexadecimal; none: everybody may.
    api_keys: tuple[str, ...] = field(default=(), repr=False)
    # Serve other machines although there are no keys, because something in front checks them.
    insecure: bool = False
    max_body_bytes: int = 2_000_000
    max_characters: int = 1_000_000
    # How long a stream may stand still, neither sending nor taking anything, before it is given up.
    idle_seconds: int = 60
    # The largest batch and all batches together, in bytes as sent, not compressed; and for how many
    # days one is kept when it has been scored.
    max_batch_bytes: int = 1_000_000_000
    max_stored_bytes: int = 20_000_000_000
    batch_days: int = 7
    # The share of credible articles among those that will be scored.
    base_rate: float = 0.5
    data: Path = Path(".data")
    # A file below `data` when nothing else is said.
    database_url: str = ""
    # What to retrain from beside the examples; the base vectors that ship when nothing is said.
    base_vectors: str = ""

    def __post_init__(self) -> None:
        if not self.database_url:
            database = self.data / "credibility.db"
            object.__setattr__(self, "database_url", f"sqlite:///{database}")
        for name, least, most in (
            ("port", 0, 65_535),
            ("workers", 1, 256),
            ("threads", 1, 256),
            ("max_body_bytes", 1, 1 << 30),
            ("max_characters", 1, 1 << 30),
            ("idle_seconds", 1, 3_600),
            ("max_batch_bytes", 1, 1 << 40),
            ("max_stored_bytes", 1, 1 << 50),
            ("batch_days", 1, 3_650),
        ):
            if not least <= getattr(self, name) <= most:
                raise SettingsError(f"{_PREFIX}{name.upper()} must be from {least:,} to {most:,}")
        if not 0.0 < self.base_rate < 1.0:
            raise SettingsError(f"{_PREFIX}BASE_RATE must be a share between 0 and 1")
        if not all(map(_SHA256.fullmatch, self.api_keys)):
            raise SettingsError(
                f"{_PREFIX}API_KEYS must hold SHA-256 digests: 64 hexadecimal digits each,"
                " separated by commas"
            )
        self.check_exposure(self.host)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """The settings that the environment gives; what it leaves out, or leaves empty, is default.

        Raises SettingsError for a value of the wrong kind.
        """
        readers: dict[str, Callable[[str], Any]] = {
            "host": str,
            "port": int,
            "workers": int,
            "threads": int,
            "api_keys": _digests,
            "insecure": _truth,
            "max_body_bytes": int,
            "max_characters": int,
            "idle_seconds": int,
            "max_batch_bytes": int,
            "max_stored_bytes": int,
            "batch_days": int,
            "base_rate": float,
            "data": Path,
            "database_url": str,
            "base_vectors": str,
        }
        given: dict[str, Any] = {}
        for name, read in readers.items():
            variable = _PREFIX + name.upper()
            if text := environ.get(variable, "").strip():
                try:
                    given[name] = read(text)
                except ValueError as error:
                    raise SettingsError(f"{variable} cannot be {text!r}") from error
        return cls(**given)

    def check_exposure(self, host: str) -> None:
        """Raise SettingsError where serving on that address would let strangers in."""
        if self.api_keys or self.insecure or is_loopback(host):
            return
        raise SettingsError(
            f"{host} can be reached from other machines, and anybody could use the service there:"
            f" set {_PREFIX}API_KEYS, or {_PREFIX}INSECURE=1 if something in front asks for keys"
        )

    def admits(self, key: str) -> bool:
        """Whether that key is one of ours, in a time that tells nothing about the others."""
        digest = hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()
        # A sum, not `any`: every digest is compared, wherever the right one stands.
        return sum(hmac.compare_digest(digest, known) for known in self.api_keys) > 0


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach that address (as with a Unix socket, a path)."""
    if host == "localhost" or host.startswith("/"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _digests(text: str) -> tuple[str, ...]:
    return tuple(digest.strip().lower() for digest in text.split(",") if digest.strip())


def _truth(text: str) -> bool:
    match text.lower():
        case "1" | "true" | "yes" | "on":
            return True
        case "0" | "false" | "no" | "off":
            return False
    raise ValueError(text)
