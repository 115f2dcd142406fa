/** Checkout: one page, no account. Consent to an email counts from the moment the box is ticked. */

import { empty, lines } from "./basket.js";
import { shortLines, showTotals } from "./cards.js";
import { one } from "./dom.js";
import { rapport } from "./rapport.js";

const basket = lines();
const form = one("[data-form]");
const { email, remind } = form.elements;

const REMINDED =
  "One email at most, only if you leave something behind. We ask you there first, once, whether the address is yours.";

function orderNumber() {
  return `HF-${100_000 + (crypto.getRandomValues(new Uint32Array(1))[0] % 900_000)}`;
}

/** Nothing of the address is sent before the shopper ticks the box or places the order. */
async function keepConsent() {
  const status = one("[data-consent-status]");
  if (remind.checked && !email.reportValidity()) {
    remind.checked = false;
    return;
  }
  try {
    const api = await rapport;
    if (remind.checked) await api.identify({ email: email.value });
    await api.consent({ recovery_email: remind.checked });
    status.textContent = remind.checked ? REMINDED : "";
  } catch (error) {
    remind.checked = !remind.checked;
    status.textContent = `That could not be kept: ${error instanceof Error ? error.message : "please try again."}`;
  }
}

async function place(/** @type {SubmitEvent} */ event) {
  event.preventDefault();
  one("[data-status]").textContent = "Placing it…";
  const orderId = orderNumber();
  const bought = basket.map(({ product_id, quantity, price, currency }) => ({
    product_id,
    quantity,
    price,
    currency,
  }));
  try {
    const api = await rapport;
    await api.identify({ email: email.value });
    api.purchase(orderId, bought);
    sessionStorage.setItem("order", JSON.stringify({ orderId, basket }));
    empty();
    location.assign("/order.html");
  } catch (error) {
    one("[data-status]").textContent =
      `The order is not placed: ${error instanceof Error ? error.message : "please try again."}`;
  }
}

one("[data-empty]").hidden = basket.length > 0;
one("[data-checkout]").hidden = basket.length === 0;
if (basket.length) {
  one("[data-lines]").replaceChildren(...shortLines(basket));
  showTotals(one("[data-totals]"), basket);
  form.addEventListener("submit", place);
  remind.addEventListener("change", keepConsent);
  rapport.then(
    (api) => api.track("checkout"),
    () => {},
  );
}
