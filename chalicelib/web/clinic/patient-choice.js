import { wordsOf } from "../api.js";
import { announce, h } from "../dom.js";
import { TextField } from "../text-field.js";
import { t } from "../words.js";
import { findPatients } from "./calls.js";
import { whenTyped } from "./when-typed.js";

const pause_ms = 200;
const shortest = 2;

/** Which patient: found by name or id as staff type, and picked from the list. `but` is never offered. */
export class PatientChoice extends TextField {
  /**
   * @param {string} name
   * @param {string} label
   * @param {{ but: string[], changed: () => void }} how
   */
  constructor(name, label, { but, changed }) {
    super(name, label, { hint: t("choice.hint"), longest: 100 });
    this.but = but;
    this.changed = changed;
    /** @type {Api.ListedPatient | null} */
    this.patient = null;
    this.list = h("div", { class: "options choices", role: "radiogroup", "aria-label": label, hidden: true });
    this.line.before(this.list);
    this.input.addEventListener(
      "input",
      whenTyped(pause_ms, () => this.#find(this.text)),
    );
  }

  get id() {
    return this.patient?.id ?? "";
  }

  /** The name of who is picked, with the id, which alone tells two of the same name apart. */
  get who() {
    const { name, id } = this.patient ?? {};
    return name ? `${name} (${id})` : (id ?? "");
  }

  checkPicked() {
    return this.check(() => (this.patient ? null : t("choice.needed")));
  }

  /** @param {string} text */
  async #find(text) {
    let problem = null;
    /** @type {Api.ListedPatient[]} */
    let found = [];
    try {
      if (text.length >= shortest) found = (await findPatients(text)).items;
    } catch (thrown) {
      problem = wordsOf(thrown);
    }
    if (text !== this.text) return;
    this.#pick(null);
    this.tell(problem);
    const others = found.filter(({ id }) => !this.but.includes(id));
    this.list.hidden = text.length < shortest || problem !== null;
    const none = h("p", { class: "soft small" }, t("find.none"));
    this.list.replaceChildren(...(others.length ? others.map((each) => this.#option(each)) : [none]));
    if (!this.list.hidden)
      announce(others.length ? t("choice.found", { count: String(others.length) }) : t("find.none"));
  }

  /** @param {Api.ListedPatient} patient */
  #option(patient) {
    const { id, name } = patient;
    return h(
      "label",
      { class: "option" },
      h("input", { type: "radio", name: `${this.input.name}-choice`, onchange: () => this.#pick(patient) }),
      h("span", { class: "what" }, h("bdi", {}, name ?? id), name && h("span", { class: "small soft id" }, id)),
    );
  }

  /** @param {Api.ListedPatient | null} patient */
  #pick(patient) {
    this.patient = patient;
    this.tell(null);
    this.changed();
  }
}
