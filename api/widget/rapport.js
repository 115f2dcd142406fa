/**
 * Rapport in a storefront: <script type="module" src="…/widget/rapport.js" data-key="pk_…"></script>
 *
 * Puts `window.rapport` on the page, fires `rapport:ready` on the document, and loads the rest when it is needed.
 */

import { Api, ApiError } from "./api.js";
import { Cart } from "./cart.js";
import { Consent } from "./consent.js";
import { EventQueue } from "./events.js";
import { device, watchExit } from "./exit-intent.js";
import { JsonStorage, usable, uuid } from "./storage.js";
import { Session, Visitor } from "./visitor.js";

/**
 * @typedef {Record<string, any>} Details the optional fields of an event: product_id, quantity, price, placement, …
 */

/** @param {any} error @returns {boolean} whether the API refused an external_id that is none */
const namesNobody = (error) =>
  error instanceof ApiError &&
  error.status === 422 &&
  (error.problem.errors ?? []).some((/** @type {{field: string}} */ { field }) => field === "external_id");

export class Rapport {
  /** @param {{base: string, key: string, storage?: JsonStorage}} settings */
  constructor({ base, key, storage = new JsonStorage() }) {
    this.storage = storage;
    this.api = new Api({ base, key, storage });
    this.visitor = new Visitor({ api: this.api, storage });
    this.session = new Session({ storage });
    this.permission = new Consent({ visitor: this.visitor, storage });
    this.events = new EventQueue({ storage, deliver: (events, options) => this.#deliver(events, options) });
    this.cart = new Cart({ storage, track: (type, details) => this.track(type, details) });
    /** @type {string | null} the product that this page shows */
    this.pageProduct = null;
    /** @type {import("./launcher.js").Launcher | null} */
    this.launcher = null;
    /** @type {Promise<import("./launcher.js").Launcher> | null} */
    this.launching = null;
  }

  /**
   * Records what the shopper did, unless they asked not to be followed.
   * @param {string} type
   * @param {Details} [details]
   */
  track(type, details = {}) {
    if (!this.permission.allows(type)) return;
    const context = { device: device(), ...this.came(), ...details.context };
    this.events.add({ id: uuid(), type, at: Date.now(), session_id: this.session.id(), ...details, context });
  }

  /** How the shopper came, in two words; nothing where they asked not to be followed, since no order needs it. */
  came() {
    if (!this.permission.remembered.personalisation) return {};
    return { device: device(), source: this.session.source() };
  }

  /** A product page is open. @param {string} productId */
  view(productId) {
    this.pageProduct = productId;
    this.track("view", { product_id: productId });
  }

  /**
   * All that is in the cart now; what changed becomes events.
   * @param {import("./cart.js").CartLine[]} lines
   */
  setCart(lines) {
    this.cart.set(lines);
  }

  /** @param {string} orderId @param {import("./cart.js").CartLine[]} lines */
  purchase(orderId, lines) {
    this.cart.purchase(orderId, lines);
    this.events.flush();
  }

  /**
   * @param {string} q
   * @param {{min_price?: string, max_price?: string, in_stock?: boolean, category?: string | string[],
   *   brand?: string | string[], attribute?: string | string[], limit?: number, offset?: number,
   *   facets?: boolean}} [filters]
   */
  search(q, filters = {}) {
    this.track("search", { query: q.slice(0, 300) });
    return this.request("GET", "/v1/search", { query: { q, ...filters } });
  }

  /**
   * Any other call of the API in the shopper's name.
   * @param {string} method
   * @param {string} path
   * @param {import("./api.js").RequestOptions} [options]
   */
  request(method, path, options) {
    return this.visitor.request(method, path, options);
  }

  /** What the shop's server signs to say who this is. */
  visitorId() {
    return this.visitor.id();
  }

  /**
   * Says who this is. An id that names nobody (null, undefined, "guest") says nothing, and breaks no page.
   * @param {{external_id?: string | null, email?: string | null, signature?: string | null}} who
   * @returns {Promise<{shopper: {external_id: string | null, email: string | null}, merged: boolean, switched: boolean, address: string | null}>}
   */
  async identify(who) {
    await this.events.flush(); // what was done before is theirs who did it
    try {
      const answer = await this.request("POST", "/v1/identify", { body: who });
      if (answer.switched) this.#forgetWhoWasHere();
      return answer;
    } catch (error) {
      if (error instanceof ApiError && error.status === 409) this.signOut();
      if (!namesNobody(error)) throw error;
      console.warn("Rapport was told of nobody:", error.message);
      return { shopper: { external_id: null, email: null }, merged: false, switched: false, address: null };
    }
  }

  /** Whoever comes next in this browser is somebody new: for the shop's button that signs out. */
  signOut() {
    this.visitor.forget();
    this.events.clear();
    this.#forgetWhoWasHere();
  }

  /** The next cart that the shop tells of, and the consent, are of who is here now. */
  #forgetWhoWasHere() {
    for (const kept of ["cart", "consent"]) this.storage.remove(kept);
    this.session.renew();
  }

  /**
   * Reads what the shopper allowed or, given changes, changes it.
   * @param {Partial<import("./consent.js").ConsentState>} [changes]
   */
  async consent(changes) {
    if (!changes) return this.permission.read();
    const state = await this.permission.change(changes);
    document.dispatchEvent(new CustomEvent("rapport:consent", { detail: state }));
    return state;
  }

  /**
   * @param {string} token from the link in a recovery email
   * @returns {Promise<{product: object, quantity: number}[]>}
   */
  async restoreCart(token) {
    return (await this.request("GET", `/v1/carts/${encodeURIComponent(token)}`)).lines;
  }

  /** All that is stored about the shopper. */
  exportData() {
    return this.request("GET", "/v1/privacy/export");
  }

  /** Erases the shopper at the server and in this browser. @returns {Promise<{erased: Record<string, number>}>} */
  async erase() {
    const answer = await this.request("POST", "/v1/privacy/erasure");
    for (const kept of ["events", "cart", "visitor"]) this.storage.remove(kept);
    this.session.renew();
    return answer;
  }

  /** Opens the chat, also when its button is still on the way. */
  async openChat() {
    return (await this.launching)?.open();
  }

  /** @param {import("./events.js").StoredEvent[]} events @param {{keepalive: boolean}} options */
  #deliver(events, { keepalive }) {
    const body = {
      events: events.map(({ at, ...event }) => ({
        ...event,
        occurred_at: new Date(at + this.api.clockOffset).toISOString(),
      })),
    };
    return this.request("POST", "/v1/events", { body, keepalive });
  }
}

/**
 * Asks what held the shopper back: at most once a session; the server sees to it that it is at most once a month.
 * @param {Rapport} rapport
 * @param {string} how
 */
async function ask(rapport, how) {
  const worthAsking = rapport.pageProduct !== null || rapport.cart.lines.length > 0;
  const talking = rapport.launcher?.opened;
  if (!worthAsking || talking || !rapport.permission.remembered.personalisation) return;
  if (!rapport.session.once("exit_intent")) return;
  rapport.track("exit_intent", { product_id: rapport.pageProduct ?? undefined, context: { source: how } });
  const { showSurvey } = await import("./survey.js"); // first: what is claimed will be shown
  const body = { id: uuid(), session_id: rapport.session.id(), trigger: "exit_intent" };
  const { survey } = await rapport.request("POST", "/v1/surveys/showings", { body }); // another tab may be first
  if (!survey) return;
  const name = encodeURIComponent(survey.survey);
  await showSurvey(survey, {
    submit: async (response) => {
      const body = { ...response, session_id: rapport.session.id(), product_ids: rapport.cart.productIds };
      return (await rapport.request("POST", `/v1/surveys/${name}/responses`, { body })).answer;
    },
    onProduct: ({ product_id }) => rapport.track("click", { product_id, placement: "survey" }),
  });
}

/**
 * What the shop's markup says: `data-rapport-view="ID"` on a product page, `data-rapport-click="ID"` on links.
 * @param {Rapport} rapport
 */
function readMarkup(rapport) {
  const shown = /** @type {HTMLElement | null} */ (document.querySelector("[data-rapport-view]"));
  if (shown?.dataset.rapportView) rapport.view(shown.dataset.rapportView);
  document.addEventListener("click", ({ target }) => {
    const link = target instanceof Element ? target.closest("[data-rapport-click]") : null;
    if (!(link instanceof HTMLElement)) return;
    rapport.track("click", {
      product_id: link.dataset.rapportClick,
      placement: link.dataset.rapportPlacement,
    });
  });
}

/** @param {Rapport} rapport */
function sendWhenPossible(rapport) {
  const leave = () => document.visibilityState === "hidden" && rapport.events.flushAndLeave();
  document.addEventListener("visibilitychange", leave);
  globalThis.addEventListener("pagehide", () => rapport.events.flushAndLeave());
  globalThis.addEventListener("online", () => rapport.events.flush());
  rapport.events.flush(); // what an earlier page could not send
}

/** @param {HTMLScriptElement} script */
async function start(script) {
  const { key = "", api = new URL(import.meta.url).origin, chat, survey } = script.dataset;
  const rapport = new Rapport({ base: api, key });
  Object.assign(globalThis, { rapport });
  readMarkup(rapport);
  sendWhenPossible(rapport);
  const askQuietly = (/** @type {string} */ how) => ask(rapport, how).catch(() => {}); // rather not asked than an error
  if (survey !== "off") watchExit(askQuietly);
  const seams = {
    visitor: rapport.visitor,
    cart: rapport.cart,
    track: rapport.track.bind(rapport),
    pageProduct: () => rapport.pageProduct,
    came: () => rapport.came(),
    flush: () => rapport.events.flush(),
    tab: new JsonStorage(usable("sessionStorage")),
  };
  if (chat !== "off") rapport.launching = import("./launcher.js").then(({ addLauncher }) => addLauncher(seams));
  document.dispatchEvent(new CustomEvent("rapport:ready", { detail: rapport }));
  const { defineRecommendations } = await import("./recommendations.js");
  defineRecommendations(seams);
  rapport.launcher = await rapport.launching;
}

const script = [...document.querySelectorAll("script[data-key]")].find(
  (candidate) => candidate instanceof HTMLScriptElement && candidate.src === import.meta.url,
);
if (script instanceof HTMLScriptElement) start(script);
