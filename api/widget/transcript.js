/** The conversation as a text file, made in the browser of what both said. */

import { element } from "./dom.js";
import { money } from "./products.js";

/** @typedef {import("./chat-messages.js").Message} Message */

const NAMES = { shopper: "You", assistant: "The assistant", person: "A colleague" };

/** @param {string | undefined} moment ISO 8601 @returns {string} "29 Nov 2026, 10:14" in the page's language */
function when(moment) {
  if (!moment) return "";
  const language = document.documentElement.lang || undefined;
  return new Date(moment).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
}

/** @param {Message} message @returns {string[]} a line each */
function lines({ text, quote, chips = [], products = [], comparison }) {
  const source = quote?.source ? ` (${quote.source})` : "";
  return [
    text,
    quote ? `“${quote.text}”${source}` : "",
    chips.length ? `Searched for: ${chips.map(({ title }) => title).join(", ")}` : "",
    ...products.map(productLine),
    ...(comparison ? comparisonLines(comparison) : []),
  ].filter(Boolean);
}

/** @param {import("./products.js").Recommended} recommended */
function productLine({ product, reason }) {
  const price = money(product.price, product.currency);
  return `- ${[product.title, price, reason?.text, product.url].filter(Boolean).join(" | ")}`;
}

/** @param {import("./comparison.js").Comparison} comparison */
function comparisonLines({ products, rows, advice = [] }) {
  const titles = products.map(({ title }) => title).join(" | ");
  const traits = rows.map(
    ({ name, values }) => `${name}: ${values.map((value) => value || "–").join(" | ")}`,
  );
  return [titles, ...traits, ...advice];
}

/**
 * @param {Message[]} messages in their order
 * @param {{shop: string, saved: string}} about whose assistant it is, and when this is saved (ISO 8601)
 * @returns {string}
 */
export function transcript(messages, { shop, saved }) {
  const said = messages.map((message) => {
    const time = when(message.sent_at);
    return [`${NAMES[message.sender ?? "assistant"]}${time && ` (${time})`}:`, ...lines(message)].join("\n");
  });
  return [`Conversation with the assistant of ${shop}, saved ${when(saved)}`, ...said].join("\n\n") + "\n";
}

/** Hands a text to the shopper as a file. @param {string} name @param {string} text */
export function download(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address)); // once the browser has begun to read it
}
