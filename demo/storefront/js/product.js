/** A product: what it is, what it costs, into the basket. */

import { add, most, quantityOf } from "./basket.js";
import { picture } from "./cards.js";
import { build, one, pounds } from "./dom.js";
import { rapport } from "./rapport.js";

const id = new URLSearchParams(location.search).get("id") ?? "";
const FEW = 5;

/** @param {any} product @returns {string} */
function stockInWords({ stock }) {
  if (stock === 0) return "Sold out at the moment.";
  if (stock !== null && stock <= FEW) return `${stock} left. With you in two to three days.`;
  return "In stock. With you in two to three days.";
}

/** @param {any} product */
function show(product) {
  document.title = `${product.title} · Harbour & Finch`;
  const drawing = one("[data-picture]");
  drawing.src = picture(product.product_id);
  drawing.alt = product.title;
  drawing.hidden = false;
  one("[data-brand]").textContent = product.brand;
  one("[data-title]").textContent = product.title;
  one("[data-price]").textContent = pounds(product.price);
  one("[data-description]").textContent = product.description;
  one("[data-stock]").textContent = `${stockInWords(product)} Delivery £3.95, free from £40.`;
  one("[data-buy]").hidden = product.stock === 0;
  showPlace(product.category);
  one("[data-facts]").replaceChildren(
    ...Object.entries(product.attributes).map(([name, value]) =>
      build("div", {}, [
        build("dt", { text: name[0].toUpperCase() + name.slice(1) }),
        build("dd", { text: String(value) }),
      ]),
    ),
  );
  one("[data-product]").removeAttribute("aria-busy");
}

/** @param {string} category "Kitchen > Mugs" */
function showPlace(category) {
  const [department] = category.split(" > ");
  const href = `/category.html?name=${encodeURIComponent(department)}`;
  one("[data-crumbs]").replaceChildren(build("a", { href, text: department }));
}

/** @param {number} quantity */
const added = (quantity) => (quantity > 1 ? `${quantity} are in your basket. ` : "It is in your basket. ");

/** @param {any} product */
function tooMany(product) {
  const present = quantityOf(product.product_id);
  return `You can have ${most(product)} of it${present ? `, and ${present} are in your basket` : ""}. `;
}

/** @param {any} product */
function sell(product) {
  one("[data-buy]").addEventListener("submit", (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const quantity = Number(one("[data-buy]").elements.quantity.value);
    one("[data-status]").replaceChildren(
      add(product, quantity) ? added(quantity) : tooMany(product),
      build("a", { href: "/cart.html", text: "See the basket" }),
    );
  });
}

try {
  const api = await rapport;
  const product = await api.request("GET", `/v1/products/${encodeURIComponent(id)}`);
  show(product);
  sell(product);
  api.view(id);
  const also = one("[data-also]");
  also.setAttribute("product-id", id);
  also.hidden = false;
} catch (error) {
  const gone = /** @type {{status?: number}} */ (error).status === 404;
  one("[data-title]").textContent = gone
    ? "We do not have this product"
    : "This page cannot be reached just now";
  one("[data-description]").textContent = gone
    ? "It may be gone, or the link has a slip in it."
    : "Please try again in a moment.";
  one("[data-also]").remove();
}
