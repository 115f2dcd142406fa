"""The visitor's token in the browser: kept, renewed, replaced when it has ended."""

import pytest
from playwright.sync_api import Page

from tests.browser.test_widget import run

pytestmark = pytest.mark.browser

VISITOR = """
const { Api } = await import('/api.js');
const { JsonStorage } = await import('/storage.js');
const { Visitor } = await import('/visitor.js');
const asked = [];
let answer;
const fetch = async (url, { method, headers }) => {
  asked.push([method, new URL(url).pathname, headers['Rapport-Visitor'] ?? null]);
  return answer(asked.at(-1));
};
const made = { visitor_id: 'v2', token: 'new' };
const json = (body, status = 200, headers = {}) => new Response(JSON.stringify(body), { status, headers });
const storage = new JsonStorage(null);
storage.set('visitor', { visitor_id: 'v1', token: 'old', key: 'pk' });
const api = new Api({ base: 'https://api.test', key: 'pk', storage, fetch });
const visitor = new Visitor({ api, storage });
"""


def test_a_renewed_token_is_kept_and_used_from_then_on(blank: Page) -> None:
    outcome = run(
        blank,
        VISITOR
        + """
        answer = () => json({}, 200, { 'Rapport-Visitor': 'renewed' });
        await visitor.request('GET', '/v1/consent');
        answer = () => json({});
        await visitor.request('GET', '/v1/consent');
        return [asked.map(([, , token]) => token), storage.get('visitor'), await visitor.id()];
        """,
    )
    kept = {"visitor_id": "v1", "token": "renewed", "key": "pk"}
    assert outcome == [["old", "renewed"], kept, "v1"]


def test_a_late_answer_brings_nobody_back(blank: Page) -> None:
    stored = run(
        blank,
        VISITOR
        + """
        answer = () => { visitor.forget(); return json({}, 200, { 'Rapport-Visitor': 'renewed' }); };
        await visitor.request('POST', '/v1/privacy/erasure');
        return storage.get('visitor');
        """,
    )
    assert stored is None


def test_an_expired_token_makes_a_new_visitor_and_loses_no_request(blank: Page) -> None:
    outcome = run(
        blank,
        VISITOR
        + """
        answer = ([, path, token]) =>
          path === '/v1/visitors' ? json(made, 201) : json({ done: token }, token === 'new' ? 200 : 401);
        const answered = await visitor.request('POST', '/v1/events');
        return [answered, await visitor.id(), asked.map(([, path]) => path)];
        """,
    )
    assert outcome == [{"done": "new"}, "v2", ["/v1/events", "/v1/visitors", "/v1/events"]]
