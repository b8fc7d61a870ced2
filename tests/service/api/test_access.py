import hashlib
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

KEY = "a key of our own"
DIGEST = hashlib.sha256(KEY.encode()).hexdigest()


@pytest.fixture
def locked(make_client: Callable[..., FlaskClient]) -> FlaskClient:
    """A client of a service with two keys."""
    return make_client(api_keys=("0" * 64, DIGEST))


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        f"Basic {KEY}",
        KEY,
        f"Bearer {DIGEST}",
        "Bearer \xff",
    ],
)
@pytest.mark.parametrize("path", ["/v1/score", "/v1/signals", "/v1/unknown", "/metrics"])
def test_nobody_comes_in_without_a_key(
    locked: FlaskClient, path: str, authorization: str | None
) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}

    response = locked.post(path, json={"body": "A"}, headers=headers)

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert response.get_json()["type"] == "/problems/unauthorized"


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "Bearer "])
def test_a_key_opens(locked: FlaskClient, scheme: str) -> None:
    response = locked.get("/v1/signals", headers={"Authorization": f"{scheme} {KEY}"})

    assert response.status_code == 200


@pytest.mark.parametrize("path", ["/", "/docs", "/healthz", "/readyz", "/openapi.json"])
def test_what_tells_nothing_of_articles_needs_no_key(locked: FlaskClient, path: str) -> None:
    assert locked.get(path).status_code == 200


def test_the_document_says_that_a_key_is_needed(locked: FlaskClient, client: FlaskClient) -> None:
    assert locked.get("/openapi.json").get_json()["security"] == [{"key": []}]
    assert "security" not in client.get("/openapi.json").get_json()


@pytest.mark.parametrize("path", ["/", "/docs", "/healthz", "/v1/signals", "/nowhere"])
def test_browsers_are_told_to_trust_nothing(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers

    assert headers["Content-Security-Policy"].startswith("default-src 'none';")
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
