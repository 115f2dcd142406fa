/** The HTTP door: one request to the Rapport API, its answer as JSON, its problems as `ApiError`. */

const TIMEOUT_MS = 20_000;
const LONGEST_PAUSE_MS = 60 * 60 * 1000;

/** An answer that is no success, as RFC 9457 problem JSON describes it. */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {{title?: string, detail?: string, errors?: {field: string, message: string}[]}} problem
   * @param {number | null} retryAfter seconds, as the server asks for them
   */
  constructor(status, problem, retryAfter = null) {
    super(problem.detail || problem.title || `HTTP ${status}`);
    this.name = "ApiError";
    this.status = status;
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

/**
 * @typedef {object} RequestOptions
 * @property {Record<string, string | number | boolean | string[] | null | undefined>} [query]
 * @property {unknown} [body] sent as JSON
 * @property {string | null} [token] the visitor's token
 * @property {boolean} [keepalive] lets the request outlive the page
 */

/** @param {RequestOptions["query"]} query @returns {string} "" or "?…"; empty values are left out */
export function queryString(query = {}) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const element of Array.isArray(value) ? value : [value]) {
      if (element !== null && element !== undefined && element !== "") search.append(name, String(element));
    }
  }
  return search.size ? `?${search}` : "";
}

/** Speaks to one API with one publishable key. */
export class Api {
  /**
   * @param {object} settings
   * @param {string} settings.base @param {string} settings.key
   * @param {import("./storage.js").JsonStorage} settings.storage keeps what the shop's other pages must know too
   * @param {typeof fetch} [settings.fetch] @param {() => number} [settings.now]
   */
  constructor({ base, key, storage, fetch = globalThis.fetch.bind(globalThis), now = Date.now }) {
    this.base = base.replace(/\/$/, "");
    this.key = key;
    this.storage = storage;
    this.fetch = fetch;
    this.now = now;
    /** @type {((used: string, renewed: string) => void) | null} told when the visitor's token was renewed */
    this.onRenewal = null;
    /** Milliseconds to add to this device's clock to get the server's. */
    this.clockOffset = 0;
  }

  /**
   * @param {string} method @param {string} path @param {RequestOptions} [options]
   * @returns {Promise<any>} the JSON answer, null for 204
   * @throws {ApiError} on any other status, and unasked while the server wants to be left alone with `path`;
   *   TypeError or DOMException where nothing was reached
   */
  async request(method, path, { query, body, token = null, keepalive = false } = {}) {
    this.#obeyPause(path);
    /** @type {Record<string, string>} */
    const headers = { Authorization: `Bearer ${this.key}`, Accept: "application/json" };
    if (token) headers["Rapport-Visitor"] = token;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const response = await this.fetch(this.base + path + queryString(query), {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      keepalive,
      credentials: "omit",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    this.#readClock(response);
    const renewed = response.headers.get("Rapport-Visitor");
    if (token && renewed) this.onRenewal?.(token, renewed);
    if (!response.ok) {
      const error = await problemOf(response);
      if (error.status === 429 && error.retryAfter) this.#pause(path, error.retryAfter);
      throw error;
    }
    return response.status === 204 ? null : response.json();
  }

  /** @param {string} path @throws {ApiError} until the moment that the last answer to `path` named */
  #obeyPause(path) {
    const left = (this.#pauses()[path] ?? 0) - this.now();
    if (left <= 0) return;
    const seconds = Math.ceil(left / 1000);
    throw new ApiError(429, { detail: `Too many requests; they are taken again in ${seconds} seconds.` }, seconds);
  }

  /** @param {string} path @param {number} seconds */
  #pause(path, seconds) {
    const until = this.now() + Math.min(seconds * 1000, LONGEST_PAUSE_MS);
    this.storage.set("pauses", { ...this.#pauses(), [path]: until });
  }

  /** @returns {Record<string, number>} those that still hold; a clock that was set back makes none longer */
  #pauses() {
    const now = this.now();
    const kept = Object.entries(this.storage.get("pauses") ?? {});
    return Object.fromEntries(kept.filter(([, until]) => until > now && until - now <= LONGEST_PAUSE_MS));
  }

  /**
   * A shopper's clock may be hours off; the server refuses times that lie in its future.
   * @param {Response} response
   */
  #readClock(response) {
    const served = Date.parse(response.headers.get("Date") ?? "");
    if (Number.isNaN(served)) return;
    const offset = served - Date.now();
    this.clockOffset = Math.abs(offset) > 30_000 ? offset : 0;
  }
}

/** @param {Response} response @returns {Promise<ApiError>} */
async function problemOf(response) {
  const problem = await response.json().catch(() => ({ title: response.statusText }));
  const seconds = Number(response.headers.get("Retry-After"));
  return new ApiError(response.status, problem, seconds > 0 ? seconds : null);
}
