"""The widget where the API says that it was asked too much: it rests, on every page, and loses nothing."""

import pytest
from playwright.sync_api import Page

from tests.browser.test_widget import run

pytestmark = pytest.mark.browser

LIMITED = """
const { Api } = await import('/api.js');
const { EventQueue } = await import('/events.js');
const { JsonStorage } = await import('/storage.js');
const storage = new JsonStorage(null);
let now = 1_700_000_000_000;
let asked = [];
let answer = () => new Response('{}');
const page = () => new Api({
  base: 'https://rapport.test', key: 'pk', storage, now: () => now,
  fetch: async (url) => { asked.push(new URL(url).pathname); return answer(); },
});
const api = page();
const tooMany = (seconds) => () =>
  new Response('{}', { status: 429, headers: { 'Retry-After': String(seconds) } });
const told = (error) => [error.status, error.retryAfter];
const tried = (path, one = api) => one.request('GET', path).then(() => 'ok', told);
"""


def test_what_is_limited_is_not_asked_again_before_its_time(blank: Page) -> None:
    outcomes = run(
        blank,
        LIMITED
        + """
        answer = tooMany(30);
        const first = await tried('/v1/search');
        answer = () => new Response('{}');
        now += 10_000;
        const early = await tried('/v1/search');
        const onAnotherPage = await tried('/v1/search', page());
        const other = await tried('/v1/recommendations');
        now += 20_000;
        const late = await tried('/v1/search');
        return { first, early, onAnotherPage, other, late, asked };
        """,
    )
    assert outcomes == {
        "first": [429, 30],
        "early": [429, 20],
        "onAnotherPage": [429, 20],
        "other": "ok",
        "late": "ok",
        "asked": ["/v1/search", "/v1/recommendations", "/v1/search"],
    }


def test_a_clock_that_is_set_back_silences_nobody(blank: Page) -> None:
    outcome = run(
        blank,
        LIMITED
        + """
        answer = tooMany(30);
        await tried('/v1/search');
        now -= 3_600_000;
        answer = () => new Response('{}');
        return tried('/v1/search');
        """,
    )
    assert outcome == "ok"


def test_events_wait_as_long_as_asked_also_when_the_page_goes(blank: Page) -> None:
    counts = run(
        blank,
        LIMITED
        + """
        const timers = [];
        const queue = new EventQueue({
          storage,
          later: (action, milliseconds) => timers.push(milliseconds),
          deliver: (events, options) => api.request('POST', '/v1/events', { body: { events }, ...options }),
        });
        queue.add({ id: '1', type: 'view', at: 0 });
        queue.waiting = false;
        answer = tooMany(600);
        await queue.flush();
        const waits = timers.at(-1);
        queue.flushAndLeave();
        await queue.flush();
        const meanwhile = asked.length;
        answer = () => new Response('{}');
        now += 600_000;
        await queue.flush();
        return { waits, meanwhile, asked: asked.length, left: queue.pending.length };
        """,
    )
    assert counts == {"waits": 600_000, "meanwhile": 1, "asked": 2, "left": 0}
