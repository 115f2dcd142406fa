/** What the shopper allowed. Without personalisation only what an order needs is recorded: cart, checkout, purchase. */

const DEFAULTS = { personalisation: true, recovery_email: false };
const NEEDED_FOR_AN_ORDER = new Set(["cart", "remove", "checkout", "purchase"]);

/** @typedef {{personalisation: boolean, recovery_email: boolean}} ConsentState */

/** The shopper's settings: the API holds them, this browser remembers them so that nothing is sent before it asks. */
export class Consent {
  /** @param {{visitor: import("./visitor.js").Visitor, storage: import("./storage.js").JsonStorage}} seams */
  constructor({ visitor, storage }) {
    this.visitor = visitor;
    this.storage = storage;
  }

  /** @returns {ConsentState} as last known here */
  get remembered() {
    return { ...DEFAULTS, ...this.storage.get("consent") };
  }

  /** @param {string} type an event's type @returns {boolean} */
  allows(type) {
    return this.remembered.personalisation || NEEDED_FOR_AN_ORDER.has(type);
  }

  /** @returns {Promise<ConsentState>} as the API has it */
  async read() {
    return this.#remember(await this.visitor.request("GET", "/v1/consent"));
  }

  /** @param {Partial<ConsentState>} changes @returns {Promise<ConsentState>} */
  async change(changes) {
    if (changes.personalisation === false) this.#remember({ ...this.remembered, ...changes }); // even if the call fails
    return this.#remember(await this.visitor.request("PUT", "/v1/consent", { body: changes }));
  }

  /** @param {ConsentState} state */
  #remember({ personalisation, recovery_email }) {
    this.storage.set("consent", { personalisation, recovery_email });
    return { personalisation, recovery_email };
  }
}
