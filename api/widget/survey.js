/** The exit-intent survey: one question, one tap, an answer at once. Never blocks the page, closes with Esc. */

import { element, icon, shadowPart } from "./dom.js";
import { productCard, productList } from "./products.js";
import { uuid } from "./storage.js";

const OTHER = "other";
const CROSS = "M6 6l12 12M18 6L6 18";

/** @typedef {{reason: string, label: string}} Option */
/**
 * @typedef {object} Survey
 * @property {string} survey
 * @property {number} version
 * @property {string} question
 * @property {Option[]} options what is seen at a glance
 * @property {Option[]} [more_options] what stands behind "Something else"
 * @property {string} [text_prompt]
 */
/** @typedef {{text: string, products: import("./products.js").Recommended[]}} Answer */
/** @typedef {{id: string, version: number, reason: string, text?: string}} SurveyResponse */

/**
 * Shows it and resolves when it is closed.
 * @param {Survey} survey
 * @param {object} seams
 * @param {(response: SurveyResponse) => Promise<Answer>} seams.submit
 * @param {(product: {product_id: string}) => void} seams.onProduct
 * @returns {Promise<void>}
 */
export async function showSurvey(survey, { submit, onProduct }) {
  const { host, root } = await shadowPart("rapport-survey", ["theme.css", "products.css", "survey.css"]);
  const before = document.activeElement;
  return new Promise((closed) => {
    const close = () => {
      host.remove();
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
      closed();
    };
    const sheet = new SurveySheet(survey, { submit, onProduct, close });
    root.append(sheet.dialog);
    sheet.dialog.focus({ preventScroll: true });
  });
}

class SurveySheet {
  /**
   * @param {Survey} survey
   * @param {object} seams
   * @param {(response: SurveyResponse) => Promise<Answer>} seams.submit
   * @param {(product: {product_id: string}) => void} seams.onProduct
   * @param {() => void} seams.close
   */
  constructor(survey, { submit, onProduct, close }) {
    this.survey = survey;
    this.submit = submit;
    this.onProduct = onProduct;
    this.close = close;
    this.responseId = uuid(); // one per showing: a retry is the same response
    this.content = element("div", { class: "content" });
    this.status = element("p", { class: "status", role: "status" });
    this.dialog = this.#build();
    this.#ask();
  }

  #build() {
    return element(
      "div",
      {
        class: "sheet",
        role: "dialog",
        "aria-labelledby": "question",
        tabindex: "-1",
        onkeydown: this.#keydown,
      },
      [
        element("div", { class: "head" }, [
          element("h2", { id: "question", text: this.survey.question }),
          element("button", { class: "plain", "aria-label": "Close", onclick: this.close }, [icon(CROSS)]),
        ]),
        this.content,
        this.status,
      ],
    );
  }

  #keydown = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.close();
  };

  #ask() {
    this.content.replaceChildren(this.#optionList(this.survey.options));
  }

  /** @param {Option[]} options */
  #optionList(options) {
    return element(
      "ul",
      { class: "options", role: "list" },
      options.map((option) => this.#option(option)),
    );
  }

  /** @param {Option} option */
  #option({ reason, label }) {
    const choose = () => (reason === OTHER ? this.#askInWords() : this.#send({ reason }));
    return element("li", {}, [element("button", { type: "button", text: label, onclick: choose })]);
  }

  #askInWords() {
    const field = element("textarea", { id: "words", rows: 2, maxlength: 500 });
    const onsubmit = (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      this.#send({ reason: OTHER, text: /** @type {HTMLTextAreaElement} */ (field).value.trim() });
    };
    const form = element("form", { onsubmit }, [
      element("label", { for: "words", text: this.survey.text_prompt ?? "What was it?" }),
      field,
      element("div", { class: "row" }, [
        element("button", { class: "primary", text: "Send" }),
        element("button", { class: "plain", type: "button", text: "Back", onclick: () => this.#back() }),
      ]),
    ]);
    this.content.replaceChildren(form, this.#optionList(this.survey.more_options ?? []));
    field.focus();
  }

  #back() {
    this.status.textContent = "";
    this.#ask();
    this.dialog.focus();
  }

  /** @param {{reason: string, text?: string}} choice */
  async #send(choice) {
    this.#busy(true);
    try {
      const { version } = this.survey;
      this.#answer(await this.submit({ id: this.responseId, version, ...choice }));
    } catch (error) {
      this.#busy(false);
      this.status.textContent = wordsFor(error);
    }
  }

  /** @param {boolean} busy */
  #busy(busy) {
    this.status.textContent = busy ? "Sending…" : "";
    this.content.querySelectorAll("button, textarea").forEach((control) => {
      /** @type {HTMLButtonElement} */ (control).disabled = busy;
    });
  }

  /** @param {Answer} answer */
  #answer({ text, products }) {
    const card = (/** @type {import("./products.js").Recommended} */ item) =>
      productCard(item, { onclick: this.onProduct });
    const done = element("button", {
      class: "primary",
      type: "button",
      text: "Back to the shop",
      onclick: this.close,
    });
    this.dialog.classList.add("answered");
    this.status.textContent = "";
    this.content.replaceChildren(
      element("p", { class: "answer", id: "answer", tabindex: "-1", text }),
      products.length ? element("div", { class: "small" }, [productList(products.slice(0, 3), card)]) : "",
      element("div", { class: "row" }, [done]),
    );
    /** @type {HTMLElement} */ (this.content.querySelector("#answer")).focus({ preventScroll: true });
  }
}

/** @param {unknown} error @returns {string} what happened and what the shopper can do */
function wordsFor(error) {
  const problem =
    /** @type {{problem?: {errors?: {message: string}[], detail?: string}, status?: number}} */ (error);
  if (problem.status === 422)
    return problem.problem?.errors?.[0]?.message ?? "Please say it without any markup.";
  return "That did not reach us. Please try again in a moment.";
}
