"""What the documentation says is so: links, commands, settings, examples, the catalogue."""

import json
import re
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import pytest
from click.testing import CliRunner

from features.article import Article
from features.catalogue import all_signals, signals_of
from models.abstention import why_not
from service.api.answers import AssessmentSchema, ContributionSchema, FlagSchema, PassageSchema
from service.cli import main
from service.errors import KINDS
from service.schemas import ArticleSchema, article_from
from service.settings import Settings

ROOT = Path(__file__).parents[1]
if not (ROOT / "README.md").exists():
    pytest.skip("the wheel has no documentation", allow_module_level=True)
PAGES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
}
README, SCORING = PAGES["README.md"], PAGES["docs/scoring.md"]
# Two settings that the service itself does not read, and what the compose file and clients use.
OTHER_VARIABLES = {"CREDIBILITY_CACHE", "CREDIBILITY_SHARED", "CREDIBILITY_PORT"}

each_page = pytest.mark.parametrize("page", PAGES)


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks in that language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def commands(text: str) -> Iterator[list[str]]:
    """The words of each command in the page's shell blocks and between its backticks."""
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    for code in (*blocks(text, "sh"), *re.findall(r"`([^`]+)`", prose)):
        for line in code.splitlines():
            for command in re.split(r"[|&;<>]|\$\(", line.partition(" #")[0]):
                words = command.split()
                while words and re.match(r"[A-Z_]+=", words[0]):
                    words.pop(0)
                if words:
                    yield words


def anchors(text: str) -> set[str]:
    """The headings as links name them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def table(text: str, heading: str) -> list[list[str]]:
    """The cells of the rows of the first table below a heading, without the table's own head."""
    section = re.split(r"^#+ ", text.split(f"# {heading}\n", 1)[1], flags=re.MULTILINE)[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows[2:]]


@each_page
def test_every_link_leads_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", PAGES[page]):
        file, _, anchor = target.partition("#")
        path = (ROOT / page).parent / file if file else ROOT / page
        assert path.resolve().is_relative_to(ROOT), target
        assert path.exists(), target
        if anchor:
            assert anchor in anchors(path.read_text(encoding="utf-8")), target


@each_page
def test_every_make_target_exists(page: str) -> None:
    (phony,) = re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    named = {words[1] for words in commands(PAGES[page]) if words[0] == "make" and len(words) > 1}
    assert named <= set(phony.split())


@each_page
def test_every_command_and_option_exists(page: str) -> None:
    for words in commands(PAGES[page]):
        if words[0] not in ("credibility", ".venv/bin/credibility"):
            continue
        command: click.Command = main
        for word in words[1:]:
            if isinstance(command, click.Group):
                assert word in command.commands, words
                command = command.commands[word]
            elif word.startswith("-") and word != "-":
                assert word in {name for option in command.params for name in option.opts}, words


@each_page
def test_every_variable_exists(page: str) -> None:
    settings = {f"CREDIBILITY_{name.upper()}" for name in Settings.__dataclass_fields__}
    assert set(re.findall(r"CREDIBILITY_[A-Z_]+", PAGES[page])) <= settings | OTHER_VARIABLES


def test_commands_are_found_in_blocks_pipes_and_prose() -> None:
    text = "Run `make it`:\n```sh\nA=1 make that # not this\nzcat a | credibility go - > b\n```"
    found = [["make", "that"], ["zcat", "a"], ["credibility", "go", "-"], ["b"], ["make", "it"]]
    assert list(commands(text)) == found


def test_the_settings_are_all_in_the_table_with_their_defaults() -> None:
    shown = {row[0].strip("`"): row[1].strip("`") for row in table(README, "Settings")}
    assert shown == {
        f"CREDIBILITY_{name.upper()}": _shown(field.default)
        for name, field in Settings.__dataclass_fields__.items()
    }


def _shown(default: Any) -> str:
    if default in ((), ""):
        return "none"
    return str(int(default)) if isinstance(default, bool) else str(default)


def test_the_catalogue_and_the_card_are_up_to_date() -> None:
    pages = runpy.run_path(str(ROOT / "docs/generate.py"))["pages"]()
    for name, text in pages.items():
        found = (ROOT / "docs" / name).read_text(encoding="utf-8")
        assert found == text, "run .venv/bin/python docs/generate.py"


def test_every_field_of_an_article_is_explained() -> None:
    assert _named(table(SCORING, "The article")) == set(ArticleSchema().fields)


def test_every_field_of_an_answer_is_explained() -> None:
    assert _named(table(SCORING, "The answer")) == set(AssessmentSchema().fields)
    assert _named(table(SCORING, "Contributions")) == set(ContributionSchema().fields)
    assert _named(table(SCORING, "Passages and offsets")) >= set(PassageSchema().fields)


def test_every_problem_is_explained() -> None:
    shown = {row[0].strip("`"): int(row[1]) for row in table(SCORING, "Errors")}
    assert shown == {f"/problems/{name}": kind.status for name, kind in KINDS.items()}


def _named(rows: list[list[str]]) -> set[str]:
    return {name for row in rows for name in re.findall(r"`(\w+)`", row[0])}


@pytest.fixture(scope="module")
def article() -> Article:
    """The article in the README's curl line."""
    (sent,) = re.findall(r"-d '(\{.*?\n\})'", README, re.DOTALL)
    return article_from(json.loads(sent))


def test_the_first_article_gets_a_score(article: Article) -> None:
    assert why_not(article) is None


def test_the_first_answer_has_fields_and_passages_of_a_real_one(article: Article) -> None:
    (shown,) = map(json.loads, blocks(README, "json"))
    assert shown.keys() <= AssessmentSchema().fields.keys()
    assert shown["contributions"]
    for share in (*shown["contributions"], *shown["flags"]):
        assert share["signal"] in all_signals()
        assert share.keys() in (ContributionSchema().fields.keys(), FlagSchema().fields.keys())
    passages = list(_passages(shown))
    assert len(passages) > len(shown["contributions"])
    for passage in passages:
        text = article.title if passage.get("field") == "title" else article.body
        assert text[passage["start"] : passage["end"]] == passage["quote"]


def _passages(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for part in value:
            yield from _passages(part)
    elif isinstance(value, dict):
        if "quote" in value:
            yield value
        for part in value.values():
            yield from _passages(part)


def test_the_first_signal_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    source, test = blocks(README, "python")
    module = ModuleType("features.signals.attribution.weight")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(compile(source, "README.md", "exec"), vars(module))  # noqa: S102 (our own page)
    names = [signal.name for signal in signals_of(module)]
    assert names == ["attribution.document_share", "attribution.longest_quotation_share"]
    shown: dict[str, Any] = {}
    exec(compile(test, "README.md", "exec"), shown)  # noqa: S102 (our own page)
    shown["test_they_are_shares"]()


def test_the_annotated_example_is_what_the_command_prints() -> None:
    given, shown, failed = map(json.loads, blocks(PAGES["docs/annotation.md"], "json"))
    lines = f"{json.dumps(given)}\n" + json.dumps({"id": failed["id"]})
    result = CliRunner().invoke(main, ["annotate", "-"], input=lines)
    first, second = map(json.loads, result.stdout.splitlines())
    assert first["id"] == shown["id"]
    assert all(span in first["spans"] for span in shown["spans"])
    assert second == failed


def test_every_label_of_an_annotation_is_explained() -> None:
    page = PAGES["docs/annotation.md"]
    explained = {
        label.strip("`"): {"start", "end", "label", *re.findall(r"`(\w+)`", fields)}
        for label, _, fields, _ in table(page, "Labels")
    }
    given, *_ = map(json.loads, blocks(page, "json"))
    result = CliRunner().invoke(main, ["annotate", "-"], input=json.dumps(given))
    (record,) = map(json.loads, result.stdout.splitlines())
    assert {span["label"]: span.keys() for span in record["spans"]} == explained


def test_json_in_the_pages_is_json() -> None:
    for text in PAGES.values():
        for block in blocks(text, "json"):
            json.loads(block)
