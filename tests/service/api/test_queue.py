from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from sqlalchemy import update

from features.article import Article
from service import store
from service.app import create_app
from service.settings import Settings
from service.tables import QueuedArticle

Item = Callable[..., dict[str, Any]]


@pytest.fixture
def client(installation: Settings) -> FlaskClient:
    store.upgrade(installation)
    return create_app(installation).test_client()


@pytest.fixture
def item(make_article: Callable[..., Article]) -> Item:
    def make(number: int) -> dict[str, Any]:
        article = make_article(number, credible=number % 2 == 0)
        return {"title": article.title, "body": article.body, "published": "2026-03-01"}

    return make


def test_articles_wait_until_they_are_labelled(client: FlaskClient, item: Item) -> None:
    sent = [item(number) for number in range(5)]
    results = client.post("/v1/queue", json=sent).get_json()["results"]
    assert [result["status"] for result in results] == ["created"] * 5
    assert client.post("/v1/queue", json=item(0)).get_json()["results"][0]["status"] == "exists"

    told = client.get("/v1/queue?limit=3").get_json()
    assert (len(told["articles"]), told["waiting"]) == (3, 5)
    first = told["articles"][0]
    assert first["worth"] == max(each["worth"] for each in told["articles"])
    assert first["body"] in {each["body"] for each in sent}

    label = {name: first[name] for name in ("title", "body", "published")}
    client.post("/v1/examples", json=label | {"label": 0.8, "labeller": "ann"})
    assert client.get("/v1/queue").get_json()["waiting"] == 4
    again = client.post("/v1/queue", json=label).get_json()["results"]
    assert again == [{"status": "labelled", "id": 1}]


def test_an_article_can_be_removed(client: FlaskClient, item: Item) -> None:
    number = client.post("/v1/queue", json=item(0)).get_json()["results"][0]["id"]
    assert client.delete(f"/v1/queue/{number}").status_code == 204
    assert client.delete(f"/v1/queue/{number}").status_code == 404
    assert client.get("/v1/queue").get_json() == {"articles": [], "waiting": 0}


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ([], None),
        ([{"body": "A text."}, 7], "1"),
        ([{"body": "A text."}, {"body": ""}], "1.body"),
        ({"body": ""}, "body"),
        (7, "$"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_stored(
    client: FlaskClient, sent: Any, field: str | None
) -> None:
    answer = client.post("/v1/queue", json=sent)
    assert answer.status_code == 422
    faults = answer.get_json().get("errors", [])
    assert [fault["field"] for fault in faults] == ([field] if field else [])
    assert client.get("/v1/queue").get_json()["waiting"] == 0
    assert client.get("/v1/queue?limit=0").status_code == 422


def test_after_a_change_of_the_signals_they_are_read_anew(
    client: FlaskClient, item: Item, installation: Settings
) -> None:
    client.post("/v1/queue", json=[item(0), item(1)])
    before = client.get("/v1/queue").get_json()
    with store.writing(installation) as session:
        session.execute(update(QueuedArticle).values(signals_digest="0" * 16, readings=b"\0" * 8))
    assert client.get("/v1/queue").get_json() == before


def test_answers_are_what_the_document_says(client: FlaskClient, item: Item) -> None:
    document = client.get("/openapi.json").get_json()
    for name, answer in (
        ("QueueAnswer", client.post("/v1/queue", json=item(0))),
        ("Queue", client.get("/v1/queue")),
    ):
        schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        Draft202012Validator(schema).validate(answer.get_json())
