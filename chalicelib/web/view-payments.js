import { getTopUps } from "./api.js";
import { busy, h, styleSheet } from "./dom.js";
import { heading } from "./router.js";
import { nothingYet, topUpRows } from "./top-up-rows.js";
import { t } from "./words.js";

const page = 20;

function moreButton(list, cursor) {
  const more = async () => {
    if (button.getAttribute("aria-disabled")) return;
    busy(button, t("loading"));
    const next = await getTopUps(page, cursor);
    const rows = [...topUpRows(next.items).children];
    list.append(...rows);
    button.replaceWith(...(next.next_cursor ? [moreButton(list, next.next_cursor)] : []));
    rows[0]?.querySelector("a, button")?.focus();
  };
  const button = h("button", { class: "button", type: "button", onclick: more }, t("payments.more"));
  return button;
}

/** Payments and receipts: every top-up, newest first. */
export default async function payments() {
  const [{ items, next_cursor: cursor }] = await Promise.all([getTopUps(page), styleSheet("web/confirmation.css")]);
  const list = topUpRows(items);
  return h("div", { class: "stack" }, heading(t("nav.payments")),
    h("section", { class: "panel stack" }, items.length ? list : nothingYet(t("home.nothing")), cursor && moreButton(list, cursor)));
}
