import { plainAmount } from "../amounts.js";
import { h } from "../dom.js";
import { amountEntry, problemLine, tellProblem } from "../field.js";
import { money } from "../format.js";
import { amountWords, readAmount } from "../typed-amount.js";
import { t } from "../words.js";

/** A control with its label, its hint and what is wrong with it. */
export class Field {
  /**
   * @param {string} name
   * @param {string} label
   * @param {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} control
   * @param {string | null} hint
   */
  constructor(name, label, control, hint) {
    this.control = control;
    this.line = problemLine(`${name}-problem`);
    control.id = control.name = name;
    control.setAttribute("aria-describedby", `${hint ? `${name}-hint ` : ""}${name}-problem`);
    control.addEventListener("input", () => this.tell(null));
    this.element = h(
      "div",
      { class: "field" },
      h("label", { for: name }, label),
      control instanceof HTMLSelectElement ? control : h("div", { class: "entry" }, control),
      hint && h("span", { class: "soft small", id: `${name}-hint` }, hint),
      this.line,
    );
  }

  get text() {
    return this.control.value.trim();
  }

  /** @param {string} words */
  hint(words) {
    this.element.querySelector(`#${this.control.id}-hint`)?.replaceChildren(words);
  }

  /** @param {string | null} words */
  tell(words) {
    tellProblem(this.line, this.control, words);
  }

  /**
   * `problemOf(text)` returns what is wrong, or null; the first field that is wrong gets the focus.
   *
   * @param {(text: string) => string | null} problemOf
   */
  check(problemOf) {
    const words = problemOf(this.text);
    this.tell(words);
    if (words && !document.activeElement?.matches("[aria-invalid]")) this.control.focus();
    return !words;
  }

  /**
   * Whether something is entered; explains in `words` beside the field that it must be.
   *
   * @param {string} words
   */
  checkGiven(words) {
    return this.check((text) => (text ? null : words));
  }
}

/** One line of text. */
export class TextField extends Field {
  /**
   * @param {string} name
   * @param {string} label
   * @param {{ hint?: string | null, longest?: number, value?: string }} look
   */
  constructor(name, label, { hint = null, longest = 20, value = "" } = {}) {
    const input = h("input", { autocomplete: "off", maxlength: String(longest), value });
    super(name, label, input, hint);
    this.input = input;
  }
}

/** An amount in the clinic's currency, typed as people write it; `amount` is in minor units, or null. */
export class AmountField extends TextField {
  /**
   * @param {string} name
   * @param {string} label
   * @param {string} currency
   * @param {{ value?: number | null, hint?: string | null }} look
   */
  constructor(name, label, currency, { value = null, hint = null } = {}) {
    super(name, label, { hint, longest: 60 });
    this.currency = currency;
    this.input.setAttribute("inputmode", "decimal");
    this.input.parentElement?.replaceWith(amountEntry(this.input, currency));
    this.input.addEventListener("blur", () => this.set(this.amount));
    this.set(value);
  }

  get amount() {
    return readAmount(this.input.value, this.currency).amount;
  }

  /** @param {number | null} amount */
  set(amount) {
    if (amount !== null) this.input.value = plainAmount(amount, this.currency);
  }

  /**
   * Whether it is an amount from `least` to `most`; explains beside the field why not.
   *
   * @param {number} least
   * @param {number} most
   */
  checkWithin(least, most) {
    return this.check((text) => {
      if (!text) return t("field.amount-needed");
      const { amount, problem } = readAmount(text, this.currency);
      if (amount === null) return amountWords(problem, this.currency);
      if (amount < least) return t("field.amount-low", { minimum: this.#money(least) });
      return amount > most ? t("field.amount-high", { maximum: this.#money(most) }) : null;
    });
  }

  /** @param {number} amount */
  #money(amount) {
    return money({ amount, currency: this.currency });
  }
}
