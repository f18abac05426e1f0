import { settle } from "./later-calls.js";
import { abandonAttempt, attempt, dismiss, endAttempt, isDismissed, updateForm } from "./attempt.js";
import { plainAmount } from "../amounts.js";
import { h, notice } from "../dom.js";
import { money } from "../format.js";
import { t } from "../words.js";

/**
 * The top-up without an end: this tab's own, else the newest if another tab or an earlier day left it behind.
 *
 * @param {Api.TopUp[]} topUps
 * @returns {{ id: string } | null}
 */
function findUnfinished(topUps) {
  const mine = attempt();
  if (mine?.id) return topUps.find((topUp) => topUp.id === mine.id) ?? { id: mine.id };
  if (mine) return null;
  const [newest] = topUps;
  return ["pending", "processing"].includes(newest?.status) && !isDismissed(newest.id) ? newest : null;
}

/**
 * What to tell about a payment that was begun and not finished, once Stripe has been asked about it; null when nothing.
 *
 * @param {Api.TopUp[]} topUps
 * @param {Api.Offer} offer
 * @returns {Promise<HTMLElement | null>}
 */
export async function unfinishedNotice(topUps, { currency, enabled: open }) {
  const found = findUnfinished(topUps);
  const mine = attempt();
  if (!found) return open && mine ? continueNotice({ amount: { amount: mine.amount, currency } }, currency) : null;
  const topUp = await settle(found.id);
  if (topUp.status === "pending") return open ? continueNotice(topUp, currency) : null;
  if (attempt()?.id === topUp.id) endAttempt();
  if (topUp.status === "processing") return linkNotice("wait", "clock", "unfinished.processing", topUp);
  return topUp.status === "succeeded" ? linkNotice("", "check", "unfinished.paid", topUp) : null;
}

/**
 * @param {string} kind
 * @param {string} iconName
 * @param {string} words
 * @param {Api.TopUp} topUp
 */
function linkNotice(kind, iconName, words, topUp) {
  const link = h(
    "a",
    { class: "button", href: topUp.status === "succeeded" ? `#/payment/${topUp.id}` : `#/done/${topUp.id}` },
    t("unfinished.see"),
  );
  return notice(
    kind,
    iconName,
    h("p", {}, t(words, { amount: money(topUp.amount) })),
    h("div", { class: "actions" }, link),
  );
}

/**
 * Continuing goes on with the same top-up where its key is known, and begins with the same form where it isn't.
 *
 * @param {{ amount: Api.Money, id?: string, location?: Api.Place }} topUp
 * @param {string} currency
 */
function continueNotice(topUp, currency) {
  const mine = attempt() !== null;
  const goOn = () => {
    if (!mine) updateForm({ text: plainAmount(topUp.amount.amount, currency), location_id: topUp.location?.id });
  };
  const drop = () => {
    if (mine) abandonAttempt();
    dismiss(topUp.id);
    box.remove();
    document.querySelector("h1")?.focus();
  };
  const box = notice(
    "wait",
    "clock",
    h("p", {}, h("strong", {}, t("unfinished.title", { amount: money(topUp.amount) })), " ", t("unfinished.pending")),
    h(
      "div",
      { class: "actions" },
      h("a", { class: "button primary", href: "#/add", onclick: goOn }, t("unfinished.continue")),
      h("button", { class: "button quiet", type: "button", onclick: drop }, t("unfinished.drop")),
    ),
  );
  return box;
}
