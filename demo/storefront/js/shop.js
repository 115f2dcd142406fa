/** On every page: the basket's count, what the chat asks of it, the cart that an email brings back, the chat's buttons. */

import { changeBasket } from "./asked.js";
import { lines, restore, tell } from "./basket.js";
import { one } from "./dom.js";
import { rapport } from "./rapport.js";

function showCount() {
  const count = lines().reduce((sum, { quantity }) => sum + quantity, 0);
  const badge = one("[data-basket-count]");
  badge.textContent = String(count);
  badge.hidden = count === 0;
}

/** `?restore=…` from an email, on any page and any device. */
async function restoreFromLink() {
  const here = new URL(location.href);
  const token = here.searchParams.get("restore");
  if (!token) return;
  here.searchParams.delete("restore");
  history.replaceState(null, "", here); // the link is used up; a bookmark of it must not repeat it
  try {
    const kept = await (await rapport).restoreCart(token);
    restore(kept);
    const isBack = kept.length > 0;
    sessionStorage.setItem(
      "restored",
      isBack
        ? "What you left is back, as far as it can be ordered."
        : "What you left has been bought, or cannot be ordered any more.",
    );
  } catch {
    sessionStorage.setItem("restored", "That link has run out. Here is what your basket holds now.");
  }
  if (here.pathname === "/cart.html") document.dispatchEvent(new Event("basket"));
  else location.replace("/cart.html");
}

function markDepartment() {
  const name = new URLSearchParams(location.search).get("name");
  for (const link of document.querySelectorAll(".departments a")) {
    if (location.pathname === "/category.html" && link.textContent === name)
      link.setAttribute("aria-current", "page");
  }
}

document.addEventListener("basket", showCount);
document.addEventListener("rapport:basket", changeBasket);
globalThis.addEventListener("storage", () => document.dispatchEvent(new Event("basket"))); // another tab changed it
document.querySelectorAll("[data-open-chat]").forEach((button) => {
  button.addEventListener("click", async () => (await rapport).openChat());
});
showCount();
markDepartment();
restoreFromLink();
tell().catch(() => {}); // without the service the basket still works
