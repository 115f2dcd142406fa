"""The pages: right numbers with their definitions, and a next step wherever there is nothing yet."""

from datetime import timedelta

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.dashboard.words import EMAIL_STATES, REASONS
from api.http.dependencies import Services
from core import shoppers
from core.automated import mark
from core.consent import suppress
from core.database import transaction
from core.settings import Settings
from core.tables import AutomationSign, JobPlan, JobRun
from feedback.events import NewEvent, store
from feedback.reasons import Reason
from feedback.tables import EventType
from recommender.models import registry
from recommender.training import train
from recovery.bounces import report
from recovery.tables import EmailState
from tests.api.dashboard.seeding import seed_answer, seed_carts, seed_email
from tests.clock import ManualClock
from tests.shop import WordEncoder, shop_catalog


def test_every_empty_list_says_what_to_do_next(marek: TestClient) -> None:
    page = marek.get("/dashboard").text
    for words in (
        "No carts yet",
        "No answers in these seven days",
        "Nobody is waiting",
        "rapport run send-recovery-emails",
        "rapport train",
        "rapport worker",
    ):
        assert words in page
    assert "simulated" not in page


def test_the_rate_comes_with_its_comparison_its_interval_and_its_definition(
    marek: TestClient, engine: Engine, clock: ManualClock
) -> None:
    seed_carts(engine, clock, days_ago=1, abandoned=6, purchased=4)
    seed_carts(engine, clock, days_ago=8, abandoned=8, purchased=2)
    page = marek.get("/dashboard").text.replace("\u00a0", " ")
    assert '<p class="figure">60.0 %</p>' in page
    assert "<b>−20.0 points</b> against the seven days before, when it was 80.0 %" in page
    assert "between −52.1 and +18.7 points" in page  # Newcombe's method 10, by hand
    assert "31.3 % to 83.2 %" in page  # Wilson, 6 of 10
    assert "chance alone could explain it" in page
    assert "without a\n    purchase in that same session" in page


def test_a_first_week_has_nothing_to_compare_with(
    marek: TestClient, engine: Engine, clock: ManualClock
) -> None:
    seed_carts(engine, clock, days_ago=1, abandoned=1, purchased=1)
    assert "nothing to compare it with" in marek.get("/dashboard").text


def test_it_says_how_much_of_crawlers_is_in_no_figure(
    marek: TestClient, engine: Engine, clock: ManualClock
) -> None:
    assert "crawler" not in marek.get("/dashboard").text
    seed_carts(engine, clock, days_ago=1, abandoned=1, purchased=1)
    with transaction(engine) as session:
        crawler = shoppers.create_visitor(session, now=clock.now()).shopper_id
        seen = [NewEvent(f"c-{n}", crawler, "s", EventType.CART, clock.now(), "mug") for n in range(2)]
        store(session, seen, now=clock.now())
        mark(session, crawler, AutomationSign.NAME)
    clock.advance(timedelta(hours=2))
    page = marek.get("/dashboard").text
    assert "1 visitor was a crawler, a monitor or a script" in page
    assert "2 events of theirs are in no figure" in page
    assert "1 of 2 carts" in page


def test_a_first_cart_that_is_still_open_is_announced(
    marek: TestClient, engine: Engine, clock: ManualClock
) -> None:
    seed_carts(engine, clock, days_ago=0, abandoned=1, purchased=0)
    clock.advance(timedelta(minutes=1))
    assert "1 cart is still open" in marek.get("/dashboard").text


def test_answers_that_wait_for_a_label_are_not_called_none(
    marek: TestClient, engine: Engine, clock: ManualClock
) -> None:
    seed_answer(engine, clock, "hm", None)
    page = marek.get("/dashboard").text
    assert "1 answer is not understood yet" in page
    assert "No answers" not in page


def test_older_carts_are_one_click_away(marek: TestClient, engine: Engine, clock: ManualClock) -> None:
    seed_carts(engine, clock, days_ago=100, abandoned=3, purchased=1)
    day = (clock.now() - timedelta(days=100)).date().isoformat()
    assert f'href="/dashboard?until={day}"' in marek.get("/dashboard").text
    assert "75.0\u00a0%" in marek.get("/dashboard", params={"until": day}).text


def test_beside_a_past_week_the_lists_say_that_they_are_of_now(
    marek: TestClient, engine: Engine, clock: ManualClock
) -> None:
    seed_carts(engine, clock, days_ago=100, abandoned=3, purchased=1)
    seed_email(engine, clock, html="<p>Hello</p>")
    day = (clock.now() - timedelta(days=100)).date().isoformat()
    note = "As of now, not of the week above; the newest first."
    assert note in marek.get("/dashboard", params={"until": day}).text
    today = marek.get("/dashboard").text
    assert note not in today
    assert "The newest first." in today
    assert "The newest first." in marek.get("/dashboard/emails").text


def test_an_unreadable_day_is_told_in_words(marek: TestClient) -> None:
    response = marek.get("/dashboard", params={"until": "yesterday"})
    assert response.status_code == 422
    assert "cannot be read" in response.text


def test_reasons_and_quotes(marek: TestClient, engine: Engine, clock: ManualClock) -> None:
    seed_answer(engine, clock, "6.95 for a hat? No thanks.", Reason.EXTRA_COSTS)
    page = marek.get("/dashboard").text
    assert REASONS[Reason.EXTRA_COSTS] in page
    assert "6.95 for a hat? No thanks." in page


def test_a_simulated_history_is_called_so(settings: Settings, marek: TestClient, engine: Engine) -> None:
    settings.simulated = True
    assert "history is simulated" in marek.get("/dashboard").text
    assert "history is simulated" in marek.get("/dashboard/sign-in").text


def test_jobs_tell_how_they_went(marek: TestClient, engine: Engine, clock: ManualClock) -> None:
    now = clock.now()
    with transaction(engine) as session:
        session.add(JobPlan(job="purge", description="Deletes what is old.", next_run_at=now))
        session.add(
            JobRun(
                run_id="r", job="purge", started_at=now, finished_at=now, outcome="failed", error="Disk full."
            )
        )
    page = marek.get("/dashboard").text
    assert "Deletes what is old." in page
    assert "Failed" in page
    assert "Disk full." in page


def test_the_current_model_says_what_it_was_trained_on(
    marek: TestClient, services: Services, clock: ManualClock
) -> None:
    folder, encoder = services.settings.models_folder, WordEncoder()
    products = shop_catalog()
    vectors = encoder.encode([product.text for product in products])
    manifest = registry.Manifest(
        encoder=encoder.identity,
        window=("2026-02-01T00:00:00+00:00", "2026-03-01T00:00:00+00:00"),
        counts={"interactions": 4640, "labels": 152, "signals": 88},
        metrics={"recall@10": 0.123456},
        failed={"intent": "ValueError in model.py, line 156; the log says more."},
    )
    version = registry.publish(
        folder, train([], products, vectors, now=clock.now()), manifest, now=clock.now()
    )
    registry.promote(folder, version)
    assert "Not in use" in marek.get("/dashboard").text
    services.answers.refresh()
    page = marek.get("/dashboard").text
    for words in (
        version,
        "1 Feb 2026",
        "1 Mar 2026",
        "4,640",
        "Survey answers used",
        "152",
        "88",
        "0.1235",
        "line 156",
    ):
        assert words in page


def test_the_list_leads_to_the_email_in_all_its_forms(
    marek: TestClient, engine: Engine, clock: ManualClock
) -> None:
    seed_email(engine, clock, html="<p>Your <b>jacket</b> is here, ä €</p>")
    for path in ("/dashboard", "/dashboard/emails"):
        page = marek.get(path).text
        assert 'href="/dashboard/emails/e-1"' in page
        assert "ayla@example.com" in page
        assert REASONS[Reason.EXTRA_COSTS] in page
        assert "No mail server is set" in page
    assert "You left a jacket." in marek.get("/dashboard/emails/e-1").text
    preview = marek.get("/dashboard/emails/e-1/preview")
    assert preview.text.strip() == "<p>Your <b>jacket</b> is here, ä €</p>"
    assert preview.headers["content-type"] == "text/html; charset=utf-8"


def test_an_unknown_email_is_told_in_words(marek: TestClient) -> None:
    for path in ("/dashboard/emails/unknown", "/dashboard/emails/unknown/preview"):
        response = marek.get(path)
        assert response.status_code == 404
        assert "There is no such email" in response.text


def test_a_page_past_the_end_leads_back(marek: TestClient) -> None:
    assert "go to the newest emails" in marek.get("/dashboard/emails?page=9").text


def test_every_code_has_words() -> None:
    assert set(REASONS) == set(Reason)
    assert set(EMAIL_STATES) == set(EmailState)


def test_why_an_address_is_not_written_to_any_more(
    marek: TestClient, engine: Engine, clock: ManualClock, services: Services
) -> None:
    seed_email(engine, clock, html="<p>Hello</p>")
    assert "Nobody writes to this address" not in marek.get("/dashboard/emails/e-1").text
    with transaction(engine) as session:
        report(session, services.keys, "ayla@example.com", status="5.1.1", now=clock.now())
        suppress(session, services.keys, "marek@example.com", now=clock.now())
    page = marek.get("/dashboard/emails/e-1").text
    assert "Nobody writes to this address any more" in page
    assert "An email to it came back with status 5.1.1." in page
    listing = marek.get("/dashboard/emails").text
    assert "1 unsubscribed, 1 without a mailbox, by their mail servers" in listing
