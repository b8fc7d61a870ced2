from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

ROUTES = [
    ("POST", "/v1/score"),
    ("GET", "/v1/signals"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
]
# Streams, of which schemas describe the lines: `test_stream` holds the two together.
STREAMS = [("POST", "/v1/score/batch")]
# What these answer depends on what is stored: their own tests hold answers and document together.
STATEFUL = [
    ("POST", "/v1/examples"),
    ("GET", "/v1/examples"),
    ("GET", "/v1/examples/export"),
    ("POST", "/v1/examples/retract"),
    ("POST", "/v1/queue"),
    ("GET", "/v1/queue"),
    ("DELETE", "/v1/queue/{number}"),
    ("POST", "/v1/retrain"),
    ("GET", "/v1/jobs"),
    ("GET", "/v1/jobs/{job}"),
    ("POST", "/v1/jobs/{job}/cancel"),
    ("POST", "/v1/batches"),
    ("GET", "/v1/batches/{batch}"),
    ("GET", "/v1/batches/{batch}/results"),
    ("DELETE", "/v1/batches/{batch}"),
    ("GET", "/v1/models"),
    ("GET", "/v1/models/{version}"),
    ("GET", "/v1/models/{version}/artefact"),
    ("GET", "/v1/models/{before}/diff/{after}"),
    ("POST", "/v1/models/{version}/promote"),
    ("POST", "/v1/models/rollback"),
    ("POST", "/v1/models/prune"),
    ("POST", "/v1/models/replay"),
    ("GET", "/v1/audit-log"),
    ("GET", "/v1/audit-log/verify"),
]


@pytest.fixture(scope="session")
def document(app: Flask) -> dict[str, Any]:
    """The OpenAPI document."""
    found: dict[str, Any] = app.test_client().get("/openapi.json").get_json()
    return found


@pytest.fixture(scope="session")
def described(app: Flask) -> schemathesis.BaseSchema:
    """The API as its document describes it, to make requests from."""
    return schemathesis.openapi.from_wsgi("/openapi.json", app)


def test_every_route_of_the_api_is_described(document: dict[str, Any]) -> None:
    described = {
        (method.upper(), path)
        for path, operations in document["paths"].items()
        for method in operations
        if method != "parameters"
    }

    assert described == {*ROUTES, *STREAMS, *STATEFUL}


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_what_the_document_allows_is_answered_as_it_describes(
    described: schemathesis.BaseSchema, method: str, path: str
) -> None:
    @given(case=described[path][method].as_strategy())
    @settings(max_examples=40, deadline=None)
    def check(case: schemathesis.Case[Any]) -> None:
        # Whether there is an article in a page no schema can tell.
        is_page = isinstance(case.body, dict) and "html" in case.body
        case.call_and_validate(excluded_checks=[positive_data_acceptance] if is_page else [])

    check()


def test_what_the_document_forbids_is_refused(described: schemathesis.BaseSchema) -> None:
    @given(case=described["/v1/score"]["POST"].as_strategy(GenerationMode.NEGATIVE))
    @settings(max_examples=100, deadline=None)
    def check(case: schemathesis.Case[Any]) -> None:
        response = case.call()
        # A text that is too long may be more than the service reads at all: refused, too.
        is_unread = response.status_code == 413
        case.validate_response(
            response, excluded_checks=[negative_data_rejection] if is_unread else []
        )

    check()


def test_an_answer_is_what_its_schema_says(
    client: FlaskClient, document: dict[str, Any], article: dict[str, Any]
) -> None:
    schema = {"$ref": "#/components/schemas/Assessment", "components": document["components"]}
    checker = Draft202012Validator(schema)
    page = f"<html><body><article><p>{article['body']}</p></article></body></html>"
    for query, sent in [
        ("", article),
        ("?evidence=none", article),
        ("", {"html": page}),
        ("", {"body": "Too short."}),
        ("", {"body": article["body"] + "It has 10 million workers. “No end. " * 3}),
    ]:
        answer = client.post(f"/v1/score{query}", json=sent).get_json()
        checker.validate(answer)
        # Nothing is answered that is not described.
        assert answer.keys() <= document["components"]["schemas"]["Assessment"]["properties"].keys()


def test_the_example_gets_a_score(client: FlaskClient, document: dict[str, Any]) -> None:
    operation = document["paths"]["/v1/score"]["post"]
    example = operation["requestBody"]["content"]["application/json"]["example"]

    assert client.post("/v1/score", json=example).get_json()["score"] is not None


def test_a_problem_is_what_its_schema_says(client: FlaskClient, document: dict[str, Any]) -> None:
    schema = {"$ref": "#/components/schemas/Problem", "components": document["components"]}

    Draft202012Validator(schema).validate(client.post("/v1/score", json={}).get_json())


def test_the_document_holds_for_this_installations_limits(
    make_client: Callable[..., FlaskClient],
) -> None:
    document = make_client(max_characters=5_000).get("/openapi.json").get_json()

    article = document["components"]["schemas"]["Article"]["properties"]
    assert article["body"]["maxLength"] == article["html"]["maxLength"] == 5_000
