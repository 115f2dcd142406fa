/** What the assistant remembers of the shopper, as chips that they can take back. */

import { element, icon } from "./dom.js";
import { money } from "./products.js";

const CROSS = "M7 7l10 10M17 7L7 17";
const SPOKEN = new Set(["preference", "budget", "like", "dislike"]);

/**
 * @typedef {object} Preference
 * @property {string} signal_id
 * @property {string} kind
 * @property {string | null} attribute
 * @property {string | null} value
 * @property {boolean} wanted
 * @property {string | null} product_id
 */

/** @param {Preference} preference @returns {string} "not pink", "up to £20.00", "for toddlers" */
export function inWords({ kind, attribute, value, wanted }) {
  if (kind === "budget")
    return `up to ${money(value ?? 0, document.documentElement.dataset.currency ?? "GBP").replace(/[.,]00(?!\d)/, "")}`;
  if (kind === "like") return "liked a product";
  if (kind === "dislike") return "not for me: a product";
  const text = attribute === "for" ? `for ${value}` : attribute === "size" ? `size ${value}` : (value ?? "");
  return wanted ? text : `not ${text}`;
}

/** The row of chips; tells the page when what is remembered has changed. */
export class PreferenceChips {
  /**
   * @param {{visitor: import("./visitor.js").Visitor, titleOf: (productId: string) => Promise<string | null>}} seams
   */
  constructor({ visitor, titleOf }) {
    this.visitor = visitor;
    this.titleOf = titleOf;
    this.list = element("ul", { class: "chips", role: "list" });
    this.box = element("div", { class: "remembered", hidden: true }, [
      element("span", { class: "label", id: "remembered", text: "Remembered" }),
      this.list,
    ]);
    this.list.setAttribute("aria-labelledby", "remembered");
    this.known = "";
  }

  /** Reads them anew; where they differ from before, the recommendations on the page follow, unless `quiet`. */
  async refresh({ quiet = false } = {}) {
    const { preferences } = await this.visitor.request("GET", "/v1/chat/preferences");
    const fingerprint = preferences
      .map((/** @type {Preference} */ preference) => preference.signal_id)
      .sort()
      .join();
    const changed = this.known !== fingerprint;
    this.known = fingerprint;
    const spoken = preferences.filter((/** @type {Preference} */ preference) => SPOKEN.has(preference.kind));
    this.list.replaceChildren(...(await Promise.all(spoken.map((preference) => this.#chip(preference)))));
    this.box.hidden = spoken.length === 0;
    if (changed && !quiet)
      document.dispatchEvent(new CustomEvent("rapport:preferences", { detail: { preferences } }));
  }

  /** @param {Preference} preference */
  async #chip(preference) {
    const words = await this.#words(preference);
    const remove = element(
      "button",
      { type: "button", "aria-label": `Forget: ${words}`, onclick: () => this.#forget(preference, remove) },
      [element("span", { text: words }), icon(CROSS)],
    );
    return element("li", {}, [remove]);
  }

  /** @param {Preference} preference */
  async #words(preference) {
    const title = preference.product_id ? await this.titleOf(preference.product_id) : null;
    if (!title) return inWords(preference);
    return preference.kind === "dislike" ? `not ${title}` : title;
  }

  /** @param {Preference} preference @param {HTMLElement} button */
  async #forget({ signal_id }, button) {
    /** @type {HTMLButtonElement} */ (button).disabled = true;
    try {
      await this.visitor.request("DELETE", `/v1/chat/preferences/${encodeURIComponent(signal_id)}`);
      await this.refresh();
      (this.list.querySelector("button") ?? this.box.getRootNode().querySelector("textarea"))?.focus();
    } catch {
      /** @type {HTMLButtonElement} */ (button).disabled = false; // still there: it can be tapped again
    }
  }
}
