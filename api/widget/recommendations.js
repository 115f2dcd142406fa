/** `<rapport-recommendations placement="home" limit="8">`: products for this shopper, each with its reason. */

import { adoptSheets, element } from "./dom.js";
import { productCard, productList } from "./products.js";

const HEADINGS = {
  home: "Picked for you",
  product: "You might also like",
  cart: "Goes well with your basket",
  checkout: "Before you finish",
};
const SEEN_SHARE = 0.5; // of a card on the screen, the IAB's measure of a viewable impression

const FILTERS = ["category", "brand", "exclude"]; // attributes that the API knows by the same names

/**
 * What an attribute holds: its text whole, since ids and categories may have any mark in them, or, written as a
 * JSON array, several texts.
 * @param {string | null} text
 * @returns {string[]}
 */
export function several(text) {
  if (!text?.trim().startsWith("[")) return text ? [text] : [];
  try {
    return JSON.parse(text).map(String);
  } catch {
    return [text]; // an id may begin like that
  }
}

/**
 * Teaches the browser the element.
 * @param {object} seams
 * @param {import("./visitor.js").Visitor} seams.visitor
 * @param {import("./cart.js").Cart} seams.cart
 * @param {(type: string, details: object) => void} seams.track
 * @param {() => Record<string, string>} [seams.came] how the shopper came, where they allow that to be told
 */
export function defineRecommendations({ visitor, cart, track, came = () => ({}) }) {
  class RapportRecommendations extends HTMLElement {
    static observedAttributes = ["placement", "limit", "product-id", ...FILTERS];

    #asked = 0;
    /** @type {AbortController | null} */
    #listening = null;
    /** @type {IntersectionObserver | null} */
    #seen = null;
    #styled = Promise.resolve();
    #filled = false;
    /** @type {Set<string>} products whose impression on this page is recorded */
    #seenProducts = new Set();

    connectedCallback() {
      if (!this.shadowRoot) this.#build();
      this.#listening = new AbortController();
      const { signal } = this.#listening;
      document.addEventListener("rapport:preferences", () => this.refresh(), { signal });
      document.addEventListener("rapport:consent", () => this.refresh(), { signal });
      if (["cart", "checkout"].includes(this.placement)) {
        document.addEventListener("rapport:cart", () => this.refresh(), { signal });
      }
      this.refresh();
    }

    disconnectedCallback() {
      this.#listening?.abort();
      this.#seen?.disconnect();
    }

    attributeChangedCallback() {
      if (this.#listening) this.refresh();
    }

    get placement() {
      return this.getAttribute("placement") ?? "home";
    }

    /** Asks again. What is on the page stays until the new answer is there; of two answers the later question counts. */
    async refresh() {
      const asked = ++this.#asked;
      if (this.placement === "product" && !this.getAttribute("product-id")) return; // the page has yet to say which
      this.setAttribute("aria-busy", "true");
      const [products] = await Promise.all([this.#fetch().catch(() => null), this.#styled]);
      if (asked !== this.#asked) return;
      this.removeAttribute("aria-busy");
      if (products) this.#show(products);
      else if (!this.#filled) this.hidden = true; // unreachable: a gap in the page helps nobody
    }

    async #fetch() {
      const answer = await visitor.request("GET", "/v1/recommendations", {
        query: {
          placement: this.placement,
          limit: this.getAttribute("limit") ?? 8,
          product_id: this.getAttribute("product-id"),
          cart: cart.productIds,
          ...Object.fromEntries(FILTERS.map((name) => [name, several(this.getAttribute(name))])),
          lang: this.closest("[lang]")?.lang || null, // the page's language, whatever the browser's is
          ...came(), // a newcomer's first shelf is asked for before their first event has arrived
        },
      });
      return answer.products;
    }

    #build() {
      const root = this.attachShadow({ mode: "open" });
      this.#styled = adoptSheets(root, ["theme.css", "products.css", "recommendations.css"]);
      const heading = element("h2", {
        id: "heading",
        text: this.getAttribute("heading") ?? HEADINGS[this.placement],
      });
      root.append(
        element("section", { "aria-labelledby": "heading" }, [heading, element("div", { class: "shelf" })]),
      );
    }

    /** @param {import("./products.js").Recommended[]} products */
    #show(products) {
      this.hidden = products.length === 0;
      this.#filled = products.length > 0;
      const onclick = (/** @type {{product_id: string}} */ product) =>
        this.#record("click", product.product_id);
      const list = productList(products, (item) => productCard(item, { onclick }));
      this.shadowRoot?.querySelector(".shelf")?.replaceChildren(list);
      this.#watch(list);
      this.dispatchEvent(new CustomEvent("rapport:shown", { bubbles: true, detail: { products } }));
    }

    /** @param {HTMLElement} list */
    #watch(list) {
      this.#seen?.disconnect();
      const seen = new IntersectionObserver(
        (entries) => {
          for (const { isIntersecting, target } of entries) {
            if (!isIntersecting) continue;
            seen.unobserve(target);
            this.#seeing(/** @type {HTMLElement} */ (target).dataset.product ?? "");
          }
        },
        { threshold: SEEN_SHARE },
      );
      list.querySelectorAll(".product").forEach((card) => seen.observe(card));
      this.#seen = seen;
    }

    /** @param {string} productId */
    #seeing(productId) {
      if (this.#seenProducts.has(productId)) return; // a refreshed shelf is not seen twice
      this.#seenProducts.add(productId);
      this.#record("impression", productId);
    }

    /** @param {"click" | "impression"} type @param {string} productId */
    #record(type, productId) {
      track(type, { product_id: productId, placement: this.placement });
    }
  }
  if (!customElements.get("rapport-recommendations")) {
    customElements.define("rapport-recommendations", RapportRecommendations);
  }
}
