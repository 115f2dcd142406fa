"""The widget's modules by themselves, in the browser that runs them."""

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

QUEUE = """
const { EventQueue, QUEUE_LIMIT } = await import('/events.js');
const { JsonStorage } = await import('/storage.js');
const { ApiError } = await import('/api.js');
const event = (id, type = 'view') => ({ id: String(id), type, at: 0 });
const timers = [];
const taken = [];
let answer = () => {};
const queue = new EventQueue({
  storage: new JsonStorage(null),
  later: (action, milliseconds) => timers.push({ action, milliseconds }),
  deliver: async (events) => { await answer(events); taken.push(...events.map(({ id }) => id)); },
});
const pending = () => queue.pending.map(({ id }) => id);
"""


def run(page: Page, script: str) -> object:
    return page.evaluate("async () => {" + script + "}")


def test_what_cannot_be_sent_waits_and_is_sent_once(blank: Page) -> None:
    events = run(
        blank,
        QUEUE
        + """
        queue.add(event(1)); queue.add(event(2));
        answer = () => { throw new TypeError('offline'); };
        await queue.flush();
        const waiting = pending();
        answer = () => {};
        await queue.flush(); await queue.flush();
        return { waiting, taken, left: pending() };
        """,
    )
    assert events == {"waiting": ["1", "2"], "taken": ["1", "2"], "left": []}


@pytest.mark.parametrize("status", [401, 408, 429, 500, 503])
def test_a_passing_refusal_keeps_the_events(blank: Page, status: int) -> None:
    script = """
    queue.add(event(1));
    answer = () => { throw new ApiError(status, {}); };
    await queue.flush();
    return pending();
    """
    assert run(blank, QUEUE + script.replace("status", str(status))) == ["1"]


def test_one_bad_event_costs_no_good_one(blank: Page) -> None:
    events = run(
        blank,
        QUEUE
        + """
        for (let id = 0; id < 20; id++) queue.add(event(id));
        answer = (events) => { if (events.some(({ id }) => id === '13')) throw new ApiError(422, {}); };
        await queue.flush();
        return { taken, left: pending() };
        """,
    )
    assert events == {"taken": [str(number) for number in range(20) if number != 13], "left": []}


def test_events_of_another_tab_survive_a_flush(blank: Page) -> None:
    events = run(
        blank,
        QUEUE
        + """
        queue.add(event(1));
        answer = () => { if (!taken.length) queue.add(event(2)); };
        await queue.flush();
        return { taken, left: pending() };
        """,
    )
    assert events == {"taken": ["1", "2"], "left": []}


def test_a_full_queue_gives_up_views_before_purchases(blank: Page) -> None:
    queue = run(
        blank,
        QUEUE
        + """
        queue.add(event('bought', 'purchase'));
        for (let id = 0; id < QUEUE_LIMIT + 5; id++) queue.add(event(id));
        return { length: pending().length, first: pending()[0], second: pending()[1], limit: QUEUE_LIMIT };
        """,
    )
    assert isinstance(queue, dict)
    assert queue == {"length": queue["limit"], "first": "bought", "second": "6", "limit": queue["limit"]}


def test_it_waits_longer_after_each_failure_and_as_long_as_asked(blank: Page) -> None:
    waits = run(
        blank,
        QUEUE
        + """
        queue.add(event(1));
        const waits = [];
        for (const retryAfter of [null, null, null, 600]) {
          answer = () => { throw new ApiError(429, {}, retryAfter); };
          queue.waiting = false;
          await queue.flush();
          waits.push(timers.at(-1).milliseconds);
        }
        return waits;
        """,
    )
    assert isinstance(waits, list)
    assert 1_000 <= waits[0] <= 2_000
    assert 4_000 <= waits[2] <= 8_000
    assert waits[3] == 600_000


def test_leaving_the_page_sends_in_one_request_that_outlives_it(blank: Page) -> None:
    outcome = run(
        blank,
        QUEUE
        + """
        const options = [];
        queue.deliver = async (events, how) => options.push([events.length, how.keepalive]);
        for (let id = 0; id < 80; id++) queue.add(event(id));
        queue.flushAndLeave();
        await new Promise((done) => setTimeout(done));
        return { options, left: pending().length };
        """,
    )
    assert outcome == {"options": [[50, True]], "left": 30}


def test_storage_that_refuses_to_write_is_replaced_by_memory(blank: Page) -> None:
    script = """
    const { JsonStorage } = await import('/storage.js');
    const full = { getItem: () => null, setItem() { throw new DOMException('full'); }, removeItem() {} };
    const storage = new JsonStorage(full);
    storage.set('cart', [1]);
    const kept = storage.get('cart');
    storage.remove('cart');
    return [kept, storage.get('cart')];
    """
    assert run(blank, script) == [[1], None]


def test_a_session_ends_after_half_an_hour_of_nothing(blank: Page) -> None:
    script = """
    const { Session } = await import('/visitor.js');
    const { JsonStorage } = await import('/storage.js');
    let minutes = 0;
    const session = new Session({ storage: new JsonStorage(null), now: () => minutes * 60000 });
    const first = session.id();
    const asked = [session.once('survey'), session.once('survey')];
    minutes = 29; const same = session.id() === first;
    minutes = 58; const still = session.id() === first;
    minutes = 89; const other = session.id() !== first;
    return [asked, same, still, other, session.once('survey')];
    """
    assert run(blank, script) == [[True, False], True, True, True, True]


@pytest.mark.parametrize(
    ("positions", "flick"),
    [
        ([(0, 0), (900, 1000), (880, 1100), (500, 1250)], True),
        ([(0, 0), (900, 1000), (700, 1600), (500, 2200), (300, 2800)], False),  # reading upwards
        ([(0, 0), (200, 100), (0, 200)], False),  # hardly anything was read
        ([(0, 0), (900, 1000), (800, 1100)], False),  # a small correction
    ],
)
def test_a_flick_upwards_is_far_and_fast(blank: Page, positions: list[tuple[int, int]], flick: bool) -> None:
    script = """
    const { UpwardFlick } = await import('/exit-intent.js');
    const flick = new UpwardFlick();
    return positions.map(([y, at]) => flick.moved(y, at)).some(Boolean);
    """
    assert blank.evaluate("async (positions) => {" + script + "}", positions) is flick


def test_exit_is_only_believed_of_someone_who_was_there(blank: Page) -> None:
    script = """
    const { watchExit, ARM_AFTER_MS } = await import('/exit-intent.js');
    let now = 0;
    const seen = [];
    const moved = (clientY) => new MouseEvent('mouseout', { clientY, relatedTarget: null });
    const out = (clientY) => document.dispatchEvent(moved(clientY));
    const leave = () => out(-1);
    const stop = watchExit((how) => seen.push([how, now]), { now: () => now, touch: false });
    now = ARM_AFTER_MS; leave();
    window.dispatchEvent(new PointerEvent('pointerdown')); now = 10; leave();
    now = ARM_AFTER_MS; out(300);
    leave();
    stop(); leave();
    return seen;
    """
    assert run(blank, script) == [["pointer", 3000]]


def test_a_return_to_the_tab_counts_on_touch_devices(blank: Page) -> None:
    script = """
    const { watchExit } = await import('/exit-intent.js');
    let now = 0;
    const seen = [];
    const turn = (state) => {
      Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    };
    watchExit((how) => seen.push(how), { now: () => now, touch: true });
    window.dispatchEvent(new PointerEvent('pointerdown'));
    now = 5000; turn('hidden'); now = 6000; turn('visible');
    const glance = [...seen];
    turn('hidden'); now = 60000; turn('visible');
    return [glance, seen];
    """
    assert run(blank, script) == [[], ["return"]]


def test_a_change_of_the_cart_becomes_events(blank: Page) -> None:
    script = """
    const { difference } = await import('/cart.js');
    const before = [{ product_id: 'a', quantity: 2 }, { product_id: 'b', quantity: 1 }];
    const after = [{ product_id: 'a', quantity: 5 }, { product_id: 'c', quantity: 1 }];
    return difference(before, after).map(({ type, product_id, quantity }) => [type, product_id, quantity]);
    """
    assert run(blank, script) == [["cart", "a", 3], ["cart", "c", 1], ["remove", "b", 1]]


def test_a_product_can_only_link_to_the_web(blank: Page) -> None:
    script = """
    const { productCard } = await import('/products.js');
    const product = { product_id: 'p', title: '<b>mug</b>', price: '9.50', currency: 'GBP', stock: 1,
                      url: 'javascript:alert(1)', image_url: 'data:text/html,x' };
    const card = productCard({ product, reason: { code: 'x', text: '<i>why</i>', product_id: null } });
    const [link, title] = [card.querySelector('a'), card.querySelector('.title')];
    return [link.getAttribute('href'), card.querySelector('img, b, i'), title.textContent];
    """
    assert run(blank, script) == [None, None, "<b>mug</b>"]


def test_empty_query_values_are_left_out_and_lists_repeat(blank: Page) -> None:
    script = """
    const { queryString } = await import('/api.js');
    return queryString({ cart: ['a', 'b c'], limit: 8, category: null, q: '', in_stock: false });
    """
    assert run(blank, script) == "?cart=a&cart=b+c&limit=8&in_stock=false"
