import { h, icon } from "../dom.js";
import { problemLine, tellProblem } from "../field.js";
import { t } from "../words.js";
import { AmountField } from "./amount-field.js";

const most = 6;

/** The suggested amounts: up to six boxes that come and go. */
export class Suggestions {
  /**
   * @param {number[]} amounts
   * @param {string} currency
   */
  constructor(amounts, currency) {
    this.currency = currency;
    this.count = 0;
    /** @type {AmountField[]} */
    this.fields = [];
    /** @type {Map<AmountField, HTMLElement>} */
    this.rowOf = new Map();
    this.rows = h("div", { class: "suggestions" });
    this.line = problemLine("suggested-problem");
    this.add = h(
      "button",
      { class: "button", type: "button", onclick: () => this.#open().input.focus() },
      icon("plus"),
      t("billing.add-amount"),
    );
    this.element = h(
      "fieldset",
      {},
      h("legend", {}, t("billing.suggested_amounts")),
      h("p", { class: "soft small" }, t("billing.suggested-hint")),
      this.rows,
      this.line,
      this.add,
    );
    this.set(amounts);
  }

  /** @returns {Array<number | null>} */
  get amounts() {
    return this.fields.map((field) => field.amount);
  }

  /** @param {number[]} amounts */
  set(amounts) {
    for (const field of [...this.fields]) this.#close(field);
    for (const amount of amounts) this.#open(amount);
  }

  /**
   * Each is an amount within the limits, and none is there twice.
   *
   * @param {number} least
   * @param {number} greatest
   */
  check(least, greatest) {
    const fine = this.fields.map((field) => field.checkWithin(least, greatest));
    const twice = new Set(this.amounts).size < this.fields.length;
    tellProblem(this.line, this.rows, twice ? t("billing.twice") : null);
    return !twice && !fine.includes(false);
  }

  /** @param {number | null} amount */
  #open(amount = null) {
    this.count += 1;
    const field = new AmountField(`suggested-${this.count}`, "", this.currency, { value: amount });
    const remove = h(
      "button",
      {
        class: "button quiet square",
        type: "button",
        onclick: () => {
          this.#close(field);
          this.add.focus();
        },
      },
      icon("cross"),
      h("span", { class: "unseen" }, t("billing.remove-amount")),
    );
    const row = h("div", { class: "suggestion" }, field.element, remove);
    this.fields.push(field);
    this.rowOf.set(field, row);
    this.rows.append(row);
    this.#number();
    return field;
  }

  /** @param {AmountField} field */
  #close(field) {
    this.fields = this.fields.filter((each) => each !== field);
    this.rowOf.get(field)?.remove();
    this.rowOf.delete(field);
    this.#number();
  }

  #number() {
    this.add.hidden = this.fields.length >= most;
    this.fields.forEach((field, index) => {
      field.element.querySelector("label")?.replaceChildren(t("billing.suggestion", { number: String(index + 1) }));
    });
  }
}
