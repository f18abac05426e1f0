import { settle } from "./calls.js";
import { abandonAttempt, attempt, dismiss, endAttempt, isDismissed, updateForm } from "./attempt.js";
import { plainAmount } from "../amounts.js";
import { h, notice } from "../dom.js";
import { money } from "../format.js";
import { t } from "../words.js";

/** The top-up without an end: this tab's own, else the newest if another tab or an earlier day left it behind. */
function findUnfinished(topUps) {
  const mine = attempt();
  if (mine?.id) return topUps.find((topUp) => topUp.id === mine.id) ?? { id: mine.id, status: "pending" };
  if (mine) return null;
  const [newest] = topUps;
  return ["pending", "processing"].includes(newest?.status) && !isDismissed(newest.id) ? newest : null;
}

/** What to tell about a payment that was begun and not finished, once Stripe has been asked about it; null when nothing. */
export async function unfinishedNotice(topUps, currency) {
  const found = findUnfinished(topUps);
  if (!found) return attempt() ? continueNotice({ amount: { amount: attempt().amount, currency } }, currency) : null;
  const topUp = ["pending", "processing"].includes(found.status) ? await settle(found.id) : found;
  if (topUp.status === "pending") return continueNotice(topUp, currency);
  if (attempt()?.id === topUp.id) endAttempt();
  if (topUp.status === "processing") return linkNotice("wait", "clock", "unfinished.processing", topUp);
  return topUp.status === "succeeded" ? linkNotice("", "check", "unfinished.paid", topUp) : null;
}

function linkNotice(kind, iconName, words, topUp) {
  const link = h("a", { class: "button", href: `#/done/${topUp.id}` }, t("unfinished.see"));
  return notice(
    kind,
    iconName,
    h("p", {}, t(words, { amount: money(topUp.amount) })),
    h("div", { class: "actions" }, link),
  );
}

/** Continuing goes on with the same top-up where its key is known, and begins with the same form where it isn't. */
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
