/** A department: all its products, by kind and in the wanted order. */

import { fill } from "./cards.js";
import { build, one } from "./dom.js";
import { rapport } from "./rapport.js";

const name = new URLSearchParams(location.search).get("name") ?? "";
const ORDERS = {
  price: (/** @type {any} */ a, /** @type {any} */ b) => Number(a.price) - Number(b.price),
  "-price": (/** @type {any} */ a, /** @type {any} */ b) => Number(b.price) - Number(a.price),
  title: (/** @type {any} */ a, /** @type {any} */ b) => a.title.localeCompare(b.title),
};
/** @type {any[]} */
let products = [];
let kind = "";

/** @param {any} product @returns {string} "Kitchen > Mugs" -> "Mugs" */
const kindOf = ({ category }) => category.split(" > ")[1] ?? "";

function show() {
  const order = ORDERS[/** @type {keyof typeof ORDERS} */ (one("[data-sort]").value)];
  const chosen = products.filter((product) => !kind || kindOf(product) === kind);
  fill(one("[data-grid]"), order ? [...chosen].sort(order) : chosen, "category");
  one("[data-status]").textContent = chosen.length === 1 ? "1 product" : `${chosen.length} products`;
}

function showKinds() {
  const kinds = ["", ...new Set(products.map(kindOf).filter(Boolean))];
  if (kinds.length < 3) return;
  const chips = kinds.map((one) => {
    const onclick = () => ((kind = one), showKinds(), show());
    return build("li", {}, [
      build("button", { type: "button", "aria-pressed": String(one === kind), text: one || "All", onclick }),
    ]);
  });
  one("[data-kinds]").replaceChildren(...chips);
}

document.title = `${name || "Department"} · Harbour & Finch`;
one("[data-title]").textContent = name || "Department";
one("[data-crumb]").textContent = name;
one("[data-sort]").addEventListener("change", show);
try {
  const api = await rapport;
  ({ products } = await api.request("GET", "/v1/products", { query: { category: name, limit: 100 } }));
  showKinds();
  show();
  if (!products.length)
    one("[data-status]").textContent = "Nothing on this shelf yet. The other departments are above.";
} catch {
  one("[data-status]").textContent = "This shelf cannot be reached just now. Please try again in a moment.";
}
