/** Products side by side: a table that a screen reader reads as one and that scrolls by itself where it is wide. */

import { element, webAddress } from "./dom.js";

/** @typedef {{product_id: string, title: string, url: string, image_url?: string | null}} Compared */
/**
 * @typedef {object} Comparison
 * @property {Compared[]} products
 * @property {{name: string, values: (string | null)[], differs: boolean}[]} rows values in the order of the products
 * @property {string[]} [advice] who would rather take which
 */

/**
 * @param {Comparison} comparison
 * @param {{onProduct?: (productId: string) => void}} [options]
 * @returns {HTMLElement}
 */
export function comparisonTable({ products, rows, advice = [] }, { onProduct = () => {} } = {}) {
  const caption = `${products.length} products side by side`;
  const columns = products.map((product) => element("th", { scope: "col" }, [link(product, onProduct)]));
  const table = element("table", {}, [
    element("caption", { class: "unseen", text: caption }),
    element("thead", {}, [element("tr", {}, [element("td"), ...columns])]),
    element("tbody", {}, rows.map(row)),
  ]);
  const scrolling = { class: "wide", role: "region", "aria-label": caption, tabindex: "0" };
  const wide = element("div", scrolling, [table]);
  showWhereItGoesOn(wide, columns.at(-1));
  return element("div", { class: "comparison" }, [
    wide,
    rows.some(({ differs }) => differs) &&
      element("p", { class: "key", "aria-hidden": "true" }, [mark(), " they differ in this"]),
    advice.length > 0 &&
      element(
        "ul",
        { class: "advice", role: "list" },
        advice.map((text) => element("li", { text })),
      ),
  ]);
}

/** @param {HTMLElement} wide what scrolls @param {HTMLElement | undefined} last its last column */
function showWhereItGoesOn(wide, last) {
  const hidden = (/** @type {IntersectionObserverEntry[]} */ [{ intersectionRatio }]) =>
    wide.classList.toggle("more", intersectionRatio < 0.9);
  if (last) new IntersectionObserver(hidden, { root: wide, threshold: 0.9 }).observe(last);
}

/** @param {Compared} product @param {(productId: string) => void} onProduct */
function link({ product_id, title, url, image_url }, onProduct) {
  const picture = webAddress(image_url);
  return element("a", { href: webAddress(url), onclick: () => onProduct(product_id) }, [
    picture && element("img", { src: picture, alt: "", loading: "lazy", width: 64, height: 64 }),
    element("span", { text: title }),
  ]);
}

/** @param {Comparison["rows"][number]} row */
function row({ name, values, differs }) {
  return element("tr", { class: differs && "differs" }, [
    element("th", { scope: "row" }, [
      name,
      differs && mark(),
      differs && element("span", { class: "unseen", text: " (differs)" }),
    ]),
    ...values.map(cell),
  ]);
}

/** @param {string | null} value what is not known is not said */
function cell(value) {
  if (value) return element("td", { text: value });
  return element("td", { class: "unknown" }, [
    element("span", { "aria-hidden": "true", text: "–" }),
    element("span", { class: "unseen", text: "not stated" }),
  ]);
}

/** A sign beside the colour, for who does not see the colour. */
function mark() {
  return element("b", { class: "mark", "aria-hidden": "true", text: "≠" });
}
