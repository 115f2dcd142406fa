/** The shopper's own page: what is stored in words, what they allow, and the way to erase it. */

import { build, one } from "./dom.js";
import { inWords, productIds } from "./privacy-words.js";
import { rapport } from "./rapport.js";

const AT_FIRST = 8;
const SAVED = "Kept.";
const FAILED = "That did not work. Please try again in a moment.";
/** @type {any} */
let stored = {};

/** @param {{heading: string, sentences: string[]}} chapter */
function chapter({ heading, sentences }) {
  const items = sentences.map((sentence) => build("li", { text: sentence }));
  const rest = items.slice(AT_FIRST);
  return build("div", { class: "chapter" }, [
    build("h3", { text: heading }),
    build("ul", {}, items.slice(0, AT_FIRST)),
    rest.length > 0 &&
      build("details", {}, [build("summary", { text: `${rest.length} more` }), build("ul", {}, rest)]),
  ]);
}

/** @param {any} api @param {string[]} ids @returns {Promise<(id: string) => string>} */
async function titles(api, ids) {
  const products = await Promise.all(
    ids.map((id) => api.request("GET", `/v1/products/${encodeURIComponent(id)}`).catch(() => null)),
  );
  const known = new Map(products.filter(Boolean).map(({ product_id, title }) => [product_id, title]));
  return (id) => known.get(id) ?? "a product that is gone";
}

/** @param {any} api */
async function showStored(api) {
  stored = await api.exportData();
  const chapters = inWords(stored, await titles(api, productIds(stored)));
  const nothing = build("p", {
    class: "quiet-text",
    text: "Nothing, apart from a random number that stands for this browser.",
  });
  one("[data-words]").replaceChildren(...(chapters.length ? chapters.map(chapter) : [nothing]));
  one("[data-known]").removeAttribute("aria-busy");
}

/** @param {any} api */
async function showConsent(api) {
  const consent = await api.consent();
  for (const box of document.querySelectorAll("[data-consent]")) {
    const name = /** @type {HTMLElement} */ (box).dataset.consent ?? "";
    /** @type {HTMLInputElement} */ (box).checked = consent[name];
    box.addEventListener("change", () => keepConsent(api, /** @type {HTMLInputElement} */ (box), name));
  }
}

/** @param {any} api @param {HTMLInputElement} box @param {string} name */
async function keepConsent(api, box, name) {
  const status = one("[data-consent-status]");
  try {
    await api.consent({ [name]: box.checked });
    status.textContent = SAVED;
  } catch {
    box.checked = !box.checked;
    status.textContent = FAILED;
  }
}

function download() {
  const address = URL.createObjectURL(
    new Blob([JSON.stringify(stored, null, 2)], { type: "application/json" }),
  );
  build("a", { href: address, download: "harbour-and-finch-about-me.json" }).click();
  URL.revokeObjectURL(address);
}

/** @param {any} api */
async function erase(api) {
  const status = one("[data-erase-status]");
  try {
    const { erased } = await api.erase();
    const count = Object.values(erased).reduce((sum, rows) => sum + Number(rows), 0);
    stored = {};
    one("[data-words]").replaceChildren(build("p", { class: "quiet-text", text: "Nothing." }));
    status.textContent = `Done: ${count} ${count === 1 ? "record is" : "records are"} erased.`;
  } catch {
    status.textContent = FAILED;
  }
}

try {
  const api = await rapport;
  const dialog = one("[data-confirm]");
  dialog.addEventListener("close", () => dialog.returnValue === "erase" && erase(api));
  one("[data-erase]").addEventListener("click", () => ((dialog.returnValue = ""), dialog.showModal()));
  one("[data-download]").addEventListener("click", download);
  await Promise.all([showConsent(api), showStored(api)]);
} catch {
  one("[data-words]").replaceChildren(
    build("p", { text: "This cannot be read just now. Please try again in a moment." }),
  );
}
