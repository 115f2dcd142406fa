/** The list of messages: the shopper's, the assistant's, what happened meanwhile, and what went wrong. */

import { replyParts } from "./chat-replies.js";
import { element } from "./dom.js";

/**
 * @typedef {object} Message
 * @property {string} id
 * @property {"shopper" | "assistant" | "person"} [sender]
 * @property {string} text
 * @property {string} [sent_at] ISO 8601
 * @property {import("./products.js").Recommended[]} [products]
 * @property {import("./chat-replies.js").Tap[]} [buttons]
 * @property {import("./chat-replies.js").Tap[]} [chips] the search that is on; each of its parts can be taken off
 * @property {import("./comparison.js").Comparison | null} [comparison]
 * @property {{text: string, source?: string} | null} [quote]
 * @property {{request_id: string, action: "add" | "remove" | "set", product_id: string, quantity: number} | null} [basket]
 * @property {boolean} [tapped]
 */

const SPOKEN_BY = { shopper: "You said:", assistant: "The assistant said:", person: "A colleague writes" };

const UNHEARD_MS = 500; // until a screen reader has taken notice of what it is not to read out
const ROOM = 12; // pixels between a message and the edge

/** Shows messages in their order, each once. */
export class MessageList {
  /** @param {import("./chat-replies.js").ReplySeams} seams */
  constructor(seams) {
    this.seams = seams;
    /** @type {Map<Element, Message>} what both said, by where it stands */
    this.shown = new Map();
    /** @type {Map<string, HTMLElement>} by id: an answer may come as such and as news */
    this.known = new Map();
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

  /** @returns {Message[]} what both said, in its order */
  get said() {
    const messages = [...this.list.children].map((item) => this.shown.get(item));
    return /** @type {Message[]} */ (messages.filter(Boolean));
  }

  clear() {
    this.shown.clear();
    this.known.clear();
    this.list.replaceChildren(this.typing);
  }

  /** @param {Message} message @returns {HTMLElement} */
  add(message) {
    const known = this.known.get(message.id);
    if (known) return known;
    const sender = message.sender ?? "assistant";
    const parts = replyParts(message, this.seams);
    const item = element("li", { class: sender === "shopper" ? "own" : "assistants" }, [
      element("span", { class: sender === "person" ? "who" : "unseen", text: SPOKEN_BY[sender] }),
      ...parts,
    ]);
    this.known.set(message.id, item);
    if (!parts.length) return item; // a command to the page alone
    this.shown.set(item, message);
    this.#insert(item, message);
    return item;
  }

  /**
   * What was said before, above what is said on this page. A screen reader reads it when its user goes there.
   * @param {Message[]} messages
   * @param {{aloud?: boolean}} [options] for what was not heard before
   */
  addHistory(messages, { aloud = false } = {}) {
    const newer = [...this.list.children].filter((item) => item !== this.typing);
    if (!aloud) this.box.setAttribute("aria-live", "off");
    for (const message of messages) this.add(message);
    if (newer.length) this.#retire(".quick, .search");
    this.typing.before(...newer);
    setTimeout(() => this.box.setAttribute("aria-live", "polite"), UNHEARD_MS);
  }

  /** What happened, said by neither of them. @param {(Node | string)[]} words */
  note(words) {
    this.#insert(element("li", { class: "note" }, [element("p", {}, words)]), {});
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

  /**
   * Buttons answered an older question, chips named an older search. Who stood on one of them stands on what is new.
   * @param {HTMLElement} item @param {Partial<Message>} message
   */
  #insert(item, { id, chips, products }) {
    const held = id && this.#retire(chips?.length || products?.length ? ".quick, .search" : ".quick");
    this.typing.before(item);
    this.#scrollTo(item);
    if (!held) return;
    item.tabIndex = -1;
    item.focus({ preventScroll: true });
  }

  /** @param {string} selector @returns {boolean} whether the focus was in it */
  #retire(selector) {
    const old = [...this.list.querySelectorAll(selector)];
    const focused = /** @type {ShadowRoot} */ (this.list.getRootNode()).activeElement ?? null;
    const held = old.some((part) => part.contains(focused));
    old.forEach((part) => part.remove());
    return held;
  }

  /** @param {HTMLElement} item */
  #scrollTo(item) {
    const { offsetTop: top, offsetHeight: height } = item;
    this.box.scrollTop = Math.min(top - ROOM, top + height + ROOM - this.box.clientHeight); // all of it, or its beginning
  }
}
