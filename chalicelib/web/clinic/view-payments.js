import { query, wordsOf } from "../api.js";
import { announce, busy, h } from "../dom.js";
import { money, standing } from "../format.js";
import { heading, tellAddress } from "../router.js";
import { tab } from "../store.js";
import { t } from "../words.js";
import { workButton } from "../work-button.js";
import { getAccounts, getLocations, getPayments } from "./calls.js";
import { downloadCsv } from "./csv-file.js";
import { mayDoEverything } from "./our-clinic.js";
import { filterNames, paymentFilters } from "./payment-filters.js";
import { nothing, paymentRow } from "./payment-row.js";
import { newestFirst, orders, paymentTable, sorted } from "./payment-table.js";

const kept = "payments-shown";
const rows = 25;
const mostAtOnce = 100;
const mostSorted = 1000;
const wide = matchMedia("(min-width: 56rem)");
/** How many rows each list had when it was left, by its address. */
const extents = new Map();

/** The clinic's payments: filtered, added up, sorted; a table where there is room for one. */
class Payments {
  /**
   * @param {Page.Values} asked
   * @param {{ locations: Api.Location[], accounts: Api.Account[] | null }} clinic
   */
  constructor(asked, clinic) {
    const told = filterNames.some((name) => name in asked);
    /** @type {Page.Values} */
    this.filter = told ? pick(asked) : (tab.read(kept) ?? { unapplied: "true" });
    this.sort = orders.includes(asked["sort"]) ? asked["sort"] : newestFirst;
    this.asked = 0;
    /** @type {Api.PaymentSummary[]} */
    this.items = [];
    /** @type {string | null} */
    this.cursor = null;
    this.totals = h("p", { class: "totals" });
    this.list = h("section", { class: "panel stack payments", "aria-label": t("nav.payments") });
    const download = workButton(
      t("payments.download"),
      t("payments.preparing"),
      (what) => this.#attempt(what),
      () => this.#download(),
    );
    this.element = h(
      "div",
      { class: "stack tight wide" },
      h("div", { class: "above" }, heading(t("nav.payments")), this.totals, download),
      paymentFilters(this.filter, clinic, (change) => this.#change(change)),
      this.list,
    );
  }

  get address() {
    return query({ ...this.filter, sort: this.sort === newestFirst ? null : this.sort });
  }

  /** @param {Page.Values} change */
  async #change(change) {
    this.filter = pick({ ...this.filter, ...change });
    tab.write(kept, this.filter);
    tellAddress(this.address);
    await this.#attempt(async () => {
      await this.load(rows);
      announce(`${this.totals.textContent}`);
    });
  }

  /** @param {() => Promise<void>} what */
  async #attempt(what) {
    try {
      await what();
    } catch (problem) {
      this.list.replaceChildren(h("p", { class: "problem", role: "alert" }, wordsOf(problem)));
    }
  }

  /**
   * Only the answer to the last question is shown, in whatever order they come.
   *
   * @param {number} wanted
   */
  async load(wanted) {
    const asked = (this.asked += 1);
    const found = await getPayments(this.filter, { limit: Math.min(wanted, mostAtOnce), totals: "true" });
    if (asked !== this.asked) return;
    [this.items, this.cursor] = [found.items, found.next_cursor];
    this.totals.textContent = totalsWords(found.totals);
    await this.#fill(this.sort === newestFirst ? wanted : mostSorted);
    if (asked === this.asked) this.draw();
  }

  /** @param {number} wanted */
  async #fill(wanted) {
    const asked = this.asked;
    while (this.cursor && this.items.length < wanted) {
      const limit = Math.min(wanted - this.items.length, mostAtOnce);
      const next = await getPayments(this.filter, { cursor: this.cursor, limit });
      if (asked !== this.asked) return;
      this.items.push(...next.items);
      this.cursor = next.next_cursor;
    }
  }

  draw() {
    extents.set(this.address, this.items.length);
    const none = nothing(
      "receipt",
      t(this.filter["unapplied"] === "true" ? "payments.none-unapplied" : "payments.none"),
    );
    if (!this.items.length && !this.cursor) return this.list.replaceChildren(none);
    const found = sorted(this.items, this.sort);
    const content = wide.matches
      ? paymentTable(found, this.sort, (sort) => this.#resort(sort))
      : h(
          "ul",
          { class: "rows" },
          found.map((payment) => paymentRow(payment, { showPatient: true })),
        );
    const part = this.cursor && this.sort !== newestFirst && t("payments.sorted-part", { count: String(found.length) });
    this.list.replaceChildren(content, ...(part ? [h("p", { class: "soft small" }, part)] : []));
    if (this.cursor) this.list.append(this.#moreButton());
  }

  /** @param {string} sort */
  async #resort(sort) {
    this.sort = sort;
    tellAddress(this.address);
    await this.#attempt(async () => {
      await this.#fill(sort === newestFirst ? 0 : mostSorted);
      this.draw();
    });
    document.getElementById(`sort-${sort.replace("-", "")}`)?.focus();
  }

  #moreButton() {
    const button = h("button", { class: "button", type: "button" }, t("more"));
    const more = async () => {
      if (button.getAttribute("aria-disabled")) return;
      busy(button, t("loading"));
      const before = this.items.length;
      await this.#attempt(async () => {
        await this.#fill(before + rows);
        this.draw();
      });
      const links = this.list.querySelectorAll("tbody tr, .rows > li");
      /** @type {HTMLElement | null | undefined} */ (links[before]?.querySelector("a"))?.focus();
    };
    button.addEventListener("click", more);
    return h("div", {}, button);
  }

  #download() {
    const { from, to } = this.filter;
    const name = ["payments", from, to].filter(Boolean).join("_");
    return downloadCsv("clinic/payments", query(this.filter), `${name}.csv`);
  }
}

/** @param {Page.Values} values */
const pick = (values) =>
  Object.fromEntries(filterNames.filter((name) => values[name]).map((name) => [name, values[name]]));

/** @param {Api.Payments["totals"]} totals */
function totalsWords(totals) {
  if (!totals) return t("payments.no-totals");
  const { payments: count, amount, unapplied } = totals;
  const words = { count: String(count), amount: money(amount), unapplied: standing(unapplied) };
  return t(count === 1 ? "payments.total-one" : "payments.totals", words);
}

/** @param {Page.Place} place */
export default async function payments({ asked, back, leave }) {
  const [locations, accounts] = await Promise.all([getLocations(), mayDoEverything() ? getAccounts() : null]);
  const view = new Payments(asked, { locations, accounts });
  if (!leave.aborted) tellAddress(view.address);
  await view.load(Math.max(rows, back ? (extents.get(view.address) ?? 0) : 0));
  wide.addEventListener("change", () => view.draw(), { signal: leave });
  return view.element;
}
