import { attempt } from "./attempt.js";
import { refreshCredit } from "./credit.js";
import { getInvoices, getTopUps } from "./calls.js";
import { h, icon, notice } from "../dom.js";
import { standing } from "../format.js";
import { heading } from "../router.js";
import { whyOff } from "./top-up-off.js";
import { nothingYet, topUpRows } from "./top-up-rows.js";
import { t } from "../words.js";

const shown = 5;

/** @param {Api.Credit} credit */
function balance({ available, top_up: topUp, may_apply: may }) {
  const explain = may ? "home.explain-own" : "home.explain";
  const add = h("a", { class: "button primary", href: "#/add" }, icon("plus"), t("nav.add"));
  return h(
    "section",
    { class: "panel stack tight", "aria-labelledby": "available" },
    h(
      "div",
      { class: "balance" },
      h(
        "div",
        {},
        h("p", { class: "soft", id: "available" }, t(available.amount < 0 ? "home.balance" : "home.now")),
        h("p", { class: "figure" }, standing(available)),
      ),
      topUp.enabled && add,
    ),
    h(
      "p",
      { class: "soft small" },
      t(available.amount < 0 ? "home.negative" : explain),
      " ",
      h("a", { href: "#/history" }, t("home.history")),
    ),
  );
}

/**
 * Credit that the clinic added, for patients who paid nothing online.
 *
 * @param {Api.Listing<Api.TopUp>} topUps
 * @param {Api.Credit} credit
 */
async function clinicsOwn({ items }, { available }) {
  if (items.length || !available.amount) return null;
  try {
    return await (await import("./added-by-clinic.js")).clinicCredit();
  } catch {
    return null;
  }
}

/** @param {Api.Listing<Api.TopUp>} topUps */
function recent({ items, next_cursor: more }) {
  const all = (more || items.length > shown) && h("p", {}, h("a", { href: "#/payments" }, t("home.all")));
  return h(
    "section",
    { class: "panel stack", "aria-labelledby": "recent" },
    h("h2", { id: "recent" }, t("home.recent")),
    items.length ? topUpRows(items.slice(0, shown)) : nothingYet(t("home.nothing")),
    all,
  );
}

/**
 * @param {Api.TopUp[]} topUps
 * @param {Api.Offer} offer
 */
async function unfinished(topUps, offer) {
  if (!attempt() && !["pending", "processing"].includes(topUps[0]?.status)) return null;
  try {
    return await (await import("./unfinished.js")).unfinishedNotice(topUps, offer);
  } catch {
    return null;
  }
}

/**
 * The open invoices, for patients of clinics that send them.
 *
 * @param {Api.Listing<Api.MyInvoice> | null} found
 * @param {Api.Credit} credit
 */
async function invoices(found, credit) {
  if (!found?.items.length) return null;
  try {
    return await (await import("./open-invoices.js")).openInvoices(found, credit);
  } catch {
    return null;
  }
}

/** Available Credit: what there is, what was left unfinished, open invoices, and the latest payments. */
export default async function home() {
  const asked = getInvoices().catch(() => null);
  const [credit, topUps, sent] = await Promise.all([refreshCredit(), getTopUps(20), asked]);
  const waiting = await unfinished(topUps.items, credit.top_up);
  const now = waiting ? await refreshCredit() : credit;
  return h(
    "div",
    { class: "stack" },
    heading(t("nav.credit")),
    waiting,
    !now.top_up.enabled && notice("wait", "info", h("p", {}, whyOff(now.top_up))),
    balance(now),
    await invoices(sent, now),
    (await clinicsOwn(topUps, now)) ?? recent(topUps),
  );
}
