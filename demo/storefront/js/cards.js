/** Products on a shelf, and what a basket comes to. */

import { totals } from "./basket.js";
import { build, pounds } from "./dom.js";

/** @param {string} productId */
export const productAddress = (productId) => `/product.html?id=${encodeURIComponent(productId)}`;

/** The drawing itself: sharp at any size. @param {string} productId */
export const picture = (productId) => `/pictures/${encodeURIComponent(productId)}.svg`;

/** @param {any} product @param {string} placement where the click is counted @returns {HTMLElement} */
export function card(product, placement) {
  const href = productAddress(product.product_id);
  const tracked = { "data-rapport-click": product.product_id, "data-rapport-placement": placement };
  return build("li", { class: "card-item" }, [
    build("a", { href, class: "card-link", ...tracked }, [
      build("span", { class: "card-picture" }, [
        build("img", {
          src: picture(product.product_id),
          alt: "",
          loading: "lazy",
          decoding: "async",
          width: 320,
          height: 320,
        }),
      ]),
      build("span", { class: "card-title", text: product.title }),
      build("span", { class: "card-price", text: pounds(product.price) }),
      product.stock === 0 && build("span", { class: "quiet-text", text: "Sold out" }),
    ]),
  ]);
}

/** @param {HTMLElement} grid @param {any[]} products @param {string} placement */
export function fill(grid, products, placement) {
  grid.replaceChildren(...products.map((product) => card(product, placement)));
}

/** @param {HTMLElement} list a `dl` @param {import("./basket.js").Line[]} basket */
export function showTotals(list, basket) {
  const { goods, delivery, total } = totals(basket);
  const row = (/** @type {string} */ name, /** @type {string} */ value, kind = "") =>
    build("div", { class: kind }, [build("dt", { text: name }), build("dd", { text: value })]);
  list.replaceChildren(
    row("Goods", pounds(goods)),
    row("Delivery", delivery ? pounds(delivery) : "Free"),
    row("Total", pounds(total), "total"),
  );
}

/**
 * @param {import("./basket.js").Line[]} basket
 * @returns {HTMLElement[]} one short line each, for checkout and order
 */
export function shortLines(basket) {
  return basket.map(({ product_id, title, price, quantity }) =>
    build("li", {}, [
      build("img", { src: picture(product_id), alt: "", width: 56, height: 56 }),
      build("span", { text: quantity > 1 ? `${quantity} × ${title}` : title }),
      build("span", { class: "amount", text: pounds(Number(price) * quantity) }),
    ]),
  );
}
