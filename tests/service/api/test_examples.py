from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient

from features.article import Article
from models.base_vectors import Vectors
from service import store
from service.api import examples
from service.app import create_app
from service.settings import Settings

NDJSON = "application/x-ndjson"


@pytest.fixture
def client(installation: Settings, small_base: Vectors, tmp_path: Path) -> FlaskClient:
    store.upgrade(installation)
    small_base.save(tmp_path / "base.npz")
    settings = replace(installation, base_vectors=str(tmp_path / "base.npz"))
    return create_app(settings).test_client()


@pytest.fixture
def item(make_article: Callable[..., Article]) -> Callable[..., dict[str, Any]]:
    """An example as a client sends it."""

    def make(number: int = 1, **fields: Any) -> dict[str, Any]:
        article = make_article(number, credible=True)
        return {
            "title": article.title,
            "body": article.body,
            "outlet": f"outlet-{number % 7}.example",
            "label": "credible",
            "labeller": "ann",
            "reason": "names its sources",
            **fields,
        }

    return make


Item = Callable[..., dict[str, Any]]


def test_one_example(client: FlaskClient, item: Item) -> None:
    answer = client.post("/v1/examples", json=item())
    assert answer.status_code == 200
    assert answer.get_json()["results"] == [{"status": "created", "id": 1}]
    kinds = [warning["kind"] for warning in answer.get_json()["warnings"]]
    assert kinds == ["one_class", "one_outlet_class"]


def test_a_list_has_a_result_for_each(client: FlaskClient, item: Item) -> None:
    sent = [item(1), item(2, label=0.25), item(1), item(1, label="not_credible"), {}, 7]
    results = client.post("/v1/examples", json=sent).get_json()["results"]
    assert [result["status"] for result in results] == [
        "created", "created", "exists", "conflict", "rejected", "rejected",
    ]  # fmt: skip
    assert {fault["field"] for fault in results[4]["errors"]} == {"label", "labeller", "body"}
    assert results[5]["errors"] == [{"field": "$", "problem": "Not a JSON object."}]


def test_lines_of_json(client: FlaskClient, item: Item) -> None:
    lines = [orjson.dumps(item(1)), b"", b"{", orjson.dumps(item(2))]
    answer = client.post("/v1/examples", data=b"\n".join(lines), content_type=NDJSON)
    results = answer.get_json()["results"]
    assert [result["status"] for result in results] == ["created", "rejected", "created"]
    assert results[1]["errors"] == [{"field": "$", "problem": "Not JSON."}]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"label": "true"}, "label"),
        ({"label": True}, "label"),
        ({"label": 1.5}, "label"),
        ({"label": None}, "label"),
        ({"labeller": ""}, "labeller"),
        ({"labeller": "a\nb"}, "labeller"),
        ({"weight": 0}, "weight"),
        ({"weight": 11}, "weight"),
        ({"store_text": "no"}, "store_text"),
        ({"reason": "x" * 2_001}, "reason"),
        ({"body": "a \0 b"}, "body"),
        ({"grade": 1}, "grade"),
    ],
)
def test_what_is_wrong_is_named(
    client: FlaskClient, item: Item, change: dict[str, Any], field: str
) -> None:
    answer = client.post("/v1/examples", json=item(**change))
    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.get_json()["errors"]] == [field]
    assert client.get("/v1/examples").get_json()["total"] == 0


@pytest.mark.parametrize("count", [0, examples.MOST_ITEMS + 1])
def test_not_too_many_at_once(client: FlaskClient, count: int) -> None:
    answer = client.post("/v1/examples", json=[{}] * count)
    assert answer.status_code == 422
    assert answer.get_json()["detail"] == "Send 1 to 1,000 examples at a time."


def test_a_request_that_comes_twice(client: FlaskClient, item: Item) -> None:
    headers = {"Idempotency-Key": "upload 7"}
    first = client.post("/v1/examples", json=[item()], headers=headers)
    again = client.post("/v1/examples", json=[item()], headers=headers)
    assert again.get_json() == first.get_json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    other = client.post("/v1/examples", json=[item(2)], headers=headers)
    assert (other.status_code, other.get_json()["type"]) == (422, "/problems/key-reused")
    long = client.post("/v1/examples", json=item(), headers={"Idempotency-Key": "k" * 201})
    assert long.status_code == 400


def test_pages(client: FlaskClient, item: Item) -> None:
    client.post("/v1/examples", json=[item(number) for number in range(5)])
    page = client.get("/v1/examples?limit=3").get_json()
    assert [each["id"] for each in page["examples"]] == [1, 2, 3]
    assert (page["next"], page["total"]) == (3, 5)
    last = client.get("/v1/examples?limit=3&after=3").get_json()
    assert ([each["id"] for each in last["examples"]], last["next"]) == ([4, 5], None)
    assert client.get("/v1/examples?labeller=bob").get_json()["examples"] == []
    assert client.get("/v1/examples?limit=0").status_code == 422


def test_what_comes_out_goes_in_again(client: FlaskClient, item: Item) -> None:
    client.post("/v1/examples", json=[item(1), item(2, label=0.3, weight=2.5)])
    exported = client.get("/v1/examples/export").get_data()
    numbers = [orjson.loads(line).pop("id") for line in exported.splitlines()]
    client.post("/v1/examples/retract", json={"ids": numbers, "reason": "to try"})
    lines = [orjson.loads(line) for line in exported.splitlines()]
    sent = [{name: value for name, value in line.items() if name != "id"} for line in lines]
    results = client.post("/v1/examples", json=sent).get_json()["results"]
    assert [result["status"] for result in results] == ["created", "created"]
    again = client.get("/v1/examples/export").get_data()
    assert [orjson.loads(line) | {"id": 0} for line in again.splitlines()] == [
        line | {"id": 0} for line in lines
    ]


def test_erasing(client: FlaskClient, item: Item) -> None:
    client.post("/v1/examples", json=[item(1), item(2)])
    gone = client.post("/v1/examples/retract", json={"ids": [1, 9], "reason": "asked to"})
    assert gone.get_json() == {"retracted": [1]}
    assert client.get("/v1/examples").get_json()["total"] == 1
    for wrong in (
        {"ids": [2]},
        {"reason": "x"},
        {"ids": [2], "labeller": "ann", "reason": "x"},
        {"ids": [], "reason": "x"},
        [],
    ):
        assert client.post("/v1/examples/retract", json=wrong).status_code == 422


def test_without_a_database_it_says_so_and_scores(tmp_path: Any, item: Item) -> None:
    client = create_app(Settings(data=tmp_path / "none")).test_client()
    answer = client.post("/v1/examples", json=item())
    assert (answer.status_code, answer.get_json()["type"]) == (
        503,
        "/problems/database-unavailable",
    )
    assert client.post("/v1/score", json={"body": item()["body"]}).status_code == 200


def test_answers_are_what_the_document_says(client: FlaskClient, item: Item) -> None:
    from jsonschema import Draft202012Validator

    document = client.get("/openapi.json").get_json()
    for name, answer in (
        ("ExamplesAnswer", client.post("/v1/examples", json=[item(), {}])),
        ("Examples", client.get("/v1/examples")),
        ("Retracted", client.post("/v1/examples/retract", json={"ids": [1], "reason": "x"})),
    ):
        schema = {
            "$ref": f"#/components/schemas/{name}",
            "components": document["components"],
        }
        Draft202012Validator(schema).validate(answer.get_json())
