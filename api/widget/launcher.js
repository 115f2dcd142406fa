/** The button that opens the chat. The chat itself is only loaded when the shopper asks for it. */

import { element, icon, shadowPart } from "./dom.js";

const BUBBLE = "M5 5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-5 4v-4H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2z";

/** @typedef {{opened: boolean, open: () => Promise<void>}} Launcher */

/**
 * @param {import("./chat.js").ChatSeams} seams
 * @returns {Promise<Launcher>} with the chat open where an earlier page of this tab left it so
 */
export async function addLauncher(seams) {
  const { host, root } = await shadowPart("rapport-launcher", ["theme.css", "launcher.css"]);
  /** @type {Promise<import("./chat.js").ChatPanel> | null} */
  let panel = null;
  const button = element("button", { type: "button", "aria-haspopup": "dialog", onclick: () => open() }, [
    icon(BUBBLE),
    element("span", { text: "Ask us" }),
  ]);
  /** @type {HTMLElement | null} what opened it: the shop's own button, or ours */
  let opener = null;
  const open = async ({ focus = true } = {}) => {
    opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    button.setAttribute("aria-busy", "true");
    try {
      panel ??= import("./chat.js").then(({ openChat }) => openChat({ ...seams, onToggle }));
      (await panel).open({ focus });
    } catch {
      panel = null; // the module did not load: the next tap tries again
    } finally {
      button.removeAttribute("aria-busy");
    }
  };
  const onToggle = (/** @type {boolean} */ opened) => {
    launcher.opened = opened;
    button.hidden = opened;
    if (opened) return;
    opener?.focus({ preventScroll: true });
    if (document.activeElement !== opener || opener === host) button.focus({ preventScroll: true });
  };
  root.append(button);
  const launcher = { opened: false, open: () => open() };
  if (seams.tab.get("chat")) open({ focus: false });
  return launcher;
}
