/** The basket: it lives in this browser; Rapport is told what is in it. */

import { rapport } from "./rapport.js";

const KEY = "harbour-and-finch.basket";
const DELIVERY = 3.95;
const FREE_FROM = 40;

/** @typedef {{product_id: string, title: string, price: string, currency: string, quantity: number}} Line */

/** @returns {Line[]} */
export function lines() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "[]");
  } catch {
    return []; // unreadable is as good as empty
  }
}

/** @param {Line[]} changed */
function keep(changed) {
  localStorage.setItem(KEY, JSON.stringify(changed));
  document.dispatchEvent(new Event("basket"));
  tell();
}

/** Tells Rapport what is in the basket; repeated calls with the same basket say nothing new. */
export async function tell() {
  const known = lines().map(({ product_id, quantity, price, currency }) => ({
    product_id,
    quantity,
    price,
    currency,
  }));
  (await rapport).setCart(known);
}

/** @param {any} product as the API describes it @param {number} quantity */
export function add(product, quantity) {
  const { product_id, title, price, currency } = product;
  const before = lines().find((line) => line.product_id === product_id)?.quantity ?? 0;
  const others = lines().filter((line) => line.product_id !== product_id);
  keep([...others, { product_id, title, price, currency, quantity: before + quantity }]);
}

/** @param {string} productId @param {number} quantity 0 takes the line out */
export function setQuantity(productId, quantity) {
  const changed = lines().map((line) => (line.product_id === productId ? { ...line, quantity } : line));
  keep(changed.filter((line) => line.quantity > 0));
}

/**
 * Puts a kept cart back; what is in the basket already stays.
 * @param {{product: any, quantity: number}[]} restored
 */
export function restore(restored) {
  for (const { product, quantity } of restored) {
    const present = lines().find((line) => line.product_id === product.product_id)?.quantity ?? 0;
    if (present < quantity) add(product, quantity - present);
  }
}

/** It was bought: the shop's own copy goes, and Rapport hears it as a purchase, not as a removal. */
export function empty() {
  localStorage.removeItem(KEY);
  document.dispatchEvent(new Event("basket"));
}

/**
 * @param {Line[]} basket
 * @returns {{goods: number, delivery: number, total: number, missing: number}} in pounds; `missing` to free delivery
 */
export function totals(basket) {
  const goods =
    basket.reduce((sum, { price, quantity }) => sum + Math.round(Number(price) * 100) * quantity, 0) / 100;
  const delivery = goods >= FREE_FROM ? 0 : DELIVERY;
  return { goods, delivery, total: goods + delivery, missing: Math.max(FREE_FROM - goods, 0) };
}
