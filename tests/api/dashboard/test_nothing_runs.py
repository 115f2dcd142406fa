"""Whatever shoppers send is dead on every page, even where it was put straight into the tables."""

import re

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response  # the test client's own
from sqlalchemy import Engine

from core.database import transaction
from core.tables import JobRun
from tests.api.dashboard.seeding import PAGES, seed_answer, seed_conversation, seed_email
from tests.clock import ManualClock

EVIL = '<script>alert(1)</script><img src=x onerror=alert(2)>" onmouseover="alert(3)'


@pytest.fixture(autouse=True)
def seeded(engine: Engine, clock: ManualClock) -> None:
    seed_answer(engine, clock, EVIL)
    seed_email(engine, clock, html=f"<h1>{EVIL}</h1>", subject=EVIL)
    with transaction(engine) as session:
        session.add(
            JobRun(
                run_id="r", job=EVIL, started_at=clock.now(), outcome="failed", error=EVIL, counts={EVIL: 1}
            )
        )


def test_on_the_first_page(marek: TestClient) -> None:
    response = marek.get("/dashboard")
    assert is_harmless(response)
    assert response.text.count("&lt;script&gt;") >= 4  # quote, subject, job, error: shown, not dropped


@pytest.mark.parametrize("path", ["/dashboard/emails", "/dashboard/emails/e-1"])
def test_on_the_pages_of_an_email(marek: TestClient, path: str) -> None:
    response = marek.get(path)
    assert is_harmless(response)
    assert "&lt;script&gt;" in response.text


def test_in_a_conversation(marek: TestClient, engine: Engine, clock: ManualClock) -> None:
    conversation = seed_conversation(engine, clock, EVIL)
    response = marek.get(f"/dashboard/conversations/{conversation}")
    assert is_harmless(response)
    assert response.text.count("&lt;script&gt;") == 2


def test_in_the_preview_the_frame_and_its_policy_allow_nothing(marek: TestClient) -> None:
    assert re.search(r'<iframe sandbox="" src="/dashboard/emails/e-1/preview"', marek.get(PAGES[2]).text)
    preview = marek.get("/dashboard/emails/e-1/preview")
    policy = preview.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'; img-src * data:; style-src 'unsafe-inline'")
    assert "script-src" not in policy
    assert "allow-" not in policy
    assert preview.headers["x-content-type-options"] == "nosniff"
    assert "<script>" in preview.text  # as it was sent: the browser is told to leave it alone


@pytest.mark.parametrize("path", [*PAGES, "/dashboard/sign-in", "/dashboard/emails/unknown"])
def test_every_page_has_its_guards(marek: TestClient, path: str) -> None:
    headers = marek.get(path).headers
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/dashboard", "/dashboard/emails", "/dashboard/emails/e-1"])
def test_no_page_needs_an_inline_script_or_style(marek: TestClient, path: str) -> None:
    page = marek.get(path).text
    assert re.findall(r"<script(?![^>]*\ssrc=)", page) == []
    assert re.findall(r"<[^>]+\s(?:style|on\w+)=", page) == []


def is_harmless(response: Response) -> bool:
    """Whether nothing of EVIL is markup in the page, and the page's policy would stop it all the same."""
    policy = response.headers["content-security-policy"]
    page = response.text
    markup = "<script>alert" in page or "<img src=x" in page or '" onmouseover="' in page
    return not markup and "default-src 'none'" in policy and "unsafe" not in policy
