/** The order that was just placed in this tab. */

import { shortLines, showTotals } from "./cards.js";
import { one } from "./dom.js";

const placed = JSON.parse(sessionStorage.getItem("order") ?? "null");
one("[data-order]").hidden = !placed;
one("[data-empty]").hidden = Boolean(placed);
if (placed) {
  one("[data-order-id]").textContent = placed.orderId;
  one("[data-lines]").replaceChildren(...shortLines(placed.basket));
  showTotals(one("[data-totals]"), placed.basket);
}
