/** The basket page: lines, quantities, and the whole price, delivery included, before anything is asked. */

import { add, lines, setQuantity, totals } from "./basket.js";
import { picture, productAddress, showTotals } from "./cards.js";
import { build, one, pounds } from "./dom.js";

/** @param {import("./basket.js").Line} line */
function row({ product_id, title, price, quantity }) {
  const href = productAddress(product_id);
  const field = build("input", {
    type: "number",
    min: 1,
    max: 20,
    value: quantity,
    inputmode: "numeric",
    "aria-label": `Quantity of ${title}`,
  });
  field.addEventListener("change", () =>
    setQuantity(product_id, Math.max(1, Math.round(Number(/** @type {any} */ (field).value)) || 1)),
  );
  return build("li", { class: "line" }, [
    build("a", { href, class: "line-picture", tabindex: -1, "aria-hidden": "true" }, [
      build("img", { src: picture(product_id), alt: "", width: 112, height: 112 }),
    ]),
    build("div", { class: "line-words" }, [
      build("a", { href, text: title }),
      build("span", { class: "quiet-text", text: `${pounds(Number(price))} each` }),
    ]),
    build("div", { class: "line-controls" }, [
      field,
      build("button", {
        type: "button",
        class: "link",
        "aria-label": `Remove ${title}`,
        text: "Remove",
        onclick: () => remove(product_id, title),
      }),
    ]),
    build("span", { class: "line-amount", text: pounds(Number(price) * quantity) }),
  ]);
}

/** @param {string} productId @param {string} title */
function remove(productId, title) {
  const before = lines().find((line) => line.product_id === productId)?.quantity ?? 1;
  const kept = lines().find((line) => line.product_id === productId);
  setQuantity(productId, 0);
  const undo = build("button", { type: "button", class: "link", text: "Put it back" });
  undo.addEventListener("click", () => kept && putBack(kept, before));
  one("[data-status]").replaceChildren(`${title} is out of your basket. `, undo);
  /** @type {HTMLElement} */ (undo).focus();
}

/** @param {import("./basket.js").Line} line @param {number} quantity */
function putBack(line, quantity) {
  add(line, quantity);
  one("[data-status]").textContent = `${line.title} is back.`;
}

function show() {
  const basket = lines();
  one("[data-empty]").hidden = basket.length > 0;
  one("[data-basket]").hidden = basket.length === 0;
  one("[data-lines]").replaceChildren(...basket.map(row));
  showTotals(one("[data-totals]"), basket);
  const { missing } = totals(basket);
  one("[data-towards-free]").textContent =
    missing > 0 ? `${pounds(missing)} more and delivery is free.` : "Delivery is free for this basket.";
  const note = sessionStorage.getItem("restored");
  if (note) one("[data-status]").textContent = note;
  sessionStorage.removeItem("restored");
}

document.addEventListener("basket", show);
show();
