import { h } from "../dom.js";
import { pagedList } from "../paged-list.js";
import { heading } from "../router.js";
import { statementButton } from "../statement-button.js";
import { t } from "../words.js";
import { getStatement, getTopUps } from "./calls.js";
import { clinicCredit } from "./added-by-clinic.js";
import { nothingYet, topUpRow } from "./top-up-rows.js";

const page = 20;

/** Payments and receipts: every top-up, newest first. */
export default async function payments() {
  const [found, added] = await Promise.all([getTopUps(page), clinicCredit()]);
  const list = pagedList(found, topUpRow, (cursor) => getTopUps(page, cursor));
  return h(
    "div",
    { class: "stack" },
    heading(t("nav.payments")),
    statementButton(getStatement),
    h("section", { class: "panel stack" }, found.items.length ? list : nothingYet(t("home.nothing"))),
    added,
  );
}
