import re
from urllib.parse import urljoin, urlsplit

import pytest
from flask.testing import FlaskClient

from service.errors import KINDS

PAGES = ["/", "/docs", *(f"/problems/{name}" for name in KINDS)]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_needs_nothing_from_elsewhere(client: FlaskClient, page: str) -> None:
    response = client.get(page)

    assert response.content_type == "text/html; charset=utf-8"
    links = re.findall(r'(?:src|href)="([^"]+)"', response.text)
    assert links
    for link in links:
        assert not urlsplit(link).netloc
        with client.get(urljoin(page, link)) as found:
            assert found.status_code == 200, link


@pytest.mark.parametrize("page", PAGES)
def test_a_page_obeys_the_policy_that_is_sent_with_it(client: FlaskClient, page: str) -> None:
    response = client.get(page)

    assert "script-src 'self';" in response.headers["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|javascript:", response.text)


def test_the_first_page_says_what_a_score_is_not(client: FlaskClient) -> None:
    assert "does not know whether an article is true" in client.get("/").text


@pytest.mark.parametrize("name", ["nothing.js", "..%2fsettings.py", "home.html", ".."])
def test_only_the_pages_own_files_are_served(client: FlaskClient, name: str) -> None:
    assert client.get(f"/docs/{name}").status_code == 404


def test_the_documentation_asks_no_validator_on_the_internet(client: FlaskClient) -> None:
    with client.get("/docs/start.js") as script:
        assert b"validatorUrl: null" in script.data
