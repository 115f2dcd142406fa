/** The cart as Rapport knows it. The shop says what is in it; the difference becomes cart and remove events. */

/** @typedef {{product_id: string, quantity: number, price?: string, currency?: string}} CartLine */

/**
 * @param {CartLine[]} before @param {CartLine[]} after
 * @returns {(CartLine & {type: "cart" | "remove"})[]} what was put in and what was taken out
 */
export function difference(before, after) {
  const quantities = new Map(before.map((line) => [line.product_id, line.quantity]));
  const changes = [];
  for (const line of after) {
    const more = line.quantity - (quantities.get(line.product_id) ?? 0);
    quantities.delete(line.product_id);
    if (more) changes.push({ ...line, type: more > 0 ? "cart" : "remove", quantity: Math.abs(more) });
  }
  for (const line of before) {
    if (quantities.has(line.product_id)) changes.push({ ...line, type: "remove" });
  }
  return /** @type {(CartLine & {type: "cart" | "remove"})[]} */ (changes);
}

/** A mirror of the shop's cart that all pages of the shop share. */
export class Cart {
  /**
   * @param {object} seams
   * @param {import("./storage.js").JsonStorage} seams.storage
   * @param {(type: string, details: object) => void} seams.track
   */
  constructor({ storage, track }) {
    this.storage = storage;
    this.track = track;
  }

  /** @returns {CartLine[]} */
  get lines() {
    return this.storage.get("cart") ?? [];
  }

  /** @returns {string[]} */
  get productIds() {
    return this.lines.map(({ product_id }) => product_id);
  }

  /** @param {CartLine[]} lines all that is in the cart now */
  set(lines) {
    const changes = difference(this.lines, lines);
    if (!changes.length) return;
    this.storage.set("cart", lines);
    for (const { type, ...details } of changes) this.track(type, details);
    document.dispatchEvent(new CustomEvent("rapport:cart", { detail: { lines } }));
  }

  /**
   * The shopper bought it: the cart is empty, and nothing was taken out of it.
   * @param {string} orderId
   * @param {CartLine[]} lines
   */
  purchase(orderId, lines) {
    for (const line of lines) this.track("purchase", { ...line, order_id: orderId });
    this.storage.set("cart", []);
    document.dispatchEvent(new CustomEvent("rapport:cart", { detail: { lines: [] } }));
  }
}
