import { wordsOf } from "./api.js";
import { h, icon } from "./dom.js";
import { t } from "./words.js";

/**
 * A button that asks for the days of a statement, and downloads it.
 *
 * @param {(days: Page.Days, format: string) => Promise<Api.Statement>} get
 */
export function statementButton(get) {
  const trouble = h("p", { class: "problem", role: "alert", hidden: true });
  const press = async () => {
    trouble.hidden = true;
    try {
      await (await import("./ask-for-statement.js")).askForStatement(get);
    } catch (problem) {
      trouble.textContent = wordsOf(problem);
      trouble.hidden = false;
    }
  };
  const button = h("button", { class: "button", type: "button", onclick: press }, icon("download"), t("statement"));
  return h("div", { class: "receipt-button" }, button, trouble);
}
