// What keeps a page from being usable by everyone: names, labels, sizes, sideways scroll. Looks into shadow trees too.
() => {
  const label = (node) => node.getAttribute("aria-label") || node.getAttribute("aria-labelledby");
  const named = (node) => label(node) || node.innerText.trim() || node.closest("[aria-hidden=true]");
  const visible = (node) => node.getClientRects().length > 0;
  const faults = [];
  if (!document.documentElement.lang) faults.push("no language");
  if ([...document.querySelectorAll("h1")].filter(visible).length !== 1) faults.push("not one h1");
  if (document.documentElement.scrollWidth > innerWidth) faults.push("scrolls sideways");
  const shadows = [...document.querySelectorAll("*")].map((node) => node.shadowRoot).filter(Boolean);
  const all = (selector) =>
    [document, ...shadows].flatMap((root) => [...root.querySelectorAll(selector)]).filter(visible);
  for (const image of all("img:not([alt])")) faults.push(`no alt: ${image.src}`);
  for (const field of all("input, textarea, select")) {
    if (!field.labels?.length && !label(field)) faults.push(`no label: ${field.outerHTML}`);
  }
  for (const control of all("button, a[href]"))
    if (!named(control)) faults.push(`no name: ${control.outerHTML}`);
  for (const button of all("button")) {
    if (button.getBoundingClientRect().height < 44) faults.push(`too small: ${button.outerHTML}`);
  }
  return faults;
};
