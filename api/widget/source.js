/** What kind of place led here: one word. The address itself, and any name in it, stays in the browser. */

const SEARCH = /(^|\.)(google|bing|duckduckgo|ecosia|qwant|startpage|yahoo|yandex|baidu|brave)\./;
const SOCIAL =
  /(^|\.)(facebook|instagram|pinterest|tiktok|reddit|youtube|twitter|linkedin|threads|t|x|snapchat)\.(com|net|co|it)$/;
const MAIL = /(^|\.)(mail|webmail|outlook|gmx)\./;
/** What links in campaigns call themselves (`utm_medium`). @type {[RegExp, string][]} */
const MEDIA = [
  [/e-?mail|newsletter/, "email"],
  [/social/, "social"],
  [/cpc|ppc|paid|display|banner|\bads?\b/, "ads"],
  [/organic/, "search"],
  [/affiliate|referral/, "link"],
];

/**
 * @param {string} [address] of this page
 * @param {string} [referrer] of the page before
 * @returns {"direct" | "search" | "social" | "email" | "ads" | "link"}
 */
export function source(address = globalThis.location?.href ?? "", referrer = globalThis.document?.referrer ?? "") {
  const own = parsed(address);
  const query = own?.searchParams;
  const medium = query?.get("utm_medium")?.toLowerCase();
  const told = medium && MEDIA.find(([words]) => words.test(medium));
  if (told) return /** @type {"email"} */ (told[1]);
  if (query?.has("gclid") || query?.has("msclkid")) return "ads";
  const from = parsed(referrer);
  if (!from || from.host === own?.host) return "direct";
  if (MAIL.test(from.host)) return "email";
  if (SEARCH.test(from.host)) return "search";
  return SOCIAL.test(from.host) ? "social" : "link";
}

/** @param {string} address @returns {URL | null} */
function parsed(address) {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}
