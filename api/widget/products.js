/** A product as a shopper sees it: picture, title, price, and why it is shown. */

import { element, webAddress } from "./dom.js";

/**
 * @typedef {object} Product
 * @property {string} product_id
 * @property {string} title
 * @property {string} price decimal, "34.00"
 * @property {string} currency
 * @property {number | null} stock
 * @property {string} url
 * @property {string} image_url
 */
/**
 * @typedef {{product: Product, reason?: {code: string, text: string, product_id: string | null}}} Recommended
 */

/**
 * @param {string | number} amount
 * @param {string} currency
 * @returns {string} "£34.00" in the page's language
 */
export function money(amount, currency) {
  const language = document.documentElement.lang || undefined;
  return new Intl.NumberFormat(language, { style: "currency", currency }).format(Number(amount));
}

/**
 * @param {Recommended} recommended
 * @param {{onclick?: (product: Product) => void, actions?: Node[]}} [options]
 * @returns {HTMLElement}
 */
export function productCard({ product, reason }, { onclick, actions = [] } = {}) {
  const soldOut = product.stock === 0;
  const picture = webAddress(product.image_url);
  const link = element("a", { href: webAddress(product.url), onclick: () => onclick?.(product) }, [
    element("span", { class: "picture" }, [
      picture &&
        element("img", {
          src: picture,
          alt: "",
          loading: "lazy",
          decoding: "async",
          width: 240,
          height: 240,
        }),
    ]),
    element("span", { class: "title", text: product.title }),
    element("span", { class: "price", text: money(product.price, product.currency) }),
    soldOut && element("span", { class: "sold-out", text: "Sold out" }),
  ]);
  return element("article", { class: "product", "data-product": product.product_id }, [
    link,
    reason?.text && element("p", { class: "reason", text: reason.text }),
    actions.length > 0 && element("div", { class: "actions" }, actions),
  ]);
}

/**
 * @param {Recommended[]} recommended
 * @param {(item: Recommended) => HTMLElement} card
 * @returns {HTMLElement}
 */
export function productList(recommended, card) {
  return element(
    "ul",
    { class: "products", role: "list" },
    recommended.map((item) => element("li", {}, [card(item)])),
  );
}
