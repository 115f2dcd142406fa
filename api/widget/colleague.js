/** Asks for what a colleague writes, while the shopper waits for one and the panel is open. */

const SOON_MS = 2_000;
const RARELY_MS = 30_000;

/** @typedef {{requested_at: string, attended: boolean}} Handover */

export class ColleagueWatch {
  /**
   * @param {object} seams
   * @param {() => Promise<void>} seams.ask reads what is new, and tells of the handover that it finds
   * @param {(action: () => void, milliseconds: number) => any} [seams.later]
   * @param {(timer: any) => void} [seams.cancel] @param {Document} [seams.page]
   */
  constructor({ ask, later = setTimeout.bind(globalThis), cancel = clearTimeout.bind(globalThis), page = document }) {
    this.ask = ask;
    this.later = later;
    this.cancel = cancel;
    this.page = page;
    /** @type {Handover | null} */
    this.handover = null;
    this.watching = false;
    this.asking = false;
    this.failures = 0;
    /** @type {any} */
    this.timer = null;
    page.addEventListener("visibilitychange", () => this.#seen());
  }

  /** @returns {boolean} whether a colleague is in the conversation */
  get attended() {
    return this.handover?.attended ?? false;
  }

  /** What an answer of the API says. @param {Handover | null | undefined} handover */
  tell(handover) {
    this.handover = handover ?? null;
    this.#next();
  }

  /** The panel is open. */
  start() {
    this.watching = true;
    this.#next();
  }

  /** The panel is closed. */
  stop() {
    this.watching = false;
    this.#next();
  }

  /** Who looks again sees at once what came meanwhile. */
  #seen() {
    if (this.page.visibilityState === "visible" && this.watching && this.handover) this.#ask();
  }

  async #ask() {
    if (this.asking) return; // its answer is on the way
    this.asking = true;
    try {
      await this.ask();
      this.failures = 0;
    } catch {
      this.failures += 1;
    } finally {
      this.asking = false;
      this.#next();
    }
  }

  #next() {
    this.cancel(this.timer);
    this.timer = null;
    if (!this.watching || !this.handover || this.asking) return;
    const seldom = this.page.visibilityState === "hidden";
    const pause = seldom ? RARELY_MS : Math.min(SOON_MS * 2 ** this.failures, RARELY_MS);
    this.timer = this.later(() => this.#ask(), pause);
  }
}
