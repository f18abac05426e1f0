import { getCards, removeCard } from "./later-calls.js";
import { cardName } from "../card-name.js";
import { brandMark, cardWords } from "../card-words.js";
import { ask } from "../dialog.js";
import { h, icon } from "../dom.js";
import { heading, showAgain } from "../router.js";
import { t } from "../words.js";

/** @param {Api.Card} card */
function row(card) {
  return h(
    "li",
    {},
    brandMark(card),
    cardWords(card),
    h(
      "button",
      {
        class: "button",
        type: "button",
        "aria-label": t("cards.remove-one", { card: cardName(card) }),
        onclick: () => askToRemove(card),
      },
      t("cards.remove"),
    ),
  );
}

/** @param {Api.Card} card */
async function askToRemove(card) {
  const name = cardName(card);
  const act = async () => {
    await removeCard(card.id);
    return true;
  };
  const removed = await ask({
    title: t("cards.ask", { card: name }),
    content: h("p", {}, t("cards.ask-more")),
    danger: true,
    submit: t("cards.remove"),
    working: t("cards.removing"),
    cancel: t("cards.keep"),
    act,
  });
  if (removed) await showAgain(t("cards.removed", { card: name }));
}

/** Cards on file: what is stored, and how to remove one. */
export default async function cards() {
  const items = await getCards();
  const none = h("div", { class: "nothing" }, icon("card"), h("p", { class: "soft" }, t("cards.none")));
  return h(
    "div",
    { class: "stack" },
    heading(t("nav.cards")),
    h("section", { class: "panel stack" }, items.length ? h("ul", { class: "rows" }, items.map(row)) : none),
    h("p", { class: "soft small" }, t("cards.explain")),
  );
}
