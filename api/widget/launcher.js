/** The button that opens the chat. The chat itself is only loaded when the shopper asks for it. */

import { element, icon, shadowPart } from "./dom.js";

const BUBBLE = "M5 5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-5 4v-4H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2z";

/** @typedef {{opened: boolean, open: () => Promise<void>}} Launcher */

/**
 * @param {import("./chat.js").ChatSeams} seams
 * @returns {Promise<Launcher>}
 */
export async function addLauncher(seams) {
  const { root } = await shadowPart("rapport-launcher", ["theme.css", "launcher.css"]);
  /** @type {Promise<import("./chat.js").ChatPanel> | null} */
  let panel = null;
  const button = element("button", { type: "button", "aria-haspopup": "dialog", onclick: () => open() }, [
    icon(BUBBLE),
    element("span", { text: "Ask us" }),
  ]);
  const open = async () => {
    button.setAttribute("aria-busy", "true");
    try {
      panel ??= import("./chat.js").then(({ openChat }) => openChat({ ...seams, onToggle }));
      (await panel).open();
    } catch {
      panel = null; // the module did not load: the next tap tries again
    } finally {
      button.removeAttribute("aria-busy");
    }
  };
  const onToggle = (/** @type {boolean} */ opened) => {
    launcher.opened = opened;
    button.hidden = opened;
    if (!opened) button.focus({ preventScroll: true });
  };
  root.append(button);
  const launcher = { opened: false, open };
  return launcher;
}
