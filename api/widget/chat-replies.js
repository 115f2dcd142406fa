/** What an answer is made of: words, a quotation, the search that is on, products, a comparison, quick replies. */

import { comparisonTable } from "./comparison.js";
import { element, icon } from "./dom.js";
import { productCard, productList } from "./products.js";

const CROSS = "M7 7l10 10M17 7L7 17";
const THUMB =
  "M4 11h3v9H4zM7 12l4-8c1.6 0 2.5 1 2.5 2.5V10h5.5a1.5 1.5 0 0 1 1.5 1.8l-1.3 6.6A2 2 0 0 1 17.2 20H7";

/** @typedef {{title: string, payload: string}} Tap */

/**
 * @typedef {object} ReplySeams
 * @property {(text: string, spoken?: string) => void} say sends a payload under the words shown
 * @property {(productId: string) => void} onProduct a product's page is opened
 * @property {(product: import("./products.js").Product) => Promise<void>} onAdd it shall go into the basket
 */

/**
 * @param {import("./chat-messages.js").Message} message
 * @param {ReplySeams} seams
 * @returns {HTMLElement[]} what is to be shown of it, in its order
 */
export function replyParts({ text, quote, chips, products, comparison, buttons }, seams) {
  const parts = [
    text && element("p", { text }),
    quote && quotation(quote),
    chips?.length && search(chips, seams),
    products?.length &&
      element("div", { class: "small" }, [productList(products, (item) => card(item, seams))]),
    comparison && comparisonTable(comparison, seams),
    buttons?.length && quickReplies(buttons, seams),
  ];
  return /** @type {HTMLElement[]} */ (parts.filter(Boolean));
}

/** @param {{text: string, source?: string}} quote words of the shop's own */
function quotation({ text, source }) {
  return element("figure", { class: "quote" }, [
    element("blockquote", {}, [element("p", { text })]),
    source && element("figcaption", { text: source }),
  ]);
}

/** @param {Tap[]} chips @param {ReplySeams} seams */
function search(chips, { say }) {
  const chip = (/** @type {Tap} */ { title, payload }) => {
    const words = `Take off: ${title}`;
    const tap = () => say(payload, words);
    return element("li", {}, [
      element("button", { type: "button", class: "chip", "aria-label": words, onclick: once(tap) }, [
        element("span", { text: title }),
        icon(CROSS),
      ]),
    ]);
  };
  return element("div", { class: "search" }, [
    element("span", { class: "label", "aria-hidden": "true", text: "Your search" }),
    element("ul", { class: "chips", role: "list", "aria-label": "Your search" }, chips.map(chip)),
  ]);
}

/** @param {import("./products.js").Recommended} item @param {ReplySeams} seams */
function card(item, { say, onProduct, onAdd }) {
  const { product_id, title, stock } = item.product;
  const opinion = (/** @type {string} */ label, /** @type {string} */ intent) => {
    const words = `${label}: ${title}`;
    const tap = (/** @type {Event} */ { currentTarget }) => {
      press(/** @type {HTMLElement} */ (currentTarget));
      say(`/${intent}${JSON.stringify({ product_id })}`, words);
    };
    const named = { "aria-label": words, title: label, "aria-pressed": "false" };
    return element("button", { type: "button", class: intent, ...named, onclick: tap }, [icon(THUMB)]);
  };
  const add = element("button", {
    type: "button",
    class: "add",
    "aria-label": `Add to basket: ${title}`,
    text: "Add to basket",
    onclick: () => whileBusy(add, () => onAdd(item.product)),
  });
  return productCard(item, {
    onclick: () => onProduct(product_id),
    actions: [
      ...(stock === 0 ? [] : [add]),
      opinion("Like", "like_product"),
      opinion("Not for me", "dislike_product"),
    ],
  });
}

/** @param {Tap[]} buttons @param {ReplySeams} seams */
function quickReplies(buttons, { say }) {
  return element(
    "div",
    { class: "quick", role: "group", "aria-label": "Quick replies" },
    buttons.map(({ title, payload }) =>
      element("button", { type: "button", text: title, onclick: () => say(payload, title) }),
    ),
  );
}

/** A button that is busy keeps its focus, so it is not disabled. @param {HTMLElement} button @param {() => Promise<void>} work */
async function whileBusy(button, work) {
  if (button.hasAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  await work().finally(() => button.removeAttribute("aria-busy"));
}

/** @param {() => void} tap @returns {(event: Event) => void} the first tap counts, the answer is on its way */
function once(tap) {
  return ({ currentTarget }) => {
    const button = /** @type {HTMLElement} */ (currentTarget);
    if (button.getAttribute("aria-disabled")) return;
    button.setAttribute("aria-disabled", "true");
    tap();
  };
}

/** @param {HTMLElement} button one of a pair: pressing it releases the other */
function press(button) {
  for (const toggle of button.parentElement?.querySelectorAll("[aria-pressed]") ?? []) {
    toggle.setAttribute("aria-pressed", String(toggle === button));
  }
}
