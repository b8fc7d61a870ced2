import io
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import click
import orjson
import pytest
from click.testing import Result
from flask.testing import FlaskClient
from rich.console import Console
from rich.text import Text

from features.catalogue import all_signals
from models import evaluation
from models.scorer import Scorer, load_default
from seeds import seed_articles
from service import terminal
from service.app import create_app
from service.cli import main
from service.schemas import article_from
from service.settings import Settings

SEED = next(seed for seed in seed_articles() if "according to" in seed.body)
PAGE = f"""<html><head><title>{SEED.title}</title></head><body><nav><a href="/">Home</a></nav>
<article><h1>{SEED.title}</h1>{"".join(f"<p>{line}</p>" for line in SEED.body.splitlines() if line)}
</article></body></html>"""
Run = Callable[..., Result]


@pytest.fixture
def run(cli: Run) -> Run:
    """The command line, with its standard input, in a folder of its own."""
    return cli


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """The API, away from what the checkout's own service may have stored."""
    return create_app(Settings(data=tmp_path_factory.mktemp("data"))).test_client()


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(SEED.body)
    return path


def test_json_is_what_the_api_answers(run: Run, article: Path, client: FlaskClient) -> None:
    fields = {"title": SEED.title, "outlet": "example.org", "published": "2026-03-01"}
    result = run(
        "score", str(article), "--json", "--title", SEED.title, "--outlet", "example.org",
        "--published", "2026-03-01",
    )  # fmt: skip
    assert result.exit_code == 0
    answer = client.post("/v1/score", json=fields | {"body": SEED.body})
    assert result.stdout_bytes == answer.data + b"\n"


@pytest.mark.parametrize(
    ("name", "content", "fields"),
    [
        ("a.json", orjson.dumps({"title": "T", "body": "x"}), {"title": "T", "body": "x"}),
        ("a.html", PAGE.encode(), {"html": PAGE}),
        ("a.unknown", SEED.body.encode(), {"body": SEED.body}),
        ("bom.txt", b"\xef\xbb\xbf" + SEED.body.encode(), {"body": SEED.body}),
    ],
)  # fmt: skip
def test_the_suffix_tells_what_a_file_holds(
    run: Run, tmp_path: Path, client: FlaskClient, name: str, content: bytes, fields: dict[str, str]
) -> None:
    (tmp_path / name).write_bytes(content)
    answer = client.post("/v1/score", json=fields)
    assert run("score", name, "--json").stdout_bytes == answer.data + b"\n"


def test_stdin_is_text_unless_it_is_said_to_be_otherwise(run: Run, client: FlaskClient) -> None:
    answer = client.post("/v1/score", json={"body": SEED.body})
    assert run("score", "-", "--json", stdin=SEED.body).stdout_bytes == answer.data + b"\n"
    as_json = orjson.dumps({"body": SEED.body})
    result = run("score", "-", "--json", "--format", "json", stdin=as_json)
    assert result.stdout_bytes == answer.data + b"\n"


def test_a_headline_is_never_guessed(run: Run) -> None:
    headline_first = f"{SEED.title}\n\n{SEED.body}"
    answer = orjson.loads(run("score", "-", "--json", stdin=headline_first).stdout)
    assert all(
        piece["field"] == "body" for share in answer["contributions"] for piece in share["evidence"]
    )


def test_options_complete_and_override_a_files_fields(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(orjson.dumps({"title": "One", "body": SEED.body}))
    assert "“Two”" in run("score", "a.json", "--title", "Two").stdout


def test_a_report_says_first_what_matters(run: Run, article: Path) -> None:
    result = run("score", str(article), "--title", SEED.title)
    assert result.exit_code == 0
    score, _, rest = result.stdout.partition("\n")
    assert re.match(
        r"0\.\d\d  (low|mixed|high) credibility  \(between 0\.\d\d and [01]\.\d\d\)", score
    )
    flat = " ".join(rest.split())
    assert "not whether what it says is true" in flat
    assert SEED.title in flat
    for heading in ("What moved the score", "The passages behind it", "Who said what"):
        assert heading in rest
    assert f"model {load_default().version}" in flat


def rendered(
    width: int,
    *,
    body: str = SEED.body,
    title: str = SEED.title,
    full: bool = False,
    colour: Literal["truecolor"] | None = None,
) -> str:
    assessment = Scorer(load_default()).assess(article_from({"title": title, "body": body}))
    shown = io.StringIO()
    console = Console(file=shown, width=width, force_terminal=bool(colour), color_system=colour)
    console.print(terminal.report(assessment, name="a.txt", columns=width, full=full))
    return shown.getvalue()


@pytest.mark.parametrize("width", [20, 40, 72, 80, 200])
def test_a_report_fits_the_terminal(width: int) -> None:
    lines = rendered(width, full=True).splitlines()
    assert max(Text(line).cell_len for line in lines) <= width


def test_a_report_has_colour_on_a_terminal_only() -> None:
    assert "\x1b[" in rendered(80, colour="truecolor")
    assert "\x1b[" not in rendered(80)


def test_bars_give_way_where_it_is_narrow() -> None:
    assert "█" in rendered(80)
    assert "█" not in rendered(60)


def test_the_full_report_holds_every_signal() -> None:
    full = "".join(rendered(200, full=True).split())
    assert all(signal in full for signal in load_default().signals)
    assert len(rendered(200)) < len(rendered(200, full=True))


def test_what_an_article_holds_cannot_steer_the_terminal() -> None:
    hostile = SEED.body.replace(". ", ".\x1b]0;gotcha\x07 \x9b2J\u202e [bold]said[/] ", 3)
    shown = rendered(80, body=hostile, title="\x1b[31mred\x1b[0m\r", full=True)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown)
    assert "[31mred" in shown


def test_an_abstention_says_why(run: Run) -> None:
    result = run("score", "-", stdin="Too short.")
    assert result.exit_code == 0
    assert result.stdout.startswith("No score: 2 words; a score needs at least")


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("missing.txt", None, "No such file or directory."),
        ("folder", "folder", "Is a directory."),
        ("latin.txt", "Café".encode("latin-1"), "Not UTF-8 text at byte 3."),
        ("empty.txt", b"", "body: Empty."),
        ("a.json", b'{"body": ', "Not JSON: "),
        ("a.json", b"[1]", "Not a JSON object with the fields of the API."),
        ("a.json", b'{"body": 1}', "body: Not a valid string."),
        ("a.json", b'{"body": "x", "colour": 1}', "colour: Unknown field."),
        ("a.html", b"<html><body></body></html>", "html: No article found in this page."),
        ("large.txt", b"x" * 2_000_001, "Larger than 2,000,000 bytes."),
        ("long.txt", b"x" * 1_000_001, "body: Longer than 1,000,000 characters."),
    ],
)
def test_a_bad_file_is_named_with_its_fault(
    run: Run, tmp_path: Path, article: Path, name: str, content: bytes | str | None, problem: str
) -> None:
    if content == "folder":
        (tmp_path / name).mkdir()
    elif isinstance(content, bytes):
        (tmp_path / name).write_bytes(content)
    result = run("score", name, str(article), "--json")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"credibility: {name}: {problem}")
    assert result.stderr.count("\n") == 1
    assert "score" in orjson.loads(result.stdout)  # the other file's


def test_a_wrong_option_is_named(run: Run) -> None:
    result = run("score", "-", "--published", "yesterday", stdin=SEED.body)
    assert result.exit_code == 2
    assert result.stderr.startswith("credibility: standard input: published: Not an ISO 8601")


def test_a_wrong_setting_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDIBILITY_BASE_RATE", "often")
    result = run("score", "-", stdin=SEED.body)
    assert (result.exit_code, result.stderr) == (
        2,
        "Error: CREDIBILITY_BASE_RATE cannot be 'often'.\n",
    )


def test_the_catalogue_is_listed_by_family(run: Run) -> None:
    listed = run("signals").stdout
    headings = [line for line in listed.splitlines() if line and not line.startswith(" ")]
    assert headings == sorted({signal.family for signal in all_signals().values()})
    assert all(name in listed for name in all_signals())


def test_the_catalogue_as_the_api_gives_it(run: Run, client: FlaskClient) -> None:
    assert run("signals", "--json").stdout_bytes == client.get("/v1/signals").data + b"\n"


def test_every_command_and_every_option_has_help() -> None:
    todo = [main]
    while todo:
        command = todo.pop()
        assert command.help, command.name
        options = [option for option in command.params if isinstance(option, click.Option)]
        assert all(option.help for option in options), command.name
        todo += getattr(command, "commands", {}).values()


def test_the_version_names_the_model(run: Run) -> None:
    assert re.fullmatch(
        rf"credibility \d+\.\d+\.\d+, model {re.escape(load_default().version)}\n",
        run("--version").stdout,
    )


def test_evaluate_is_the_evaluation_of_the_models(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluation, "main", lambda given: click.echo(f"measured {given}"))
    result = run("evaluate", "--protocols", "P1,P1 alone")
    assert result.exit_code == 0
    assert result.stdout == "measured ['--protocols', 'P1', 'P1 alone']\n"


# The database


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.jsonl"
    path.write_bytes(b"no database\n")
    return path


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("sqlite://", "Error: the setting CREDIBILITY_DATABASE_URL cannot be used: "),
        ("nonsense", "Error: the setting CREDIBILITY_DATABASE_URL cannot be used: "),
        ("mysql://localhost/x", "Error: the setting CREDIBILITY_DATABASE_URL cannot be used: "),
        ("sqlite:///corpus.jsonl", "Error: cannot use the database: file is not a database."),
        ("sqlite:////proc/no/where.db", "Error: cannot use the folder /proc/no: "),
    ],
)
@pytest.mark.usefixtures("corpus")
def test_a_database_that_cannot_be_used_is_told_in_a_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch, url: str, message: str
) -> None:
    monkeypatch.setenv("CREDIBILITY_DATABASE_URL", url)
    result = run("db", "upgrade")
    assert result.exit_code == 2
    assert result.stderr.startswith(message)
    assert result.stderr.count("\n") == 1


def test_a_database_of_a_later_version_is_left_alone(run: Run) -> None:
    assert run("db", "upgrade").exit_code == 0
    database = sqlite3.connect(".data/credibility.db")
    with database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    result = run("db", "upgrade")
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: the database is not this version's: ")
