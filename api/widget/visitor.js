/** Who is browsing: an anonymous visitor with a token that the API signed, and their current session. */

import { ApiError } from "./api.js";
import { source } from "./source.js";
import { uuid } from "./storage.js";

const SESSION_IDLE_MS = 30 * 60 * 1000;

/** Acts for one visitor; makes one at the first need, and again when the API no longer knows this one. */
export class Visitor {
  /** @param {{api: import("./api.js").Api, storage: import("./storage.js").JsonStorage}} seams */
  constructor({ api, storage }) {
    this.api = api;
    this.storage = storage;
    /** @type {Promise<string> | null} */
    this.arriving = null;
    api.onRenewal = (used, renewed) => this.#keep(used, renewed);
  }

  /** @returns {Promise<string>} the id of this browser, which the shop's server signs */
  async id() {
    await this.token();
    return this.storage.get("visitor").visitor_id;
  }

  /** @returns {Promise<string>} the visitor's signed token */
  async token() {
    const kept = this.storage.get("visitor");
    if (kept?.key === this.api.key) return kept.token;
    this.arriving ??= this.#arrive().finally(() => (this.arriving = null));
    return this.arriving;
  }

  /**
   * One API call in the visitor's name.
   * @param {string} method @param {string} path @param {import("./api.js").RequestOptions} [options]
   */
  async request(method, path, options = {}) {
    const token = await this.token();
    try {
      return await this.api.request(method, path, { ...options, token });
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      if (this.storage.get("visitor")?.token === token) this.storage.remove("visitor");
      return this.api.request(method, path, { ...options, token: await this.token() });
    }
  }

  /** Forgets the visitor in this browser; the next need makes someone new. */
  forget() {
    this.storage.remove("visitor");
  }

  /** A late answer must not bring back a visitor who was forgotten or replaced. @param {string} used @param {string} renewed */
  #keep(used, renewed) {
    const kept = this.storage.get("visitor");
    if (kept?.token === used) this.storage.set("visitor", { ...kept, token: renewed });
  }

  /** Two tabs opened together must become one visitor, so its making is locked where locks exist. */
  async #arrive() {
    const make = async () => {
      const kept = this.storage.get("visitor"); // another tab may have been first
      if (kept?.key === this.api.key) return kept.token;
      const { visitor_id, token } = await this.api.request("POST", "/v1/visitors");
      this.storage.set("visitor", { visitor_id, token, key: this.api.key });
      return token;
    };
    return globalThis.navigator?.locks ? navigator.locks.request("rapport.visitor", make) : make();
  }
}

/** A visit: its id changes after 30 minutes without anything done, in any tab. */
export class Session {
  /** @param {{storage: import("./storage.js").JsonStorage, now?: () => number}} seams */
  constructor({ storage, now = Date.now }) {
    this.storage = storage;
    this.now = now;
  }

  /** @returns {string} the id of the running session, which this call keeps alive */
  id() {
    return this.#current().id;
  }

  /** @returns {string} the kind of place that led to the running session: "search", "email", "direct", … */
  source() {
    return this.#current().source ?? "";
  }

  /** @param {string} name @returns {boolean} true the first time in this session, false ever after */
  once(name) {
    const session = this.#current();
    if (session.done.includes(name)) return false;
    this.storage.set("session", { ...session, done: [...session.done, name] });
    return true;
  }

  /** Another session from here on, in which what was done once stays done: the visitor is not asked again. */
  renew() {
    this.storage.set("session", { ...this.#current(), id: uuid() });
  }

  #current() {
    const kept = this.storage.get("session");
    const alive = kept && this.now() - kept.seen_at < SESSION_IDLE_MS;
    const session = { ...(alive ? kept : { id: uuid(), done: [], source: source() }), seen_at: this.now() };
    this.storage.set("session", session);
    return session;
  }
}
