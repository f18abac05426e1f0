import { h, icon } from "../dom.js";
import { historyRow } from "../history-row.js";
import { pagedList } from "../paged-list.js";
import { heading } from "../router.js";
import { statementButton } from "../statement-button.js";
import { t } from "../words.js";
import { getStatement } from "./calls.js";
import { getHistory } from "./later-calls.js";

/** Why is my balance this? Every entry, with the balance after it. */
export default async function history() {
  const found = await getHistory();
  /** @param {Api.Entry} entry */
  const row = (entry) => historyRow(entry, found.balance.currency, ({ payment_id: id }) => `#/payment/${id}`);
  const none = h("div", { class: "nothing" }, icon("clock"), h("p", { class: "soft" }, t("history.none")));
  return h(
    "div",
    { class: "stack" },
    heading(t("history.title")),
    h("p", { class: "soft" }, t("history.explain")),
    statementButton(getStatement),
    h(
      "section",
      { class: "panel stack" },
      found.items.length ? pagedList(found, row, (cursor) => getHistory(cursor)) : none,
    ),
  );
}
