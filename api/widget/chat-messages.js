/** The list of messages: the shopper's, the assistant's, products with two buttons, and what went wrong. */

import { element } from "./dom.js";
import { productCard, productList } from "./products.js";

/**
 * @typedef {object} Message
 * @property {string} id
 * @property {"shopper" | "assistant" | "person"} [sender]
 * @property {string} text
 * @property {import("./products.js").Recommended[]} [products]
 * @property {{title: string, payload: string}[]} [buttons]
 * @property {boolean} [tapped]
 */

/** Renders messages and reports what is tapped in them. */
export class MessageList {
  /**
   * @param {object} seams
   * @param {(text: string, spoken?: string) => void} seams.say sends a payload under the words shown
   * @param {(productId: string) => void} seams.onProduct
   */
  constructor({ say, onProduct }) {
    this.say = say;
    this.onProduct = onProduct;
    this.typing = element("li", { class: "typing", hidden: true }, [
      element("span", { class: "unseen", text: "The assistant is writing" }),
      ...[0, 1, 2].map(() => element("i")),
    ]);
    this.list = element("ol", { role: "list" }, [this.typing]);
    this.box = element(
      "div",
      { class: "messages", role: "log", "aria-live": "polite", "aria-label": "Conversation", tabindex: "0" },
      [this.list],
    );
  }

  /**
   * @param {Message} message
   * @param {Node | null} before what it stands before: the end, or the first of what is newer
   */
  add(message, before = this.typing) {
    this.list.querySelectorAll(".quick").forEach((buttons) => buttons.remove()); // they answered an older question
    const shown = message.sender === "shopper" ? this.#own(message) : this.#assistants(message);
    this.list.insertBefore(shown, before);
    this.#scrollTo(shown);
    return shown;
  }

  /** @param {boolean} writing */
  showTyping(writing) {
    this.typing.hidden = !writing;
    if (writing) this.#scrollTo(this.typing);
  }

  /**
   * Marks a message of the shopper's that did not arrive.
   * @param {HTMLElement} shown
   * @param {string} words
   * @param {() => void} again
   */
  markUnsent(shown, words, again) {
    const retry = element("button", {
      type: "button",
      class: "plain",
      text: "Send again",
      onclick: () => (note.remove(), again()),
    });
    const note = element("div", { class: "unsent", role: "status" }, [
      element("span", { text: words }),
      retry,
    ]);
    shown.append(note);
    this.#scrollTo(note);
  }

  /** @param {Message} message */
  #own({ text }) {
    return element("li", { class: "own" }, [element("p", { text })]);
  }

  /** @param {Message} message */
  #assistants({ sender, text, products = [], buttons = [] }) {
    return element("li", { class: "assistants" }, [
      sender === "person" && element("span", { class: "who", text: "A colleague writes" }),
      text && element("p", { text }),
      products.length > 0 &&
        element("div", { class: "small" }, [productList(products, (item) => this.#card(item))]),
      buttons.length > 0 &&
        element(
          "div",
          { class: "quick" },
          buttons.map((button) => this.#quick(button)),
        ),
    ]);
  }

  /** @param {{title: string, payload: string}} button */
  #quick({ title, payload }) {
    return element("button", { type: "button", text: title, onclick: () => this.say(payload, title) });
  }

  /** @param {import("./products.js").Recommended} item */
  #card(item) {
    const { product_id, title } = item.product;
    const opinion = (/** @type {string} */ label, /** @type {string} */ intent) =>
      element("button", {
        type: "button",
        "aria-label": `${label}: ${title}`,
        "aria-pressed": "false",
        text: label,
        onclick: (/** @type {Event} */ event) => {
          press(/** @type {HTMLElement} */ (event.currentTarget));
          this.say(`/${intent}${JSON.stringify({ product_id })}`, `${label}: ${title}`);
        },
      });
    const actions = [opinion("Like", "like_product"), opinion("Not for me", "dislike_product")];
    return productCard(item, { onclick: () => this.onProduct(product_id), actions });
  }

  /** @param {HTMLElement} shown */
  #scrollTo(shown) {
    this.box.scrollTop = shown.offsetTop + Math.min(shown.offsetHeight - this.box.clientHeight, 0) - 12;
  }
}

/** @param {HTMLElement} button one of a pair: pressing it releases the other */
function press(button) {
  for (const toggle of button.parentElement?.querySelectorAll("button") ?? []) {
    toggle.setAttribute("aria-pressed", String(toggle === button));
  }
}
