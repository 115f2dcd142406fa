/** What the widget keeps in the browser. Private mode or a full disk falls back to memory, without a word. */

const PREFIX = "rapport.";

/**
 * @param {"localStorage" | "sessionStorage"} kind of all tabs of the shop, or of this one alone
 * @returns {Storage | null} the browser's own where it can really be written
 */
export function usable(kind) {
  try {
    const probe = `${PREFIX}probe`;
    globalThis[kind].setItem(probe, "1");
    globalThis[kind].removeItem(probe);
    return globalThis[kind];
  } catch {
    return null;
  }
}

/** JSON values by name, shared by all tabs of the shop where nothing else is asked for and the browser allows it. */
export class JsonStorage {
  /** @param {Pick<Storage, "getItem" | "setItem" | "removeItem"> | null} backing null: memory only */
  constructor(backing = usable("localStorage")) {
    this.backing = backing;
    /** @type {Map<string, string>} */
    this.memory = new Map();
  }

  /** @param {string} name @returns {any} null where nothing (readable) is kept */
  get(name) {
    try {
      return JSON.parse(this.memory.get(name) ?? this.backing?.getItem(PREFIX + name) ?? "null");
    } catch {
      return null;
    }
  }

  /** @param {string} name @param {unknown} value */
  set(name, value) {
    const text = JSON.stringify(value);
    try {
      if (!this.backing) throw new Error("memory only");
      this.backing.setItem(PREFIX + name, text);
      this.memory.delete(name);
    } catch {
      this.memory.set(name, text); // a full disk must not lose what this page still knows
    }
  }

  /** @param {string} name */
  remove(name) {
    this.memory.delete(name);
    try {
      this.backing?.removeItem(PREFIX + name);
    } catch {
      // storage was switched off while the page was open: memory is already clean
    }
  }
}

/** @returns {string} a random UUID, also where the page is not a secure context */
export function uuid() {
  if (globalThis.crypto.randomUUID) return globalThis.crypto.randomUUID();
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40; // RFC 9562, version 4
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
