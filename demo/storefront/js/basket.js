/** The basket: it lives in this browser; Rapport is told what is in it. */

import { rapport } from "./rapport.js";

const KEY = "harbour-and-finch.basket";
const DELIVERY = 3.95;
const FREE_FROM = 40;
const MOST = 20;

/**
 * @typedef {object} Line
 * @property {string} product_id @property {string} title @property {string} price @property {string} currency
 * @property {number} quantity
 * @property {number | null} [stock] as it was when it was put in; null: not counted
 */

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

/** @param {{stock?: number | null}} product @returns {number} how many of it one basket may hold */
export const most = ({ stock }) => Math.min(stock ?? MOST, MOST);

/** @param {string} productId */
export const lineOf = (productId) => lines().find(({ product_id }) => product_id === productId);

/** @param {string} productId @returns {number} how many of it are in the basket */
export const quantityOf = (productId) => lineOf(productId)?.quantity ?? 0;

/**
 * @param {any} product as the API describes it
 * @param {number} quantity how many more
 * @returns {boolean} false: there are not so many, and nothing has changed
 */
export function add(product, quantity) {
  return put(product, quantityOf(product.product_id) + quantity);
}

/**
 * @param {any} product as the API, or its line, describes it
 * @param {number} quantity how many there shall be; 0 takes the line out
 * @returns {boolean} false: there are not so many, and nothing has changed
 */
export function put({ product_id, title, price, currency, stock }, quantity) {
  if (quantity > most({ stock })) return false;
  const line = { product_id, title, price, currency, stock, quantity };
  const before = lines();
  const isNew = !quantityOf(product_id);
  const changed = isNew
    ? [...before, line]
    : before.map((old) => (old.product_id === product_id ? line : old));
  keep(changed.filter(({ quantity }) => quantity > 0));
  return true;
}

/**
 * Puts a kept cart back; what is in the basket already stays.
 * @param {{product: any, quantity: number}[]} restored
 */
export function restore(restored) {
  for (const { product, quantity } of restored) {
    const wanted = Math.min(quantity, most(product));
    if (quantityOf(product.product_id) < wanted) put(product, wanted);
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
