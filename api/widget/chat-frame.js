/** The chat's frame: beside the page or, on a small screen, over all of it, where nothing behind can be reached. */

import { element, icon } from "./dom.js";

const CROSS = "M6 6l12 12M18 6L6 18";
const DOWN = "M12 4v11M7 11l5 5 5-5M5 20h14";
const SMALL = "(max-width: 560px)"; // as in chat.css

/** A dialog with a head; what is said in it is its children. */
export class ChatFrame {
  /**
   * @param {object} seams
   * @param {HTMLElement[]} seams.children
   * @param {() => void} seams.onSave
   * @param {() => void} seams.onLeave a link in it is followed to a page that it would cover
   * @param {() => void} seams.onClose by its button, by Escape, or by a phone's way back
   */
  constructor({ children, onSave, onLeave, onClose }) {
    this.onLeave = onLeave;
    this.onClose = onClose;
    const head = element("div", { class: "head" }, [
      element("h2", { id: "title", text: "Ask us" }),
      button("Save this conversation as a text file", DOWN, onSave),
      button("Close chat", CROSS, () => this.close()),
    ]);
    const listeners = { onkeydown: this.#escape, onclick: this.#followed, onclose: this.#closed };
    this.dialog = /** @type {HTMLDialogElement} */ (
      element("dialog", { class: "panel", "aria-labelledby": "title", ...listeners }, [head, ...children])
    );
    this.small = matchMedia(SMALL);
    this.small.addEventListener("change", () => this.dialog.open && this.show());
  }

  /** The focus stays where it is, where that can still be reached. */
  show() {
    const root = /** @type {ShadowRoot} */ (this.dialog.getRootNode());
    const focused = /** @type {HTMLElement | null} */ (root.activeElement);
    this.dialog.close();
    if (this.small.matches) this.dialog.showModal();
    else this.dialog.setAttribute("open", ""); // show() would take the focus from the page
    focused?.focus({ preventScroll: true });
  }

  close() {
    this.dialog.close();
  }

  #closed = () => {
    if (!this.dialog.open) this.onClose(); // else it is shown again for another size of the screen
  };

  #followed = (/** @type {Event} */ { target }) => {
    if (this.small.matches && target instanceof Element && target.closest("a[href]")) this.onLeave();
  };

  #escape = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault(); // else the browser closes it a second time
    this.close();
  };
}

/** @param {string} name @param {string} drawing @param {() => void} onclick */
function button(name, drawing, onclick) {
  return element("button", { class: "plain", type: "button", "aria-label": name, title: name, onclick }, [
    icon(drawing),
  ]);
}
