import { accessibilityLink } from "../accessibility-link.js";
import { askToLeave } from "../ask-to-leave.js";
import { h } from "../dom.js";
import { heading, keepUnsaved } from "../router.js";
import { BillingForm } from "./billing-form.js";
import { billingFacts, topUpsNow } from "./billing-words.js";
import { getSettings } from "./calls.js";
import { mayDoEverything } from "./our-clinic.js";
import { t } from "../words.js";
import { settingsHistory } from "./settings-history.js";

/**
 * Settings > Billing Settings: a form and its history for those who may change them, the facts for everyone else.
 *
 * @param {Page.Place} place
 */
export default async function billing({ leave }) {
  const settings = await getSettings();
  if (mayDoEverything()) {
    const form = new BillingForm(settings);
    keepUnsaved({ exists: () => form.hasUnsaved, ask: askToLeave }, leave);
    form.element.append(settingsHistory(settings.currency), accessibilityLink());
    return form.element;
  }
  return h(
    "div",
    { class: "stack" },
    heading(t("billing.heading")),
    topUpsNow(settings),
    h("section", { class: "panel" }, billingFacts(settings)),
    h("p", { class: "soft small" }, t("billing.read-only")),
    accessibilityLink(),
  );
}
