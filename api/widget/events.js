/** What the shopper does, kept until the API has it: a bounded queue that survives pages, tunnels and closed tabs. */

import { ApiError } from "./api.js";

export const QUEUE_LIMIT = 500;
export const BATCH_LIMIT = 50; // well under the 64 KiB that a browser allows a request that outlives its page
const GATHER_MS = 300;
const BACKOFF_MS = { first: 1000, most: 5 * 60 * 1000 };
const WEAK = new Set(["impression", "view", "click"]);

/**
 * @typedef {object} StoredEvent
 * @property {string} id UUID; the server takes each id once
 * @property {string} type
 * @property {number} at milliseconds on this device's clock
 */

/** @param {unknown} error @returns {"keep" | "split" | "drop"} what to do with a batch that was not taken */
export function verdict(error) {
  if (!(error instanceof ApiError) || error.status >= 500) return "keep";
  if ([401, 408, 425, 429].includes(error.status)) return "keep";
  return [400, 413, 422].includes(error.status) ? "split" : "drop";
}

/** Events in the order in which they happened; delivered at least once, stored by the server exactly once. */
export class EventQueue {
  /**
   * @param {object} seams
   * @param {import("./storage.js").JsonStorage} seams.storage
   * @param {(events: StoredEvent[], options: {keepalive: boolean}) => Promise<unknown>} seams.deliver
   * @param {(action: () => void, milliseconds: number) => unknown} [seams.later]
   */
  constructor({ storage, deliver, later = (action, milliseconds) => setTimeout(action, milliseconds) }) {
    this.storage = storage;
    this.deliver = deliver;
    this.later = later;
    this.failures = 0;
    /** @type {Promise<void> | null} */
    this.flushing = null;
    this.waiting = false;
  }

  /** @returns {StoredEvent[]} */
  get pending() {
    return this.storage.get("events") ?? [];
  }

  /** @param {StoredEvent} event */
  add(event) {
    const events = [...this.pending, event];
    if (events.length > QUEUE_LIMIT) {
      const weak = events.findIndex(({ type }) => WEAK.has(type)); // a lost view costs less than a lost purchase
      events.splice(Math.max(weak, 0), 1);
    }
    this.storage.set("events", events);
    this.#flushIn(this.failures ? this.#backoff() : GATHER_MS);
  }

  /** Sends all that is pending, a batch at a time, until nothing is left or the API cannot be reached. */
  flush() {
    this.flushing ??= this.#drain().finally(() => (this.flushing = null));
    return this.flushing;
  }

  async #drain() {
    try {
      while (this.pending.length) await this.#send(this.pending.slice(0, BATCH_LIMIT));
      this.failures = 0;
    } catch (error) {
      this.failures += 1;
      const asked = error instanceof ApiError ? (error.retryAfter ?? 0) * 1000 : 0;
      this.#flushIn(Math.max(asked, this.#backoff()));
    }
  }

  /** The page is going away: send what fits into one request, and keep all of it for the next page to make sure. */
  flushAndLeave() {
    const events = this.pending.slice(0, BATCH_LIMIT);
    if (!events.length) return;
    this.deliver(events, { keepalive: true }).then(
      () => this.#forget(events),
      () => {},
    );
  }

  clear() {
    this.storage.remove("events");
  }

  /**
   * Halves a refused batch until the refused event is alone, so that one bad event costs no good one.
   * @param {StoredEvent[]} events
   */
  async #send(events) {
    try {
      await this.deliver(events, { keepalive: false });
    } catch (error) {
      const what = verdict(error);
      if (what === "keep") throw error;
      if (what === "split" && events.length > 1) {
        const middle = Math.ceil(events.length / 2);
        await this.#send(events.slice(0, middle));
        await this.#send(events.slice(middle));
        return;
      }
      console.warn("Rapport refused an event:", error instanceof Error ? error.message : error);
    }
    this.#forget(events);
  }

  /**
   * Other tabs add to the same queue meanwhile: take out what was sent and nothing else.
   * @param {StoredEvent[]} events
   */
  #forget(events) {
    const sent = new Set(events.map(({ id }) => id));
    this.storage.set(
      "events",
      this.pending.filter(({ id }) => !sent.has(id)),
    );
  }

  /** @param {number} milliseconds */
  #flushIn(milliseconds) {
    if (this.waiting) return;
    this.waiting = true;
    this.later(() => {
      this.waiting = false;
      this.flush();
    }, milliseconds);
  }

  #backoff() {
    const longest = Math.min(BACKOFF_MS.first * 2 ** this.failures, BACKOFF_MS.most);
    return longest * (0.5 + Math.random() / 2); // jitter: a shop's shoppers must not all return in one second
  }
}
