import { icon } from "./dom.js";
import { documentButton } from "./receipt-button.js";

/**
 * A button that prints the document that `ask` asks for, in a tab of its own. The press itself opens the tab: one that
 * opens later is blocked.
 *
 * @param {() => Promise<Page.Document>} ask
 * @param {string} label
 */
export function printButton(ask, label) {
  return documentButton(icon("print"), label, {}, async (say) => {
    const shown = window.open("", "_blank");
    try {
      await (await import("./receipt.js")).printDocument(ask, say, shown);
    } catch (problem) {
      shown?.close();
      throw problem;
    }
  });
}
