import { h } from "../dom.js";
import { heading } from "../router.js";
import { BillingForm } from "./billing-form.js";
import { billingFacts, topUpsNow } from "./billing-words.js";
import { getSettings } from "./calls.js";
import { mayDoEverything } from "./our-clinic.js";
import { t } from "../words.js";

/** Settings > Billing Settings: a form for those who may change them, and the facts for everyone else. */
export default async function billing() {
  const settings = await getSettings();
  if (mayDoEverything()) return new BillingForm(settings).element;
  return h(
    "div",
    { class: "stack" },
    heading(t("billing.heading")),
    topUpsNow(settings),
    h("section", { class: "panel" }, billingFacts(settings)),
    h("p", { class: "soft small" }, t("billing.read-only")),
  );
}
