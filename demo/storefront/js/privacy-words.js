/** What is stored, said in words: one sentence maker for each kind of record, a plain count for the rest. */

import { pounds } from "./dom.js";

const DID = {
  view: "looked at",
  click: "clicked on",
  cart: "put into the basket:",
  remove: "took out of the basket:",
  purchase: "bought",
  return: "gave back",
  checkout: "went to the checkout",
  search: "searched for",
  exit_intent: "seemed about to leave",
  survey_shown: "were asked what held you back",
};

const CLAIMED = {
  unconfirmed: "not confirmed, so nothing is sent there but one question",
  confirmed: "confirmed",
  replaced: "not used, you typed another one afterwards",
};

/** @param {string} moment ISO 8601 @returns {string} */
const when = (moment) =>
  new Date(/[zZ]|[+-]\d\d:?\d\d$/.test(moment) ? moment : `${moment}Z`).toLocaleString("en-GB", {
    dateStyle: "medium",
    timeStyle: "short",
  });

/** @typedef {(productId: string) => string} TitleOf */

/** @param {any} event @param {TitleOf} titleOf */
function eventInWords({ type, product_id, query, quantity, occurred_at }, titleOf) {
  const named = product_id && !["exit_intent", "survey_shown"].includes(type);
  const did = DID[/** @type {keyof typeof DID} */ (type)] ?? type;
  const many = quantity > 1 ? ` (${quantity})` : "";
  const what = query ? ` “${query}”` : named ? ` ${titleOf(product_id)}${many}` : "";
  return `${when(occurred_at)}: you ${did}${what}`;
}

/** @param {any} signal @param {TitleOf} titleOf */
function signalInWords({ kind, value, wanted, product_id, text, withdrawn_at }, titleOf) {
  const said = {
    budget: `you want to spend up to ${pounds(Number(value))}`,
    like: `you like ${titleOf(product_id)}`,
    dislike: `${titleOf(product_id)} is not for you`,
    reason: `why you left${text ? `: “${text}”` : ""}`,
    preference: `you want ${wanted ? "" : "nothing "}${value}`,
  };
  const words = said[/** @type {keyof typeof said} */ (kind)] ?? kind;
  return withdrawn_at ? `${words} (taken back)` : words;
}

/** Heading and sentence maker by table, in the order in which they are shown. */
const KINDS = [
  [
    "shopper",
    "Who you are",
    (row) => (row.email ? `Your email address: ${row.email}` : "A visitor without a name"),
  ],
  [
    "address_claim",
    "Addresses you typed",
    ({ address, state }) => `${address}: ${CLAIMED[/** @type {keyof typeof CLAIMED} */ (state)] ?? state}`,
  ],
  ["event", "What you did", eventInWords],
  [
    "survey_response",
    "What you answered",
    (row) =>
      `${when(row.answered_at)}: ${row.reason.replaceAll("_", " ")}${row.text ? `, “${row.text}”` : ""}`,
  ],
  ["chat_signal", "What the assistant remembers", signalInWords],
  [
    "chat_message",
    "What was said in the chat",
    (row) => `${row.sender === "shopper" ? "You" : "Assistant"}: ${row.text}`,
  ],
  [
    "consent_decision",
    "What you allowed",
    (row) => `${when(row.decided_at)}: ${row.granted ? "yes" : "no"} to ${row.purpose.replaceAll("_", " ")}`,
  ],
  ["shop_order", "Your orders", (row) => `${row.order_id}: ${row.status}`],
  ["handover", "What was passed on to a colleague", (row) => `${when(row.requested_at)}: ${row.summary}`],
  [
    "abandoned_cart",
    "Baskets you left",
    (row) =>
      `${when(row.last_activity_at)}: ${row.lines.length} ${row.lines.length === 1 ? "product" : "products"}`,
  ],
  ["recovery_email", "Emails to you", (row) => `“${row.subject}” (${row.state})`],
];
const UNSPOKEN = new Set(["impression"]); // what was merely on the screen is counted, not listed

/**
 * @param {Record<string, any[]>} stored rows by table, as the export holds them
 * @param {TitleOf} titleOf
 * @returns {{heading: string, sentences: string[]}[]}
 */
export function inWords(stored, titleOf) {
  const told = KINDS.map(([table, heading, words]) => ({
    heading,
    sentences: spoken(stored[table]).map((row) => words(row, titleOf)),
  }));
  const rest = Object.entries(stored)
    .filter(
      ([table, rows]) => Array.isArray(rows) && rows.length && !KINDS.some(([known]) => known === table),
    )
    .map(([table, rows]) => `${rows.length} × ${table.replaceAll("_", " ")}`);
  const seen = (stored.event ?? []).filter(({ type }) => UNSPOKEN.has(type)).length;
  if (seen) rest.push(`${seen} × a product was on your screen`);
  return [...told, { heading: "And", sentences: rest }].filter(({ sentences }) => sentences.length);
}

/** The newest first, without what is only counted. @param {any[]} [rows] */
function spoken(rows = []) {
  const moment = (/** @type {any} */ row) =>
    row.occurred_at ?? row.stated_at ?? row.decided_at ?? row.answered_at ?? "";
  return rows.filter(({ type }) => !UNSPOKEN.has(type)).sort((a, b) => moment(b).localeCompare(moment(a)));
}

/** @param {Record<string, any[]>} stored @returns {string[]} the products that the sentences will name */
export function productIds(stored) {
  const rows = [...spoken(stored.event), ...(stored.chat_signal ?? [])];
  return [...new Set(rows.map(({ product_id }) => product_id).filter(Boolean))];
}
