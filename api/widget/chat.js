/** The chat panel: a conversation with the shop's assistant, its history, and what it remembers. */

import { element, icon, shadowPart } from "./dom.js";
import { MessageList } from "./chat-messages.js";
import { PreferenceChips } from "./preferences.js";
import { uuid } from "./storage.js";

const CROSS = "M6 6l12 12M18 6L6 18";
const SEND = "M4 12h15M13 6l6 6-6 6";
const GREETING =
  "Hello. I am the shop's assistant, a program. Tell me what you are looking for, and what you would rather not see.";
const AWAY = "The assistant is away. Search and recommendations still answer.";
const OFFLINE = "You are offline. What you write is sent when you are back.";
const LONGEST = 1000;

/**
 * @typedef {object} ChatSeams
 * @property {import("./visitor.js").Visitor} visitor
 * @property {(type: string, details: object) => void} track
 * @property {() => string | null} pageProduct the product that this page shows
 * @property {(opened: boolean) => void} [onToggle]
 */

/** @param {ChatSeams} seams @returns {Promise<ChatPanel>} */
export async function openChat(seams) {
  const { root } = await shadowPart("rapport-chat", ["theme.css", "products.css", "chat.css"]);
  const panel = new ChatPanel(seams);
  root.append(panel.dialog);
  return panel;
}

export class ChatPanel {
  /** @param {ChatSeams} seams */
  constructor({ visitor, track, pageProduct, onToggle = () => {} }) {
    this.visitor = visitor;
    this.pageProduct = pageProduct;
    this.onToggle = onToggle;
    this.messages = new MessageList({
      say: (text, spoken) => this.say(text, spoken),
      onProduct: (product_id) => track("click", { product_id, placement: "chat" }),
    });
    this.chips = new PreferenceChips({ visitor, titleOf: (id) => this.#titleOf(id) });
    this.notice = element("p", { class: "notice", role: "status", hidden: true });
    this.away = false;
    this.loaded = false;
    /** @type {(() => void)[]} messages that wait for the network */
    this.waiting = [];
    /** @type {Promise<void>} */
    this.turn = Promise.resolve();
    this.field = /** @type {HTMLTextAreaElement} */ (
      element("textarea", { ...FIELD, onkeydown: this.#fieldKey })
    );
    this.dialog = this.#build();
    globalThis.addEventListener("online", () => this.#online());
    globalThis.addEventListener("offline", () => this.#notify());
  }

  open() {
    this.dialog.hidden = false;
    this.onToggle(true);
    this.#notify();
    this.field.focus({ preventScroll: true });
    if (!this.loaded) this.turn = this.turn.then(() => this.#load());
  }

  close() {
    this.dialog.hidden = true;
    this.onToggle(false);
  }

  /**
   * One message of the shopper's; answers come in the order of the questions.
   * @param {string} text
   * @param {string} [spoken] what the shopper sees of it
   */
  say(text, spoken = text) {
    const message = { id: uuid(), text, product_id: this.pageProduct() ?? undefined };
    const shown = this.messages.add({ id: message.id, sender: "shopper", text: spoken });
    this.turn = this.turn.then(() => this.#send(message, shown));
  }

  #build() {
    const close = element(
      "button",
      { class: "plain", type: "button", "aria-label": "Close chat", onclick: () => this.close() },
      [icon(CROSS)],
    );
    const send = element("button", { class: "primary", "aria-label": "Send" }, [icon(SEND)]);
    const form = element("form", { onsubmit: this.#submit }, [
      element("label", { class: "unseen", for: "message", text: "Your message" }),
      this.field,
      send,
    ]);
    return element(
      "div",
      { class: "panel", role: "dialog", "aria-labelledby": "title", hidden: true, onkeydown: this.#escape },
      [
        element("div", { class: "head" }, [element("h2", { id: "title", text: "Ask us" }), close]),
        this.chips.box,
        this.notice,
        this.messages.box,
        form,
      ],
    );
  }

  async #load() {
    this.loaded = true;
    this.messages.showTyping(true);
    try {
      const { messages } = await this.visitor.request("GET", "/v1/chat/messages");
      const newest = this.messages.list.firstChild; // one may have been written while the history came
      for (const message of messages.filter(written)) this.messages.add(message, newest);
      if (!messages.length) this.messages.add({ id: "greeting", text: GREETING }, newest);
      await this.chips.refresh({ quiet: true });
    } catch {
      this.loaded = false; // the next opening tries again
      if (navigator.onLine) this.#notify("The conversation could not be loaded. You can write all the same.");
    } finally {
      this.messages.showTyping(false);
    }
  }

  /** @param {{id: string, text: string, product_id?: string}} message @param {HTMLElement} shown */
  async #send(message, shown) {
    this.messages.showTyping(true);
    try {
      const reply = await this.visitor.request("POST", "/v1/chat/messages", { body: message });
      this.messages.showTyping(false);
      this.away = reply.assistant === "away";
      this.#notify();
      for (const answer of reply.messages) this.messages.add({ ...answer, sender: "assistant" });
      await this.chips.refresh().catch(() => {}); // the answer is there; the chips follow with the next one
    } catch (error) {
      this.messages.showTyping(false);
      this.#unsent(error, message, shown);
    }
  }

  /** @param {unknown} error @param {{id: string, text: string}} message @param {HTMLElement} shown */
  #unsent(error, message, shown) {
    let asked = false;
    const again = () => {
      if (asked) return; // by hand and by the network's return: the first one counts
      asked = true;
      shown.querySelector(".unsent")?.remove();
      this.turn = this.turn.then(() => this.#send(message, shown));
    };
    const status = /** @type {{status?: number}} */ (error).status;
    if (status === undefined) this.waiting.push(again);
    const refused = status !== undefined && status >= 400 && status < 500;
    this.messages.markUnsent(
      shown,
      refused && error instanceof Error ? error.message : "Not sent yet.",
      again,
    );
  }

  #online() {
    this.#notify();
    for (const again of this.waiting.splice(0)) again();
  }

  /** @param {string} [words] shown instead of the state of the line */
  #notify(words) {
    const text = words ?? (!navigator.onLine ? OFFLINE : this.away ? AWAY : "");
    this.notice.textContent = text;
    this.notice.hidden = !text;
  }

  #submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const text = this.field.value.trim();
    if (!text) return;
    this.field.value = "";
    this.say(text);
    this.field.focus({ preventScroll: true });
  };

  #fieldKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.#submit(event);
  };

  #escape = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape") this.close();
  };

  /** @param {string} productId @returns {Promise<string | null>} */
  async #titleOf(productId) {
    const product = await this.visitor
      .request("GET", `/v1/products/${encodeURIComponent(productId)}`)
      .catch(() => null); // a product that is gone has no title to show
    return product?.title ?? null;
  }
}

/**
 * A tap is stored as a command such as `/like_product{…}`; its answer says it in words.
 * @param {import("./chat-messages.js").Message} message
 */
function written({ tapped }) {
  return !tapped;
}

const FIELD = {
  id: "message",
  rows: 1,
  maxlength: LONGEST,
  placeholder: "A gift for a toddler…",
  autocomplete: "off",
  enterkeyhint: "send",
};
