/** Notices that a shopper is about to leave. It only watches: no history entry, no blocked tab, no fake alert. */

export const ARM_AFTER_MS = 3000;
export const AWAY_MS = 4000;
const UPWARD = { afterScrollingTo: 300, distance: 350, within: 450 }; // pixels, pixels, milliseconds
const ENGAGING = ["pointerdown", "keydown", "scroll", "touchstart"];

/** @returns {"desktop" | "touch"} */
export function device() {
  return globalThis.matchMedia("(hover: none) and (pointer: coarse)").matches ? "touch" : "desktop";
}

/** Recognises the flick back to the address bar: far up, in one go, after having read down. */
export class UpwardFlick {
  constructor() {
    /** @type {{y: number, at: number}[]} */
    this.trail = [];
    this.deepest = 0;
  }

  /** @param {number} y scroll position in pixels @param {number} at milliseconds @returns {boolean} */
  moved(y, at) {
    this.deepest = Math.max(this.deepest, y);
    this.trail = this.trail.filter((point) => at - point.at <= UPWARD.within);
    this.trail.push({ y, at });
    const from = Math.max(...this.trail.map((point) => point.y));
    return this.deepest >= UPWARD.afterScrollingTo && from - y >= UPWARD.distance;
  }
}

/** @param {MouseEvent} event @returns {boolean} whether the pointer left the window through its top */
export function leftThroughTop(event) {
  return event.relatedTarget === null && event.clientY <= 0;
}

/**
 * Calls `onExit` each time the shopper seems to leave, once they have done something and a few seconds have passed.
 * @param {(how: "pointer" | "flick" | "return") => void} onExit
 * @param {{window?: Window, now?: () => number, touch?: boolean}} [seams]
 * @returns {() => void} stops watching
 */
export function watchExit(
  onExit,
  { window = globalThis.window, now = Date.now, touch = device() === "touch" } = {},
) {
  const watching = new AbortController();
  const { signal } = watching;
  const openedAt = now();
  let engaged = false;
  /** @param {"pointer" | "flick" | "return"} how */
  const exit = (how) => {
    if (engaged && now() - openedAt >= ARM_AFTER_MS) onExit(how);
  };
  for (const type of ENGAGING) {
    window.addEventListener(type, () => (engaged = true), { signal, passive: true, capture: true });
  }
  if (touch) watchTouch(exit, { window, now, signal });
  else {
    window.document.addEventListener("mouseout", (event) => leftThroughTop(event) && exit("pointer"), {
      signal,
    });
  }
  return () => watching.abort();
}

/**
 * @param {(how: "flick" | "return") => void} exit
 * @param {{window: Window, now: () => number, signal: AbortSignal}} seams
 */
function watchTouch(exit, { window, now, signal }) {
  const flick = new UpwardFlick();
  let hiddenAt = Infinity;
  const scrolled = () => flick.moved(window.scrollY, now()) && exit("flick");
  const visibility = () => {
    if (window.document.visibilityState === "hidden") hiddenAt = now();
    else if (now() - hiddenAt >= AWAY_MS) exit("return"); // looked elsewhere and came back: ask now, not in the way
  };
  window.addEventListener("scroll", scrolled, { signal, passive: true });
  window.document.addEventListener("visibilitychange", visibility, { signal });
}
