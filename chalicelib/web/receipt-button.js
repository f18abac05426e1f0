import { h, icon } from "./dom.js";

/**
 * A button for a document, with a line below for when that doesn't work.
 *
 * @param {Node} picture
 * @param {string} label
 * @param {{ name?: string | null, kind?: string }} look
 * @param {(button: HTMLElement, say: (words: string) => void) => Promise<void>} act
 */
function documentButton(picture, label, { name = null, kind = "" }, act) {
  const trouble = h("span", { class: "problem", role: "alert", hidden: true });
  /** @param {string} words */
  const say = (words) => {
    trouble.textContent = words;
    trouble.hidden = !words;
  };
  const button = h("button", { class: `button ${kind}`, type: "button", "aria-label": name }, picture, label);
  button.addEventListener("click", () => act(button, say));
  return h("span", { class: "receipt-button" }, button, trouble);
}

/**
 * A button that downloads the document that `ask` asks for.
 *
 * @param {() => Promise<Page.Document>} ask
 * @param {string} label
 * @param {{ name?: string | null, kind?: string }} look
 */
export function receiptButton(ask, label, look = {}) {
  return documentButton(icon("download"), label, look, async (button, say) =>
    (await import("./receipt.js")).download(ask, button, say),
  );
}

/**
 * A button that prints the document that `ask` asks for, in a tab of its own. The press itself opens the tab: one that
 * opens later is blocked.
 *
 * @param {() => Promise<Page.Document>} ask
 * @param {string} label
 */
export function printButton(ask, label) {
  return documentButton(icon("print"), label, {}, async (button, say) => {
    if (button.getAttribute("aria-disabled")) return;
    const shown = window.open("", "_blank");
    await (await import("./receipt.js")).printDocument(ask, button, say, shown);
  });
}
