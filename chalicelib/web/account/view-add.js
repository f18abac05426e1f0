import { Problem } from "../api.js";
import { refreshCredit } from "./credit.js";
import { getTopUps } from "./calls.js";
import { getCards, settle, startTopUp } from "./later-calls.js";
import { abandonAttempt, attempt, updateAttempt } from "./attempt.js";
import { Checkout } from "./checkout.js";
import { h, notice } from "../dom.js";
import { heading, replaceWith } from "../router.js";
import { stripeFor } from "./stripe.js";
import { whyOff } from "./top-up-off.js";
import { t } from "../words.js";

/**
 * The unfinished top-up of this browser, found by its key, as it stands at Stripe; null if there is none.
 *
 * @returns {Promise<Page.OpenTopUp | null>}
 */
async function resume() {
  const mine = attempt();
  if (!mine) return null;
  try {
    const started = await startTopUp(mine.key, mine.amount, mine.location_id);
    updateAttempt({ id: started.id }, mine.key);
    const topUp = { ...(await settle(started.id)), client_secret: started.client_secret };
    updateAttempt({ unsure: false });
    return topUp;
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.passing) throw problem;
    abandonAttempt();
    return null;
  }
}

/**
 * Instead of the form: why nothing can be added now.
 *
 * @param {string} why
 */
function off(why) {
  return h(
    "div",
    { class: "stack" },
    heading(t("nav.add")),
    notice("wait", "info", h("p", {}, why)),
    h("div", { class: "actions" }, h("a", { class: "button", href: "#/" }, t("done.back"))),
  );
}

/** @param {string} hash */
function goTo(hash) {
  queueMicrotask(() => replaceWith(hash));
  return h("p", { role: "status" }, t("loading"));
}

/** Add Account Credit. */
export default async function add() {
  const [credit, cards, topUps, resumed] = await Promise.all([refreshCredit(), getCards(), getTopUps(1), resume()]);
  if (resumed?.status === "succeeded" || resumed?.status === "processing") return goTo(`#/done/${resumed.id}`);
  if (resumed?.status === "canceled") abandonAttempt();
  const topUp = resumed?.status === "pending" ? resumed : null;
  if (!credit.top_up.enabled) return off(whyOff(credit.top_up));
  if (!topUp && credit.top_up.maximum < credit.top_up.minimum) return off(t("add.full"));
  stripeFor(credit.top_up.stripe_publishable_key).catch(() => {});
  const checkout = new Checkout({ credit, cards, lastLocation: topUps.items[0]?.location?.id, topUp });
  const again = topUp && h("p", { class: "soft" }, t("add.resumed"));
  return h("div", { class: "stack" }, heading(t("nav.add")), again, checkout.element);
}
