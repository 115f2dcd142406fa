/** What is said above the conversation: who answers, and that the line is broken. */

import { element } from "./dom.js";

const AWAY = "The assistant is away. Search and recommendations still answer.";
const OFFLINE = "You are offline. What you write is sent when you are back.";
const ASKED = "A colleague has been asked. What they write appears here.";
const ATTENDED = "A colleague is in this conversation. The assistant is silent.";
const CLOSED = "The colleague has closed this conversation. The assistant answers again.";
const BACK = "Back to the assistant";

export class ChatNotice {
  /** @param {{onBack: (words: string) => void}} seams the shopper wants the assistant again, in these words */
  constructor({ onBack }) {
    this.away = false;
    /** @type {import("./colleague.js").Handover | null} */
    this.handover = null;
    this.text = element("p", { class: "notice", role: "status", hidden: true });
    const asked = { class: "back", type: "button", hidden: true, onclick: () => onBack(BACK) };
    this.back = element("button", { ...asked, text: BACK });
    this.box = element("div", { class: "state" }, [this.text, this.back]);
  }

  /** Who is in the conversation now. @param {import("./colleague.js").Handover | null | undefined} handover */
  tell(handover) {
    const closed = this.handover?.attended && !handover;
    this.handover = handover ?? null;
    this.show(closed ? CLOSED : undefined);
  }

  /** @param {string} [words] instead of the state of the line */
  show(words) {
    const text = words ?? this.#state();
    if (this.text.textContent !== text) this.text.textContent = text; // said once, however often it is asked
    this.text.hidden = !text;
    this.back.hidden = !this.handover?.attended;
  }

  #state() {
    if (!navigator.onLine) return OFFLINE;
    if (this.handover) return this.handover.attended ? ATTENDED : ASKED;
    return this.away ? AWAY : "";
  }
}
