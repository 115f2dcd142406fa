/** Small ways to build and find elements; data goes in as text only. */

/** @param {string} selector @returns {any} the one element that the page must have */
export function one(selector) {
  const found = document.querySelector(selector);
  if (!found) throw new Error(`The page lacks ${selector}`);
  return found;
}

/**
 * @param {string} tag
 * @param {Record<string, any>} [attributes]
 * @param {(Node | string | false | null)[]} [children]
 */
export function build(tag, attributes = {}, children = []) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null) node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== false && child !== null));
  return node;
}

/** @param {number} amount in pounds @returns {string} */
export const pounds = (amount) =>
  new Intl.NumberFormat("en-GB", { style: "currency", currency: "GBP" }).format(amount);
