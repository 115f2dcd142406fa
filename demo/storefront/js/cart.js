/** The basket page: lines, quantities, and the whole price, delivery included, before anything is asked. */

import { lines, most, put, totals } from "./basket.js";
import { picture, productAddress, showTotals } from "./cards.js";
import { build, one, pounds } from "./dom.js";

/** @param {import("./basket.js").Line} line */
function row(line) {
  const { product_id, title, price, quantity } = line;
  const href = productAddress(product_id);
  const field = build("input", {
    type: "number",
    min: 1,
    max: most(line),
    value: quantity,
    inputmode: "numeric",
    "aria-label": `Quantity of ${title}`,
  });
  field.addEventListener("change", () => {
    const wanted = Math.max(1, Math.round(Number(/** @type {any} */ (field).value)) || 1);
    put(line, Math.min(wanted, most(line)));
  });
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
        onclick: () => remove(line),
      }),
    ]),
    build("span", { class: "line-amount", text: pounds(Number(price) * quantity) }),
  ]);
}

/** @param {import("./basket.js").Line} line */
function remove(line) {
  put(line, 0);
  const undo = build("button", { type: "button", class: "link", text: "Put it back" });
  undo.addEventListener("click", () => putBack(line));
  one("[data-status]").replaceChildren(`${line.title} is out of your basket. `, undo);
  /** @type {HTMLElement} */ (undo).focus();
}

/** @param {import("./basket.js").Line} line */
function putBack(line) {
  put(line, line.quantity);
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
