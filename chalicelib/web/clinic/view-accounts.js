import { wordsOf } from "../api.js";
import { ask } from "../dialog.js";
import { busy, fact, factList, h } from "../dom.js";
import { heading, showAgain } from "../router.js";
import { t, tryWords } from "../words.js";
import { getAccounts } from "./calls.js";
import { countryName, currencyName } from "./names.js";
import { linkAccount, makePrimary } from "./settings-calls.js";

/** @param {Api.Account} account */
async function askToMakePrimary({ id, name }) {
  const act = async () => {
    await makePrimary(id);
    return true;
  };
  const done = await ask({
    title: t("accounts.ask", { name }),
    content: h("p", {}, t("accounts.ask-more")),
    submit: t("accounts.make-primary"),
    working: t("accounts.working"),
    cancel: t("cancel"),
    act,
  });
  if (done) await showAgain(t("accounts.done", { name }));
}

/** @param {Api.Account} account */
function standing({ is_primary: isPrimary, eligible }) {
  if (isPrimary) return h("span", { class: `badge ${eligible ? "good" : "bad"}` }, t("accounts.primary"));
  return eligible ? null : h("span", { class: "badge" }, t("accounts.ineligible"));
}

/** @param {Api.Account} account */
const whyNot = ({ ineligible_reason: reason }) => tryWords([`ineligible.${reason}`], t("ineligible.other"));
/** @param {boolean} yes */
const yesOrNo = (yes) => t(yes ? "yes" : "no");

/** Reasons that the account's holder can remove at Stripe. */
const FIXABLE = ["charges_disabled", "payouts_disabled", "capability_inactive", "requirements_due"];

/** @param {Api.Account} account */
function fix({ id, ineligible_reason: reason }) {
  if (!reason || !FIXABLE.includes(reason)) return null;
  const trouble = h("p", { class: "problem", role: "alert", hidden: true });
  const go = async () => {
    if (button.getAttribute("aria-disabled")) return;
    const done = busy(button, t("accounts.opening"));
    trouble.hidden = true;
    try {
      location.assign(await linkAccount(id));
    } catch (problem) {
      done();
      trouble.textContent = wordsOf(problem);
      trouble.hidden = false;
    }
  };
  const button = h("button", { class: "button", type: "button", onclick: go }, t("accounts.fix"));
  return h("div", { class: "actions" }, button, trouble);
}

/** @param {Api.Account} found */
function account(found) {
  const { id, name, country, currency, is_primary: isPrimary, eligible } = found;
  const button = h(
    "button",
    { class: "button primary", type: "button", onclick: () => askToMakePrimary(found) },
    t("accounts.make-primary"),
  );
  return h(
    "details",
    { class: "panel account", open: isPrimary },
    h(
      "summary",
      {},
      h(
        "span",
        { class: "what" },
        h("bdi", {}, name),
        h("span", { class: "small soft" }, `${countryName(country)} · ${currency.toUpperCase()}`),
      ),
      standing(found),
    ),
    h(
      "div",
      { class: "stack" },
      !eligible && h("p", { class: `notice ${isPrimary ? "bad" : "wait"}` }, whyNot(found)),
      fix(found),
      factList(
        fact(t("accounts.charges"), yesOrNo(found.charges_enabled)),
        fact(t("accounts.payouts"), yesOrNo(found.payouts_enabled)),
        fact(t("accounts.country"), countryName(country)),
        fact(t("accounts.currency"), currencyName(currency)),
        fact(t("accounts.id"), h("span", { class: "id" }, id)),
      ),
      eligible && !isPrimary && h("div", { class: "actions" }, button),
    ),
  );
}

/**
 * The primary account first, then those that could be.
 *
 * @param {Api.Account} account
 */
const rank = ({ is_primary: isPrimary, eligible }) => (isPrimary ? 0 : eligible ? 1 : 2);

/** Settings > Payments: the clinic's accounts, and which of them account credit is paid to. */
export default async function accounts() {
  const items = await getAccounts();
  return h(
    "div",
    { class: "stack" },
    heading(t("accounts.heading")),
    h("p", { class: "soft" }, t("accounts.explain")),
    h("div", { class: "stack tight" }, [...items].sort((one, other) => rank(one) - rank(other)).map(account)),
  );
}
