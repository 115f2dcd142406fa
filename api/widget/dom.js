/** Builds elements. Data goes in as text or as a checked address, never as markup. */

/**
 * @param {string} tag
 * @param {Record<string, any>} [attributes] `on…` are listeners, `text` is text, false and null are left out
 * @param {(Node | string | null | undefined | false)[]} [children]
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, children = []) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/**
 * @param {string} pathData
 * @returns {SVGElement} a drawn 24 × 24 icon in the text's colour, unseen by screen readers
 */
export function icon(pathData) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", pathData);
  svg.append(path);
  return svg;
}

/**
 * @param {string | null | undefined} address
 * @returns {string | null} it, where it is a web address; no `javascript:`
 */
export function webAddress(address) {
  if (!address || !URL.canParse(address, document.baseURI)) return null;
  const url = new URL(address, document.baseURI);
  return ["http:", "https:"].includes(url.protocol) ? url.href : null;
}

/**
 * A part of the widget on the page: its own shadow tree, drawn when its styles have come.
 * @param {string} name the custom tag that holds it
 * @param {string[]} sheets style sheets beside this module
 * @returns {Promise<{host: HTMLElement, root: ShadowRoot}>}
 */
export async function shadowPart(name, sheets) {
  const host = document.createElement(name);
  const root = host.attachShadow({ mode: "open" });
  const loaded = adoptSheets(root, sheets);
  document.body.append(host);
  await loaded;
  return { host, root };
}

/**
 * @param {ShadowRoot} root
 * @param {string[]} sheets
 * @returns {Promise<void>} when all of them are applied (or failed)
 */
export function adoptSheets(root, sheets) {
  const links = sheets.map((sheet) =>
    element("link", { rel: "stylesheet", href: new URL(sheet, import.meta.url).href }),
  );
  const applied = links.map(
    (link) => new Promise((done) => ["load", "error"].forEach((type) => link.addEventListener(type, done))),
  );
  root.append(...links);
  return Promise.all(applied).then(() => {});
}
