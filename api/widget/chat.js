/** The chat panel: a conversation with the shop's assistant, its history, and what it remembers. */

import { PageBasket } from "./basket.js";
import { ChatFrame } from "./chat-frame.js";
import { MessageList } from "./chat-messages.js";
import { ChatNotice } from "./chat-notice.js";
import { ColleagueWatch } from "./colleague.js";
import { element, icon, shadowPart } from "./dom.js";
import { PreferenceChips } from "./preferences.js";
import { uuid } from "./storage.js";
import { download, transcript } from "./transcript.js";

const SEND = "M4 12h15M13 6l6 6-6 6";
const GREETING =
  "Hello. I am the shop's assistant, a program. Tell me what you are looking for, and what you would rather not see.";
const SHEETS = ["theme.css", "products.css", "chat.css", "chat-replies.css"];
const LONGEST = 1000;
const FRESH_MS = 30_000; // so long an answer may be on its way
const EVENTS_MS = 1000; // so long a message waits for the events that happened before it

/**
 * @typedef {object} ChatSeams
 * @property {import("./visitor.js").Visitor} visitor
 * @property {(type: string, details: object) => void} track
 * @property {() => string | null} pageProduct the product that this page shows
 * @property {() => Promise<void>} flush sends what the shopper did before what they say
 * @property {import("./storage.js").JsonStorage} tab remembers from page to page that the chat is open
 * @property {(opened: boolean) => void} [onToggle]
 */

/** @param {ChatSeams} seams @returns {Promise<ChatPanel>} */
export async function openChat(seams) {
  const { root } = await shadowPart("rapport-chat", SHEETS);
  const panel = new ChatPanel(seams);
  root.append(panel.frame.dialog);
  return panel;
}

export class ChatPanel {
  /** @param {ChatSeams} seams */
  constructor({ visitor, track, pageProduct, flush, tab, onToggle = () => {} }) {
    this.visitor = visitor;
    this.pageProduct = pageProduct;
    this.flush = flush;
    this.tab = tab;
    this.onToggle = onToggle;
    this.messages = new MessageList({
      say: (text, spoken) => this.say(text, spoken),
      onProduct: (product_id) => track("click", { product_id, placement: "chat" }),
      onAdd: (product) => this.basket.add(product),
    });
    this.basket = new PageBasket({
      storage: visitor.storage,
      note: (words) => this.messages.note(words),
      productOf: (id) => this.#product(id),
    });
    this.chips = new PreferenceChips({
      visitor,
      titleOf: async (id) => (await this.#product(id))?.title ?? null,
    });
    this.notice = new ChatNotice({ onBack: (words) => this.#goBack(words) });
    this.colleague = new ColleagueWatch({ ask: () => this.#readNews() });
    /** @type {string | null} the last message that was read as news or history */
    this.last = null;
    this.loaded = false;
    /** @type {(() => void)[]} messages that wait for the network */
    this.waiting = [];
    /** @type {Promise<void>} */
    this.turn = Promise.resolve();
    this.field = /** @type {HTMLTextAreaElement} */ (
      element("textarea", { ...FIELD, onkeydown: this.#fieldKey })
    );
    this.frame = this.#build();
    globalThis.addEventListener("online", () => this.#online());
    globalThis.addEventListener("offline", () => this.notice.show());
    globalThis.addEventListener("pageshow", ({ persisted }) => persisted && this.#comeBack());
  }

  /** @param {{focus?: boolean}} [options] without focus where the shopper did not ask for it on this page */
  open({ focus = true } = {}) {
    this.frame.show();
    this.tab.set("chat", true);
    this.onToggle(true);
    this.notice.show();
    if (focus) this.field.focus({ preventScroll: true });
    if (!this.loaded) this.#loadInTurn();
    else this.#readNews().catch(() => {}); // what came while it was closed; else it comes with the next answer
    this.colleague.start();
  }

  close() {
    this.frame.close();
  }

  /**
   * One message of the shopper's; answers come in the order of the questions.
   * @param {string} text
   * @param {string} [spoken] what the shopper sees of it
   */
  say(text, spoken = text) {
    const message = this.#message(text);
    const sent_at = new Date().toISOString();
    const shown = this.messages.add({ id: message.id, sender: "shopper", text: spoken, sent_at });
    this.turn = this.turn.then(() => this.#send(message, shown));
  }

  /** @param {string} text */
  #message(text) {
    return { id: uuid(), text, product_id: this.pageProduct() ?? undefined };
  }

  #build() {
    const send = element("button", { class: "primary", "aria-label": "Send" }, [icon(SEND)]);
    const form = element("form", { onsubmit: this.#submit }, [
      element("label", { class: "unseen", for: "message", text: "Your message" }),
      this.field,
      send,
    ]);
    return new ChatFrame({
      children: [this.chips.box, this.notice.box, this.messages.box, form],
      onSave: () => this.#save(),
      onLeave: () => this.tab.remove("chat"),
      onClose: () => {
        this.tab.remove("chat");
        this.colleague.stop();
        this.onToggle(false);
      },
    });
  }

  /** The browser brings a page back as it was; the conversation went on elsewhere. */
  #comeBack() {
    this.messages.clear();
    this.loaded = false;
    if (this.frame.dialog.open) this.#loadInTurn();
  }

  #loadInTurn() {
    this.turn = this.turn.then(() => this.#load());
  }

  async #load() {
    this.loaded = true;
    this.messages.showTyping(true);
    try {
      const { messages, handover } = await this.visitor.request("GET", "/v1/chat/messages");
      this.#tell(handover); // first: what it says above the messages takes of their room
      this.last = messages.at(-1)?.id ?? null;
      this.messages.addHistory(messages.filter(written));
      if (!messages.length) this.messages.addHistory([{ id: "greeting", text: GREETING }], { aloud: true });
      await this.chips.refresh({ quiet: true });
      await this.#catchUp(messages.at(-1));
    } catch {
      this.loaded = false; // the next opening tries again
      if (navigator.onLine)
        this.notice.show("The conversation could not be loaded. You can write all the same.");
    } finally {
      this.messages.showTyping(false);
    }
  }

  /**
   * A page that goes takes with it what was being answered. The same message, sent again, gets the same answer.
   * @param {import("./chat-messages.js").Message | undefined} last
   */
  async #catchUp(last) {
    const now = Date.now() + this.visitor.api.clockOffset;
    if (last?.sender !== "shopper" || now - Date.parse(last.sent_at ?? "") > FRESH_MS) return;
    await this.#exchange({ id: last.id, text: last.text }).catch(() => {});
  }

  /** @param {{id: string, text: string, product_id?: string}} message @param {HTMLElement} shown */
  async #send(message, shown) {
    try {
      await this.#exchange(message);
    } catch (error) {
      this.#unsent(error, message, shown);
    }
  }

  /** @param {{id: string, text: string, product_id?: string}} message @throws where it did not arrive */
  async #exchange(message) {
    this.messages.showTyping(!this.colleague.attended);
    try {
      const late = new Promise((done) => setTimeout(done, EVENTS_MS));
      await Promise.race([this.flush(), late]); // the assistant knows the basket by its events
      const reply = await this.visitor.request("POST", "/v1/chat/messages", { body: message });
      this.notice.away = reply.assistant === "away";
      this.#tell(reply.handover);
      for (const answer of reply.messages) this.messages.add(answer);
      for (const { basket } of reply.messages) if (basket) await this.#change(basket);
    } finally {
      this.messages.showTyping(false);
    }
    await this.chips.refresh().catch(() => {}); // the answer is there; the chips follow with the next one
  }

  /** What was said since the last reading: a colleague's words, and what another tab of the shop brought about. */
  async #readNews() {
    const { messages, handover } = await this.visitor.request("GET", "/v1/chat/messages", {
      query: { after: this.last },
    });
    this.#tell(handover);
    for (const message of messages.filter(written)) this.messages.add(message);
    this.last = messages.at(-1)?.id ?? this.last;
  }

  /** @param {import("./colleague.js").Handover | null | undefined} handover */
  #tell(handover) {
    this.colleague.tell(handover);
    this.notice.tell(handover);
  }

  /** @param {string} words */
  #goBack(words) {
    this.say(words);
    this.field.focus({ preventScroll: true });
  }

  /**
   * The assistant wants something changed in the basket: the page does it or not, and the assistant hears which.
   * @param {NonNullable<import("./chat-messages.js").Message["basket"]>} basket
   */
  async #change({ request_id, action, product_id, quantity }) {
    if (!(await this.basket.claim(request_id))) return;
    const request = { requestId: request_id, action, productId: product_id, quantity };
    const done = await this.basket.ask(request);
    const result = JSON.stringify({ request_id, done: done ? "yes" : "no" });
    const message = this.#message(`/basket_result${result}`);
    await this.#exchange(message).catch(() => this.basket.tell(request, done));
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
    this.notice.show();
    for (const again of this.waiting.splice(0)) again();
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

  #save() {
    const saved = new Date().toISOString();
    const text = transcript(this.messages.said, { shop: location.hostname, saved });
    download(`conversation-${saved.slice(0, 10)}.txt`, text);
  }

  /** @param {string} productId @returns {Promise<{title: string, url: string} | null>} null: it is gone */
  #product(productId) {
    return this.visitor.request("GET", `/v1/products/${encodeURIComponent(productId)}`).catch(() => null);
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
