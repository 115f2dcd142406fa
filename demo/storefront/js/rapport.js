/** The shop's one line to Rapport: `window.rapport`, or a refusal that says it did not load. */

// Module scripts run in the order of the page, so the widget's has run, or failed, before this one.
/** @type {Promise<any>} */
export const rapport = globalThis.rapport
  ? Promise.resolve(globalThis.rapport)
  : Promise.reject(new Error("The shop's service does not answer."));

rapport.catch(() => {
  for (const slot of document.querySelectorAll("rapport-recommendations")) slot.hidden = true;
});
