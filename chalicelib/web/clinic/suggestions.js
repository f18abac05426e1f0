import { h, icon } from "../dom.js";
import { problemLine } from "../field.js";
import { t } from "../words.js";
import { AmountField } from "./fields.js";

const most = 6;

/** The suggested amounts: up to six boxes that come and go. */
export class Suggestions {
  constructor(amounts, currency) {
    this.currency = currency;
    this.count = 0;
    this.fields = [];
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

  get amounts() {
    return this.fields.map((field) => field.amount);
  }

  set(amounts) {
    for (const field of [...this.fields]) this.#close(field);
    for (const amount of amounts) this.#open(amount);
  }

  /** Each is an amount within the limits, and none is there twice. */
  check(least, greatest) {
    const fine = this.fields.map((field) => field.checkWithin(least, greatest));
    const twice = new Set(this.amounts).size < this.fields.length;
    this.line.lastChild.textContent = twice ? t("billing.twice") : "";
    this.line.hidden = !twice;
    return !twice && !fine.includes(false);
  }

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
      icon("cross", "web/clinic/icons.svg"),
      h("span", { class: "unseen" }, t("billing.remove-amount")),
    );
    field.row = h("div", { class: "suggestion" }, field.element, remove);
    this.fields.push(field);
    this.rows.append(field.row);
    this.#number();
    return field;
  }

  #close(field) {
    this.fields = this.fields.filter((each) => each !== field);
    field.row.remove();
    this.#number();
  }

  #number() {
    this.add.hidden = this.fields.length >= most;
    this.fields.forEach((field, index) => {
      field.element.querySelector("label").textContent = t("billing.suggestion", { number: String(index + 1) });
    });
  }
}
