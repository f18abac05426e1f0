import { wordsOf } from "../api.js";
import { announce, h } from "../dom.js";
import { pagedList } from "../paged-list.js";
import { heading } from "../router.js";
import { tab } from "../store.js";
import { t } from "../words.js";
import { getAccounts, getLocations, getPayments } from "./calls.js";
import { mayDoEverything } from "./our-clinic.js";
import { nothing, paymentRow } from "./payment-row.js";

const kept = "payments-shown";

/**
 * @param {string} name
 * @param {string} label
 * @param {string[][]} options
 * @param {string | undefined} chosen
 * @param {(value: string) => void} changed
 */
function choice(name, label, options, chosen, changed) {
  const select = h(
    "select",
    { id: name, onchange: () => changed(select.value) },
    options.map(([value, words]) => h("option", { value, selected: value === chosen }, words)),
  );
  return h("div", { class: "field" }, h("label", { for: name }, label), select);
}

/**
 * @param {string} all
 * @param {Array<{ id: string, name: string }>} items
 * @returns {string[][]}
 */
const named = (all, items) => [["", all], ...items.map(({ id, name }) => [id, name])];

/** The clinic's payments, the unapplied ones first of all, by location and by the account that was paid. */
class Payments {
  /**
   * @param {Api.Location[]} locations
   * @param {Api.Account[] | null} accounts
   */
  constructor(locations, accounts) {
    /** @type {Page.Values} */
    this.filter = tab.read(kept) ?? { unapplied: "true" };
    this.asked = 0;
    this.list = h("section", { class: "panel stack", "aria-label": t("nav.payments") });
    this.element = h(
      "div",
      { class: "stack" },
      heading(t("nav.payments")),
      this.#filters(locations, accounts),
      this.list,
    );
  }

  /**
   * @param {Api.Location[]} locations
   * @param {Api.Account[] | null} accounts
   */
  #filters(locations, accounts) {
    /**
     * @param {string} name
     * @returns {(value: string) => Promise<void>}
     */
    const set = (name) => (value) => this.#change({ [name]: value });
    const { unapplied, location_id: location, account_id: account } = this.filter;
    return h(
      "div",
      { class: "filters", role: "group", "aria-label": t("filter.title") },
      choice(
        "which",
        t("filter.show"),
        [
          ["true", t("filter.unapplied")],
          ["", t("filter.all")],
        ],
        unapplied,
        set("unapplied"),
      ),
      choice(
        "location",
        t("filter.location"),
        named(t("filter.all-locations"), locations),
        location ?? "",
        set("location_id"),
      ),
      accounts &&
        choice(
          "account",
          t("filter.account"),
          named(t("filter.all-accounts"), accounts),
          account ?? "",
          set("account_id"),
        ),
    );
  }

  /** @param {Page.Values} change */
  async #change(change) {
    this.filter = tab.write(kept, { ...this.filter, ...change });
    try {
      await this.load();
      announce(t("filter.changed"));
    } catch (problem) {
      this.list.replaceChildren(h("p", { class: "problem", role: "alert" }, wordsOf(problem)));
    }
  }

  /** Only the answer to the last question is shown, in whatever order they come. */
  async load() {
    const asked = (this.asked += 1);
    const { filter } = this;
    const found = await getPayments(filter);
    if (asked !== this.asked) return;
    /** @param {Api.PaymentSummary} payment */
    const row = (payment) => paymentRow(payment, { showPatient: true });
    const list = pagedList(found, row, (cursor) => getPayments(filter, cursor));
    const none = nothing("receipt", t(filter.unapplied ? "payments.none-unapplied" : "payments.none"));
    this.list.replaceChildren(...(found.items.length || found.next_cursor ? list : [none]));
  }
}

export default async function payments() {
  const [locations, accounts] = await Promise.all([getLocations(), mayDoEverything() ? getAccounts() : null]);
  const view = new Payments(locations, accounts);
  await view.load();
  return view.element;
}
