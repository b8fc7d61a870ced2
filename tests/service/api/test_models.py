"""From a retraining to a promotion, a diff, a rollback: as a client sees it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from sqlalchemy import text

from models.base_vectors import Vectors
from models.scorer import load_default
from models.training import SHIPPED
from service import retraining, store
from service.app import create_app
from service.settings import Settings

SHIPS = load_default().version
WHY = {"reason": "to try"}
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
Put = Callable[..., None]


# What does not depend on the kind of database is shown on one.
on_sqlite = pytest.mark.parametrize("installation", ["sqlite"], indirect=True)


class Service:
    """A client, and a worker that works when it is told to."""

    def __init__(self, settings: Settings, base: Vectors) -> None:
        self.settings = settings
        self.app = create_app(settings)
        self.client: FlaskClient = self.app.test_client()
        self._base = base
        self._document = self.client.get("/openapi.json").get_json()

    def get(self, path: str, schema: str | None = None, status: int = 200) -> Any:
        return self._checked(self.client.get(path), schema, status)

    def post(self, path: str, sent: Any, schema: str | None = None, status: int = 200) -> Any:
        return self._checked(self.client.post(path, json=sent), schema, status)

    def retrain(self, **options: Any) -> Any:
        job = self.post("/v1/retrain", options, "Job", 202)["id"]
        retraining.run(self.settings, job, base=self._base, recipe=SHIPPED._replace(refits=2))
        return self.get(f"/v1/jobs/{job}", "Job")

    def serving(self) -> str:
        self.app.extensions["credibility"].live.refresh()
        version: str = self.get("/readyz")["model"]["version"]
        return version

    def _checked(self, answer: Any, schema: str | None, status: int) -> Any:
        assert answer.status_code == status, answer.get_json()
        if schema is not None:
            reference = {"$ref": f"#/components/schemas/{schema}"}
            components = {"components": self._document["components"]}
            Draft202012Validator(reference | components).validate(answer.get_json())
        return answer.get_json()


@pytest.fixture
def service(installation: Settings, small_base: Vectors, tmp_path: Path) -> Service:
    store.upgrade(installation)
    small_base.save(tmp_path / "base.npz")
    return Service(replace(installation, base_vectors=str(tmp_path / "base.npz")), small_base)


def test_from_examples_to_a_promotion_and_back(
    service: Service, put_examples: Put, article: dict[str, Any]
) -> None:
    put_examples(service.settings)
    old = service.post("/v1/score", article)
    job = service.retrain(reason="new outlets")
    version = job["result"]["version"]
    assert job["status"] == "promoted"
    assert service.serving() == version
    new = service.post("/v1/score", article)
    assert new["model"]["version"] == version

    models = service.get("/v1/models", "Models")["models"]
    assert [(row["version"], row["state"]) for row in models] == [
        (version, "serving"),
        (SHIPS, "shipped"),
    ]
    assert service.get(f"/v1/models/{version}")["gate"]["passes"]
    assert service.get(f"/v1/models/{version}/artefact")["edition"] in version
    page = service.client.get(f"/v1/models/{version}", headers=BROWSER).text
    assert f"Measured beside {SHIPS}" in page
    assert page.count("<figure>") > 0
    diff = service.get(f"/v1/models/{SHIPS}/diff/{version}", "Diff")
    assert diff["compared"] == 200
    assert diff["curves"][0]["moved"] >= diff["curves"][-1]["moved"] > 0
    assert all(row["before"] != row["after"] for row in diff["examples"])

    back = service.post("/v1/models/rollback", WHY, "Serving")
    assert back == {"version": SHIPS, "promotion": 2}
    assert service.serving() == SHIPS
    assert service.post("/v1/score", article) == old
    again = service.post(f"/v1/models/{version}/promote", WHY, "Serving")
    assert again == {"version": version, "promotion": 3}
    assert service.post("/v1/models/rollback", WHY)["version"] == SHIPS

    # Both assessments can be made again, whatever serves.
    for told in (old, new):
        sent = {"signature": told["signature"], "article": article}
        assert service.post("/v1/models/replay", sent) == told

    log = service.get("/v1/audit-log", "AuditLog")["entries"]
    assert [entry["action"] for entry in log] == [
        "retrain.ask", "models.promote", "models.rollback", "models.promote", "models.rollback",
    ]  # fmt: skip
    assert log[1]["details"] == {"before": SHIPS, "reason": "new outlets"}
    assert service.get("/v1/audit-log?after=4")["entries"] == log[4:]
    verified = service.get("/v1/audit-log/verify", "Verified")
    assert verified == {"entries": 5, "digest": log[-1]["digest"]}


@on_sqlite
@pytest.mark.parametrize("accept", ["", "*/*", "application/json", "text/html;q=0.5, */*"])
def test_a_card_is_json_unless_a_page_is_preferred(service: Service, accept: str) -> None:
    answer = service.client.get(f"/v1/models/{SHIPS}", headers={"Accept": accept})
    assert answer.content_type == "application/json"
    assert answer.headers["Vary"] == "Accept"
    assert answer.get_json()["version"] == SHIPS


@on_sqlite
def test_a_browser_gets_a_page_that_may_run_nothing(service: Service) -> None:
    answer = service.client.get(f"/v1/models/{SHIPS}", headers=BROWSER)
    assert answer.content_type == "text/html; charset=utf-8"
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'")
    assert "Shapes of the signals" in answer.text
    unknown = service.client.get("/v1/models/none", headers=BROWSER)
    assert (unknown.status_code, unknown.content_type) == (404, "application/problem+json")


@on_sqlite
def test_two_rollbacks_go_two_back(service: Service, put_examples: Put) -> None:
    put_examples(service.settings)
    first = service.retrain()["result"]["version"]
    put_examples(service.settings, 20, seed=5)
    second = service.retrain(promote=False)["result"]["version"]
    service.post(f"/v1/models/{second}/promote", WHY | {"anyway": True})
    assert service.post("/v1/models/rollback", WHY)["version"] == first
    assert service.post("/v1/models/rollback", WHY)["version"] == SHIPS
    refused = service.post("/v1/models/rollback", WHY, status=409)
    assert refused["detail"].startswith("There is no promotion to take back")


@on_sqlite
def test_what_the_gate_keeps_back_is_promoted_only_on_purpose(
    service: Service, put_examples: Put
) -> None:
    put_examples(service.settings, flipped=True)
    version = service.retrain()["result"]["version"]
    refused = service.post(f"/v1/models/{version}/promote", WHY, status=409)
    assert "The gate does not recommend" in refused["detail"]
    assert "turned round" in refused["detail"]
    service.post(f"/v1/models/{version}/promote", WHY | {"anyway": True}, "Serving")
    twice = service.post(f"/v1/models/{version}/promote", WHY | {"anyway": True}, status=409)
    assert twice["detail"] == f"Version {version} serves already."


def test_old_candidates_are_pruned_but_never_what_has_served(
    service: Service, put_examples: Put
) -> None:
    put_examples(service.settings)
    served = service.retrain()["result"]["version"]
    service.post("/v1/models/rollback", WHY)
    kept = []
    for seed in (5, 6):
        put_examples(service.settings, 20, seed=seed)
        kept.append(service.retrain(promote=False)["result"]["version"])
    assert service.post("/v1/models/prune", {"keep": 1}, "Pruned") == {"pruned": kept[:1]}
    states = {row["version"]: row["state"] for row in service.get("/v1/models")["models"]}
    assert states == {
        served: "served",
        kept[0]: "pruned",
        kept[1]: states[kept[1]],
        SHIPS: "serving",
    }
    assert service.get(f"/v1/models/{kept[0]}")["version"] == kept[0]
    refused = service.post(f"/v1/models/{kept[0]}/promote", WHY | {"anyway": True}, status=409)
    assert "was pruned" in refused["detail"]
    page = service.client.get(f"/v1/models/{kept[0]}", headers=BROWSER).text
    assert "curves of this version are not kept" in page


@on_sqlite
def test_a_dry_run_only_tells(service: Service, put_examples: Put) -> None:
    put_examples(service.settings, outlets=1)
    plan = service.post("/v1/retrain", {"dry_run": True}, "Plan")
    assert plan["incumbent"] == SHIPS
    assert plan["would_refuse"] == [
        "All examples come from one outlet: what they teach cannot be tested on another."
    ]
    assert service.get("/v1/jobs", "Jobs") == {"jobs": []}


def test_one_retraining_at_a_time_and_it_can_be_stopped(service: Service) -> None:
    job = service.post("/v1/retrain", {}, "Job", 202)["id"]
    refused = service.post("/v1/retrain", {}, status=409)
    assert job in refused["detail"]
    assert service.post(f"/v1/jobs/{job}/cancel", {}, "Job")["status"] == "cancelled"
    service.post(f"/v1/jobs/{job}/cancel", {}, status=409)
    assert [each["id"] for each in service.get("/v1/jobs", "Jobs")["jobs"]] == [job]
    service.post("/v1/retrain", {}, "Job", 202)


@on_sqlite
@pytest.mark.parametrize(
    ("path", "sent", "field"),
    [
        ("/v1/retrain", {"emphasis": 0}, "emphasis"),
        ("/v1/retrain", {"emphasis": "NaN"}, "emphasis"),
        ("/v1/retrain", {"dry": True}, "dry"),
        ("/v1/models/rollback", {}, "reason"),
        ("/v1/models/x/promote", {"reason": ""}, "reason"),
        ("/v1/models/prune", {"keep": -1}, "keep"),
        ("/v1/models/replay", {"article": {}}, "signature"),
        ("/v1/models/rollback", [], "$"),
    ],
)
def test_what_is_wrong_is_named(service: Service, path: str, sent: Any, field: str) -> None:
    problem = service.post(path, sent, status=422)
    assert field in [fault["field"] for fault in problem["errors"]]


@on_sqlite
@pytest.mark.parametrize(
    "path", ["/v1/models/none", "/v1/jobs/none", f"/v1/models/{SHIPS}/diff/none"]
)
def test_what_is_not_there(service: Service, path: str) -> None:
    assert service.get(path, status=404)["type"] == "/problems/not-found"


@on_sqlite
@pytest.mark.parametrize(
    ("signature", "detail"),
    [
        ("anything", "This is no signature of an assessment."),
        (
            "model:m|signals:0000000000000000|base_rate:0.5|service:0.1",
            "made with other signals",
        ),
        (
            f"model:{SHIPS}|signals:{load_default().signals_digest}|base_rate:7|service:0.1",
            "cannot be used",
        ),
    ],
)
def test_a_signature_that_cannot_be_replayed(
    service: Service, article: dict[str, Any], signature: str, detail: str
) -> None:
    sent = {"signature": signature, "article": article}
    assert detail in service.post("/v1/models/replay", sent, status=409)["detail"]


def test_a_log_that_was_changed_is_told(service: Service) -> None:
    service.post("/v1/retrain", {}, "Job", 202)
    with store.engine(service.settings).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit_log DISABLE TRIGGER ALL"))
        else:
            connection.execute(text("DROP TRIGGER audit_log_refuses_update"))
        connection.execute(text("UPDATE audit_log SET actor = 'nobody'"))
    assert "entry 1 was changed" in service.get("/v1/audit-log/verify", status=409)["detail"]
