import { h, icon } from "./dom.js";
import { t } from "./words.js";
import { telling, workButton } from "./work-button.js";

/**
 * A button for a document, with a line below for when that doesn't work.
 *
 * @param {Node} picture
 * @param {string} label
 * @param {{ name?: string | null, kind?: string }} look
 * @param {(say: (words: string) => void) => Promise<void>} act
 */
export function documentButton(picture, label, { name = null, kind }, act) {
  const trouble = h("span", { class: "problem", role: "alert", hidden: true });
  /** @param {string} words */
  const say = (words) => {
    trouble.textContent = words;
    trouble.hidden = false;
  };
  const button = workButton([picture, label], t("receipt.preparing"), telling(trouble), () => act(say), name);
  if (kind) button.classList.add(kind);
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
  return documentButton(icon("download"), label, look, async (say) =>
    (await import("./receipt.js")).download(ask, say),
  );
}
