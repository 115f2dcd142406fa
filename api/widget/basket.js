/** The shop owns its basket: its page is asked by a DOM event, and only what the page says it did has happened. */

import { element, webAddress } from "./dom.js";
import { uuid } from "./storage.js";

export const PATIENCE_MS = 8_000;
const CLAIMS = 20; // of so many requests it is known that they were acted on

/**
 * @typedef {object} BasketRequest
 * @property {string} requestId
 * @property {"add" | "remove" | "set"} action
 * @property {string} productId
 * @property {number} quantity how many to add, or how many there shall be; `remove` takes all of them out
 */

/**
 * Fires the cancellable `rapport:basket`. A page that handles it calls preventDefault() and later `done(true)` or
 * `done(false)`; the first of them counts.
 * @param {BasketRequest} request
 * @param {{late?: () => void, patience?: number}} [options] `late`: the page did it after we had given it up
 * @returns {Promise<boolean>} whether it is done, at the latest after `patience` milliseconds
 */
export function askPage(request, { late = () => {}, patience = PATIENCE_MS } = {}) {
  return new Promise((resolve) => {
    let answered = false;
    let abandoned = false;
    const abandon = () => {
      abandoned = true;
      resolve(false);
    };
    const timer = setTimeout(abandon, patience);
    const done = (/** @type {unknown} */ ok) => {
      if (answered) return;
      answered = true;
      clearTimeout(timer);
      if (abandoned && ok === true) late();
      resolve(ok === true);
    };
    const detail = Object.freeze({ ...request, done });
    const handled = !document.dispatchEvent(new CustomEvent("rapport:basket", { cancelable: true, detail }));
    if (!handled) abandon();
  });
}

/** @param {BasketRequest} request @param {string} title @returns {string} what has happened, and nothing else */
export function happened({ action, quantity }, title) {
  if (action === "remove" || quantity === 0) return `Taken out of your basket: ${title}`;
  if (quantity === 1) return `In your basket: ${title}`;
  return `${action === "add" ? "Added to" : "In"} your basket: ${quantity} × ${title}`;
}

/** The basket of the page, for the chat: asks for changes, and says what became of them where the assistant does not. */
export class PageBasket {
  /**
   * @param {object} seams
   * @param {import("./storage.js").JsonStorage} seams.storage that all tabs of the shop share
   * @param {(words: (Node | string)[]) => void} seams.note
   * @param {(productId: string) => Promise<{title: string, url: string} | null>} seams.productOf null: it is gone
   */
  constructor({ storage, note, productOf }) {
    this.storage = storage;
    this.note = note;
    this.productOf = productOf;
  }

  /**
   * Two tabs may hear of one request, as may the next page; one of them acts.
   * @param {string} requestId
   * @returns {Promise<boolean>} whether it is this one
   */
  async claim(requestId) {
    const first = () => {
      const claimed = this.storage.get("asked") ?? [];
      if (claimed.includes(requestId)) return false;
      this.storage.set("asked", [...claimed.slice(1 - CLAIMS), requestId]);
      return true;
    };
    return globalThis.navigator?.locks ? navigator.locks.request("rapport.basket", first) : first();
  }

  /** @param {BasketRequest} request @returns {Promise<boolean>} whether it is done */
  ask(request) {
    return askPage(request, { late: () => this.tell(request, true) });
  }

  /** One of it, by a card's button. @param {import("./products.js").Product} product */
  async add(product) {
    /** @type {BasketRequest} */
    const request = { requestId: uuid(), action: "add", productId: product.product_id, quantity: 1 };
    await this.tell(request, await this.ask(request), product);
  }

  /**
   * @param {BasketRequest} request
   * @param {boolean} done
   * @param {{title: string, url: string} | null} [product]
   */
  async tell(request, done, product) {
    product ??= await this.productOf(request.productId);
    if (done) return this.note([happened(request, product?.title ?? request.productId)]);
    const url = request.action === "add" && webAddress(product?.url);
    const way = url ? [" You can add it on ", element("a", { href: url, text: "its own page" }), "."] : [];
    this.note(["The shop’s page did not take it.", ...way]);
  }
}
