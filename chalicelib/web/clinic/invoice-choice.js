import { wordsOf } from "../api.js";
import { h } from "../dom.js";
import { problemLine, tellProblem } from "../field.js";
import { money } from "../format.js";
import { TextField } from "../text-field.js";
import { t } from "../words.js";
import { invoiceDetails } from "./invoice-rows.js";
import { getOpenInvoices } from "./patient-calls.js";
import { whenTyped } from "./when-typed.js";

const few = 5;
const pause_ms = 250;
const printable = /^[^\p{C}\p{Zl}\p{Zp}]{1,64}$/u;

/**
 * Which invoice: one of the patient's open ones, oldest first, found by number, label or amount; or, where the clinic takes any, one
 * whose number is typed. `changed` is told of each choice.
 */
export class InvoiceChoice {
  /**
   * @param {string} patient
   * @param {Api.Listing<Api.Invoice>} found
   * @param {{ any: boolean, chosen: Api.Invoice | null, changed: () => void }} how
   */
  constructor(patient, { items, next_cursor: more }, { any, chosen, changed }) {
    this.patient = patient;
    this.all = [...items].reverse();
    this.isWhole = more === null;
    this.any = any;
    this.changed = changed;
    /** @type {Api.Invoice | null} */
    this.invoice = chosen ?? this.all[0] ?? null;
    this.isTyped = this.invoice === null;
    this.typed = new TextField("invoice", t("apply.invoice"), { hint: t("apply.invoice-hint"), longest: 64 });
    this.line = problemLine("choice-problem");
    this.list = h("div", { class: "options choices", role: "radiogroup", "aria-label": t("invoices.title") });
    this.element = items.length ? this.#choices(items.length > few || !this.isWhole) : this.typed.element;
    this.#show(this.all);
  }

  /** The id to apply to, or null; what is wrong is told beside it. */
  check() {
    if (this.isTyped) return this.typed.check((text) => (printable.test(text) ? null : t("apply.invoice-strange")));
    tellProblem(this.line, this.list, this.invoice ? null : t("invoices.choose"));
    return this.invoice !== null;
  }

  get id() {
    return this.isTyped ? this.typed.text : (this.invoice?.id ?? "");
  }

  get number() {
    return this.isTyped ? this.typed.text : (this.invoice?.number ?? "");
  }

  /** @param {boolean} searchable */
  #choices(searchable) {
    const search = new TextField("find", t("invoices.find"), { hint: t("invoices.find-hint"), longest: 100 });
    search.input.addEventListener(
      "input",
      whenTyped(pause_ms, () => this.#find(search)),
    );
    this.typed.element.hidden = true;
    return h("div", { class: "stack tight" }, searchable && search.element, this.list, this.line, this.typed.element);
  }

  /** @param {TextField} search */
  async #find(search) {
    const text = search.text;
    try {
      const found = text || !this.isWhole ? (await getOpenInvoices(this.patient, text)).items.reverse() : this.all;
      if (text === search.text) this.#show(found);
    } catch (problem) {
      search.tell(wordsOf(problem));
    }
  }

  /** @param {Api.Invoice[]} invoices */
  #show(invoices) {
    const none = h("p", { class: "soft small", role: "status" }, t("invoices.none-found"));
    const options = invoices.map((each) => this.#option(each));
    this.list.replaceChildren(...(options.length ? options : [none]), ...(this.any ? [this.#other()] : []));
  }

  /** @param {Api.Invoice} invoice */
  #option(invoice) {
    const choose = () => this.#choose(invoice);
    return h(
      "label",
      { class: "option" },
      h("input", { type: "radio", name: "choice", checked: invoice.id === this.invoice?.id, onchange: choose }),
      h(
        "span",
        { class: "what" },
        h("bdi", { class: "id" }, invoice.number),
        h("span", { class: "small soft" }, ...invoiceDetails(invoice)),
      ),
      h("span", { class: "sum" }, money(invoice.left)),
    );
  }

  #other() {
    const choose = () => this.#choose(null);
    return h(
      "label",
      { class: "option" },
      h("input", { type: "radio", name: "choice", checked: this.isTyped, onchange: choose }),
      h("span", { class: "what" }, t("invoices.other"), h("span", { class: "small soft" }, t("invoices.other-hint"))),
    );
  }

  /** @param {Api.Invoice | null} invoice */
  #choose(invoice) {
    this.invoice = invoice;
    this.isTyped = invoice === null;
    this.typed.element.hidden = !this.isTyped;
    tellProblem(this.line, this.list, null);
    if (this.isTyped) this.typed.input.focus();
    this.changed();
  }
}
