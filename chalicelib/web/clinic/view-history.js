import { wordsOf } from "../api.js";
import { h } from "../dom.js";
import { standing } from "../format.js";
import { historyRow } from "../history-row.js";
import { pagedList } from "../paged-list.js";
import { heading } from "../router.js";
import { t } from "../words.js";
import { zoneKnown, zoneLetters } from "../zone.js";
import { clinicTime } from "./clinic-time.js";
import { actorWords } from "./our-clinic.js";
import { getHistory, getPerson } from "./patient-calls.js";
import { nothing } from "./payment-row.js";
import { patientLink } from "./report-table.js";

/** Why is this patient's balance this? Every entry with the balance after it; or as it stood at a moment. */
class History {
  /**
   * @param {string} patient
   * @param {string | null} name
   */
  constructor(patient, name) {
    this.patient = patient;
    this.asked = 0;
    this.moment = h("input", {
      type: "datetime-local",
      id: "at",
      onchange: () => this.load().catch((problem) => this.#tell(problem)),
    });
    this.zone = h("span", {}, zoneLetters(new Date()));
    this.figure = h("p", { class: "figure", id: "balance" });
    this.list = h("section", { class: "panel stack", "aria-label": t("history.title") });
    this.element = h(
      "div",
      { class: "stack", "data-title": `${t("history.title")} · ${patient}` },
      heading(t("history.title")),
      h(
        "p",
        { class: "soft" },
        t("patient.title"),
        " ",
        patientLink({ id: patient, name }),
        ". ",
        t("history.explain"),
      ),
      h(
        "section",
        { class: "panel balance" },
        h("div", {}, h("p", { class: "soft" }, t("history.balance")), this.figure),
        h(
          "div",
          { class: "field" },
          h("label", { for: "at" }, t("history.at"), this.zone),
          h("div", { class: "entry" }, this.moment),
        ),
      ),
      this.list,
    );
  }

  /** Only the answer to the last question is shown, in whatever order they come. */
  async load() {
    const time = this.moment.value ? clinicTime(this.moment.value) : undefined;
    const at = time?.toISOString();
    const asked = (this.asked += 1);
    this.zone.textContent = zoneLetters(time ?? new Date()); // In summer the clinic's clock has other letters.
    const found = await getHistory(this.patient, at);
    if (asked !== this.asked) return;
    const { currency } = found.balance;
    /** @param {Api.Entry} entry */
    const address = ({ payment_id: id }) => `#/payment/${this.patient}/${id}`;
    /** @param {Api.Entry} entry */
    const row = (entry) => historyRow(entry, currency, address, actorWords(entry.actor));
    const list = pagedList(found, row, (cursor) => getHistory(this.patient, at, cursor));
    this.figure.textContent = standing(found.balance);
    this.list.replaceChildren(...(found.items.length ? list : [nothing("clock", t("history.none"))]));
  }

  /** @param {unknown} problem */
  #tell(problem) {
    this.list.replaceChildren(h("p", { class: "problem", role: "alert" }, wordsOf(problem)));
  }
}

/** @param {Page.Place} place */
export default async function history({ ids: [patient = ""] }) {
  const [person] = await Promise.all([getPerson(patient).catch(() => null), zoneKnown()]);
  const view = new History(patient, person?.name ?? null);
  await view.load();
  return view.element;
}
