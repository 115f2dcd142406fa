/** The HTTP door: one request to the Rapport API, its answer as JSON, its problems as `ApiError`. */

const TIMEOUT_MS = 20_000;

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
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined && one !== "") search.append(name, String(one));
    }
  }
  return search.size ? `?${search}` : "";
}

/** Speaks to one API with one publishable key. */
export class Api {
  /** @param {{base: string, key: string, fetch?: typeof fetch}} settings */
  constructor({ base, key, fetch = globalThis.fetch.bind(globalThis) }) {
    this.base = base.replace(/\/$/, "");
    this.key = key;
    this.fetch = fetch;
    /** @type {((used: string, renewed: string) => void) | null} told when the visitor's token was renewed */
    this.onRenewal = null;
    /** Milliseconds to add to this device's clock to get the server's. */
    this.clockOffset = 0;
  }

  /**
   * @param {string} method @param {string} path @param {RequestOptions} [options]
   * @returns {Promise<any>} the JSON answer, null for 204
   * @throws {ApiError} on any other status; TypeError or DOMException where nothing was reached
   */
  async request(method, path, { query, body, token = null, keepalive = false } = {}) {
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
    if (!response.ok) throw await problemOf(response);
    return response.status === 204 ? null : response.json();
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
