/** Home: departments with a picture each, and a few things from the shelves. */

import { fill, picture } from "./cards.js";
import { build, one } from "./dom.js";
import { rapport } from "./rapport.js";

const SHELF = 8;

const names = [...document.querySelectorAll(".departments a")].map((link) => link.textContent ?? "");

/** @param {any} api @param {string} name */
async function tile(api, name) {
  const { products } = await api.request("GET", "/v1/products", { query: { category: name, limit: 1 } });
  return build("li", {}, [
    build("a", { href: `/category.html?name=${encodeURIComponent(name)}` }, [
      products.length > 0 &&
        build("img", {
          src: picture(products[0].product_id),
          alt: "",
          loading: "lazy",
          width: 320,
          height: 320,
        }),
      build("span", { text: name }),
    ]),
  ]);
}

/** One thing of each department, so that the shelf is as general as the shop. @param {any} api */
async function shelf(api) {
  const query = (/** @type {string} */ name) => ({ category: name, limit: 1, offset: 3 });
  const answers = await Promise.all(
    names.map((name) => api.request("GET", "/v1/products", { query: query(name) })),
  );
  return answers.flatMap(({ products }) => products).slice(0, SHELF);
}

try {
  const api = await rapport;
  one("[data-tiles]").append(...(await Promise.all(names.map((name) => tile(api, name)))));
  fill(one("[data-grid]"), await shelf(api), "home");
} catch {
  one("[data-grid]").append(
    build("li", {
      class: "quiet-text",
      text: "The shelves cannot be reached just now. Please try again in a moment.",
    }),
  );
}
