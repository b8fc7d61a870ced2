"""No container engine is needed: the files are read as an engine would read them."""

import json
import re
import shlex
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from service.settings import Settings

ROOT = Path(__file__).parents[1]
if not (ROOT / "docker-compose.yml").exists():
    pytest.skip("the wheel has no compose file", allow_module_level=True)
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = sorted(COMPOSE["services"])
APPLICATION = ["api", "worker"]


def dockerfile() -> list[tuple[str, str]]:
    """The instructions and their arguments, continuation lines joined."""
    text = (ROOT / "service/Dockerfile").read_text()
    text = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    lines = (line.strip() for line in text.splitlines())
    return [
        (name, rest.strip()) for name, _, rest in (line.partition(" ") for line in lines if line)
    ]


def targets() -> set[str]:
    text = (ROOT / "Makefile").read_text()
    (phony,) = re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    return set(phony.split())


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = COMPOSE["services"][request.param]
    return found


def test_the_compose_file_keeps_the_specification() -> None:
    schema = files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    jsonschema.validate(COMPOSE, json.loads(schema.read_text()))


def test_the_specification_is_really_asked() -> None:
    schema = files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    wrong = COMPOSE | {"services": {"api": {"image": "credibility", "helthcheck": {}}}}
    with pytest.raises(jsonschema.ValidationError, match="helthcheck"):
        jsonschema.validate(wrong, json.loads(schema.read_text()))


def test_there_are_an_api_a_worker_and_a_database() -> None:
    assert SERVICES == ["api", "postgres", "worker"]


def test_every_service_can_do_little_harm(service: dict[str, Any]) -> None:
    assert service["user"].partition(":")[0] not in ("", "0", "root")
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert any(mount.partition(":")[0] == "/tmp" for mount in service["tmpfs"])  # noqa: S108


def test_every_service_says_whether_it_is_healthy(service: dict[str, Any]) -> None:
    check = service["healthcheck"]
    assert check["test"][0] == "CMD"
    assert {"interval", "timeout", "start_period"} <= check.keys()


@pytest.mark.parametrize("name", APPLICATION)
def test_the_application_waits_for_a_healthy_database(name: str) -> None:
    assert COMPOSE["services"][name]["depends_on"] == {"postgres": {"condition": "service_healthy"}}


def test_every_named_volume_and_network_is_declared(service: dict[str, Any]) -> None:
    assert {mount.partition(":")[0] for mount in service["volumes"]} <= COMPOSE["volumes"].keys()
    assert set(service["networks"]) <= COMPOSE["networks"].keys()


def test_only_the_api_is_reachable_and_only_from_this_machine() -> None:
    published = {name: COMPOSE["services"][name].get("ports", []) for name in SERVICES}
    assert [name for name, ports in published.items() if ports] == ["api"]
    assert all(port.startswith("127.0.0.1:") for port in published["api"])
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert COMPOSE["services"]["postgres"]["networks"] == ["inside"]


def test_no_secret_stands_in_the_file_and_none_may_be_left_out() -> None:
    secrets = [
        value
        for service in COMPOSE["services"].values()
        for name, value in service["environment"].items()
        if re.search("PASSWORD|KEY|SECRET|TOKEN", name)
    ]
    assert secrets
    assert all(re.fullmatch(r"\$\{\w+:\?.+\}", secret) for secret in secrets)


@pytest.mark.parametrize("name", APPLICATION)
def test_the_settings_are_ones_the_application_takes(name: str) -> None:
    service = COMPOSE["services"][name]
    given = {key: value for key, value in service["environment"].items() if "${" not in value}
    settings = Settings.from_environment(given | {"CREDIBILITY_API_KEYS": "0" * 64})
    assert settings.database_url.startswith("postgresql+psycopg://credibility@postgres")
    known = {f"CREDIBILITY_{field.upper()}" for field in Settings.__dataclass_fields__}
    assert {key for key in service["environment"] if key.startswith("CREDIBILITY_")} <= known


@pytest.mark.parametrize("name", APPLICATION)
def test_the_commands_are_ones_the_application_knows(name: str) -> None:
    from service.cli import main

    service = COMPOSE["services"][name]
    for program, command, *rest in (service["command"], service["healthcheck"]["test"][1:]):
        if program == "credibility":
            main.commands[command].make_context(command, [*rest])
        else:
            compile(rest[-1] if rest else command, "healthcheck", "exec")


def test_the_image_is_built_by_the_makefile() -> None:
    runs = [shlex.split(rest) for name, rest in dockerfile() if name == "RUN"]
    programs = [word for run in runs for word in run]
    assert "pip" not in programs
    made = [run[1:] for run in runs if run[0] == "make"]
    assert made == [["setup"]]
    assert "setup" in targets()


def test_the_image_has_everything_that_is_built_and_nothing_else() -> None:
    copied = {
        source
        for name, rest in dockerfile()
        if name == "COPY" and not rest.startswith("--from")
        for source in rest.split()[:-1]
    }
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in ignored
    assert copied == {line[1:] for line in ignored if line.startswith("!")}
    assert all((ROOT / source).exists() for source in copied)


def test_what_is_compiled_lies_where_it_can_be_written() -> None:
    folders = {
        setting.partition("=")[2]
        for name, rest in dockerfile()
        if name == "ENV"
        for setting in shlex.split(rest)
        if setting.startswith("CREDIBILITY_CACHE=")
    }
    (folder,) = folders
    for name in APPLICATION:
        assert f"compiled:{folder}" in COMPOSE["services"][name]["volumes"]


def test_the_image_runs_as_somebody_without_rights() -> None:
    last_stage = dockerfile()[[name for name, _ in dockerfile()].index("FROM", 1) :]
    (user,) = [rest for name, rest in last_stage if name == "USER"]
    assert user not in ("root", "0")
    created = [shlex.split(rest) for name, rest in last_stage if name == "RUN"]
    assert any("useradd" in run and user in run and "10001" in run for run in created)
    assert COMPOSE["services"]["api"]["user"] == "10001"
    assert "HEALTHCHECK" in [name for name, _ in last_stage]


def test_the_image_has_the_python_that_the_project_needs() -> None:
    assert {rest.split()[0] for name, rest in dockerfile() if name == "FROM"} == {
        "python:3.11-slim"
    }
