import { fact, factList, h, notice } from "../dom.js";
import { money } from "../format.js";
import { moment } from "../moment.js";
import { t, tryWords } from "../words.js";
import { actorWords, mayDoEverything } from "./our-clinic.js";

/** @type {["top_up_minimum", "top_up_maximum", "balance_maximum", "memo_maximum", "memo_daily_maximum"]} */
export const AMOUNTS = ["top_up_minimum", "top_up_maximum", "balance_maximum", "memo_maximum", "memo_daily_maximum"];

/** @type {["account_credit_enabled", "patients_may_apply", "refund_fraud_warnings"]} */
export const SWITCHES = ["account_credit_enabled", "patients_may_apply", "refund_fraud_warnings"];

/** @type {{ invoices: Api.Settings["invoices"][], apply_automatically: Api.Settings["apply_automatically"][] }} */
export const CHOICES = { invoices: ["any", "known"], apply_automatically: ["off", "oldest_first"] };

/** @type {["invoices", "apply_automatically"]} */
export const CHOSEN = ["invoices", "apply_automatically"];

/** @type {["notice_email"]} */
export const TEXTS = ["notice_email"];

/** @type {["refund_policy", "statement_name"]} */
export const BEFORE_PAYING = ["refund_policy", "statement_name"];

/** @type {Page.Setting[]} */
export const SETTINGS = [...SWITCHES, ...AMOUNTS, "suggested_amounts", ...BEFORE_PAYING, ...CHOSEN, ...TEXTS];

/**
 * Whether patients can top up now, and if not, why and what to do about it.
 *
 * @param {Api.Settings} settings
 */
export function topUpsNow({ top_ups: { enabled, reason } }) {
  if (enabled) return notice("good", "check", h("p", {}, t("billing.on")));
  const words = tryWords([`why-off.${reason}`], t("why-off.other"));
  const remedy = mayDoEverything() && ["no_primary_account", "primary_account_not_eligible"].includes(reason ?? "");
  return notice(
    "wait",
    "info",
    h("p", {}, h("strong", {}, t("billing.off")), " ", words),
    remedy && h("p", {}, h("a", { href: "#/accounts" }, t("why-off.choose"))),
  );
}

/**
 * Why no notices are sent to the clinic's address, if so.
 *
 * @param {Api.Settings} settings
 */
export function noticesUndeliverable({ notice_email_undeliverable: found }) {
  if (!found) return null;
  return notice("wait", "alert", h("p", {}, t(`billing.notices-${found.reason}`, { when: moment(found.since) })));
}

/**
 * A setting's value as people read it.
 *
 * @param {Api.Settings} settings
 * @param {Page.Setting} name
 */
export function valueWords(settings, name) {
  const { currency } = settings;
  if (name === "account_credit_enabled" || name === "patients_may_apply" || name === "refund_fraud_warnings")
    return t(settings[name] ? "yes" : "no");
  if (name === "invoices" || name === "apply_automatically") return t(`billing.${name}-${settings[name]}`);
  if (name === "refund_policy" || name === "statement_name" || name === "notice_email")
    return settings[name] ?? t("changes.none");
  if (name !== "suggested_amounts") return money({ amount: settings[name], currency });
  return settings[name].length
    ? settings[name].map((amount) => money({ amount, currency }, { brief: true })).join(" · ")
    : t("billing.no-suggestions");
}

/** @param {Api.Settings} settings */
export function billingFacts(settings) {
  return factList(...SETTINGS.map((name) => fact(t(`billing.${name}`), valueWords(settings, name))));
}

/**
 * Who changed the settings last, and when; empty if they were never changed.
 *
 * @param {Api.Settings} settings
 */
export function lastChange({ changed_at: at, changed_by: who }) {
  return at && who ? t("billing.changed", { who: actorWords(who), when: moment(at) }) : "";
}
