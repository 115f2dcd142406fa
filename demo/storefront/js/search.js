/** Search: by meaning and by words, with price and stock; the address holds the question. */

import { fill } from "./cards.js";
import { one } from "./dom.js";
import { rapport } from "./rapport.js";

const asked = new URLSearchParams(location.search);
const q = asked.get("q")?.trim() ?? "";
const form = one("[data-filters]");
form.elements.q.value = q;
form.elements.max_price.value = asked.get("max_price") ?? "";
form.elements.in_stock.checked = asked.has("in_stock");

/** @param {number} count @returns {string} */
function outcome(count) {
  if (count) return count === 1 ? "1 product, the closest first" : `${count} products, the closest first`;
  return asked.get("max_price")
    ? "Nothing up to that price. A higher limit, or other words, may find something."
    : "Nothing found. Other words may help, or ask us in the chat.";
}

if (q) {
  document.title = `${q} · Harbour & Finch`;
  one("[data-title]").textContent = `“${q}”`;
  one("[data-status]").textContent = "Looking…";
  try {
    const filters = { max_price: asked.get("max_price"), in_stock: asked.has("in_stock"), limit: 24 };
    const { products } = await (await rapport).search(q, filters);
    fill(
      one("[data-grid]"),
      products.map((/** @type {any} */ found) => found.product),
      "search",
    );
    one("[data-status]").textContent = outcome(products.length);
  } catch {
    one("[data-status]").textContent = "The search cannot be reached just now. Please try again in a moment.";
  }
}
