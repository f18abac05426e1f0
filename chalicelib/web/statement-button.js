import { h, icon } from "./dom.js";
import { lazyButton } from "./lazy-button.js";
import { t } from "./words.js";
import { troubleLine } from "./work-button.js";

/**
 * A button that asks for the days of a statement, and downloads it.
 *
 * @param {(days: Page.Days, format: string) => Promise<Api.Statement>} get
 */
export function statementButton(get) {
  const trouble = troubleLine();
  const button = lazyButton([icon("download"), t("statement")], trouble, async () =>
    (await import("./ask-for-statement.js")).askForStatement(get),
  );
  return h("div", { class: "receipt-button" }, button, trouble);
}
