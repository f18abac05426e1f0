import { getCards, removeCard } from "./api.js";
import { brandMark, cardWords } from "./card-words.js";
import { announce, busy, h, icon } from "./dom.js";
import { cardName } from "./format.js";
import { heading, show } from "./router.js";
import { t } from "./words.js";

function row(card) {
  const ask = () => askToRemove(card);
  return h("li", {}, brandMark(card), cardWords(card),
    h("button", { class: "button", type: "button", "aria-label": t("cards.remove-one", { card: cardName(card) }), onclick: ask }, t("cards.remove")));
}

/** Removing is asked about first: the native dialog keeps the focus inside and gives it back. */
function askToRemove(card) {
  const trouble = h("p", { class: "problem", role: "alert", hidden: true });
  const remove = h("button", { class: "button danger", type: "button", onclick: () => finish(card, remove, trouble, dialog) }, t("cards.remove"));
  const keep = h("button", { class: "button", type: "button", onclick: () => dialog.close() }, t("cards.keep"));
  const dialog = h("dialog", { "aria-labelledby": "ask", onclose: () => dialog.remove() },
    h("div", { class: "stack" }, h("h2", { id: "ask" }, t("cards.ask", { card: cardName(card) })), h("p", {}, t("cards.ask-more")), trouble,
      h("div", { class: "actions" }, remove, keep)));
  document.body.append(dialog);
  dialog.showModal();
  keep.focus();
}

async function finish(card, button, trouble, dialog) {
  if (button.getAttribute("aria-disabled")) return;
  const done = busy(button, t("cards.removing"));
  try {
    await removeCard(card.id);
  } catch (problem) {
    done();
    trouble.textContent = problem.words;
    trouble.hidden = false;
    return;
  }
  dialog.close();
  announce(t("cards.removed", { card: cardName(card) }));
  await show();
}

/** Cards on file: what is stored, and how to remove one. */
export default async function cards() {
  const items = await getCards();
  const none = h("div", { class: "nothing" }, icon("card"), h("p", { class: "soft" }, t("cards.none")));
  return h("div", { class: "stack" }, heading(t("nav.cards")),
    h("section", { class: "panel stack" }, items.length ? h("ul", { class: "rows" }, items.map(row)) : none),
    h("p", { class: "soft small" }, t("cards.explain")));
}
