/** What the chat asks of the basket: done or refused, never half. */

import { add, lineOf, put } from "./basket.js";
import { rapport } from "./rapport.js";

/** @param {any} event `rapport:basket`: what shall change, and whom to tell whether it has */
export function changeBasket(event) {
  event.preventDefault(); // this page answers
  const { action, productId, quantity, done } = event.detail;
  const changed =
    action === "remove" || quantity === 0 ? takeOut(productId) : putIn(action, productId, quantity);
  changed.then(done, () => done(false));
}

/** @param {string} productId @returns {Promise<boolean>} false: it was not in the basket */
async function takeOut(productId) {
  const line = lineOf(productId);
  return line !== undefined && put(line, 0);
}

/**
 * @param {"add" | "set"} action @param {string} productId @param {number} quantity
 * @returns {Promise<boolean>} false: there are not so many
 */
async function putIn(action, productId, quantity) {
  const api = await rapport;
  const product = await api.request("GET", `/v1/products/${encodeURIComponent(productId)}`); // its price and stock now
  return action === "add" ? add(product, quantity) : put(product, quantity);
}
