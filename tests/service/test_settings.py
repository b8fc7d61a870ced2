import hashlib
from pathlib import Path

import pytest

from service.settings import Settings, SettingsError, is_loopback

DIGEST = hashlib.sha256(b"key").hexdigest()


def test_without_an_environment_everything_has_a_default() -> None:
    assert Settings.from_environment({}) == Settings()


def test_the_environment_sets_everything() -> None:
    settings = Settings.from_environment(
        {
            "CREDIBILITY_HOST": "0.0.0.0",  # noqa: S104 (nothing is bound)
            "CREDIBILITY_PORT": "9000",
            "CREDIBILITY_WORKERS": "3",
            "CREDIBILITY_THREADS": "5",
            "CREDIBILITY_API_KEYS": f"{DIGEST.upper()}, {'0' * 64},",
            "CREDIBILITY_INSECURE": "no",
            "CREDIBILITY_MAX_BODY_BYTES": "100",
            "CREDIBILITY_MAX_CHARACTERS": "50",
            "CREDIBILITY_IDLE_SECONDS": "7",
            "CREDIBILITY_MAX_BATCH_BYTES": "5000000000",
            "CREDIBILITY_MAX_STORED_BYTES": "6000000000",
            "CREDIBILITY_BATCH_DAYS": "3",
            "CREDIBILITY_BASE_RATE": "0.25",
            "CREDIBILITY_DATA": "/var/lib/credibility",
            "CREDIBILITY_DATABASE_URL": "postgresql+psycopg://db/credibility",
            "OTHER": "ignored",
        }
    )

    assert settings == Settings(
        host="0.0.0.0",  # noqa: S104 (nothing is bound)
        port=9000,
        workers=3,
        threads=5,
        api_keys=(DIGEST, "0" * 64),
        insecure=False,
        max_body_bytes=100,
        max_characters=50,
        idle_seconds=7,
        max_batch_bytes=5_000_000_000,
        max_stored_bytes=6_000_000_000,
        batch_days=3,
        base_rate=0.25,
        data=Path("/var/lib/credibility"),
        database_url="postgresql+psycopg://db/credibility",
    )


def test_an_empty_variable_is_as_good_as_none() -> None:
    assert Settings.from_environment({"CREDIBILITY_PORT": " "}) == Settings()


def test_the_database_is_a_file_among_the_data() -> None:
    assert Settings(data=Path("/srv/data")).database_url == "sqlite:////srv/data/credibility.db"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "65536"),
        ("WORKERS", "0"),
        ("THREADS", "-1"),
        ("MAX_BODY_BYTES", "2e6"),
        ("MAX_CHARACTERS", "0"),
        ("BASE_RATE", "1"),
        ("BASE_RATE", "nan"),
        ("INSECURE", "maybe"),
        ("API_KEYS", "key"),
        ("API_KEYS", DIGEST[1:]),
    ],
)
def test_a_value_that_cannot_work_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"CREDIBILITY_{name} "):
        Settings.from_environment({f"CREDIBILITY_{name}": value})


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])  # noqa: S104
def test_other_machines_are_served_only_with_keys_or_on_purpose(host: str) -> None:
    with pytest.raises(SettingsError, match=r"CREDIBILITY_API_KEYS.*CREDIBILITY_INSECURE=1"):
        Settings(host=host)
    assert Settings(host=host, api_keys=(DIGEST,)).host == host
    assert Settings(host=host, insecure=True).host == host


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "[::1]", "localhost", "/run/s"])
def test_this_machine_is_served_without_keys(host: str) -> None:
    assert is_loopback(host)
    assert Settings(host=host).host == host


def test_only_a_key_whose_digest_is_known_is_admitted() -> None:
    settings = Settings(api_keys=("0" * 64, DIGEST))

    assert settings.admits("key")
    assert not settings.admits(DIGEST)
    assert not settings.admits("")
    assert not Settings().admits("")


def test_digests_do_not_show_when_settings_are_printed() -> None:
    assert DIGEST not in repr(Settings(api_keys=(DIGEST,)))
