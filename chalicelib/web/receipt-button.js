import { h, icon } from "./dom.js";

/**
 * A button that downloads the receipt that `ask` asks for, with a line below for when that doesn't work.
 *
 * @param {() => Promise<Api.Receipt>} ask
 * @param {string} label
 * @param {{ name?: string | null, kind?: string }} look
 */
export function receiptButton(ask, label, { name = null, kind = "" } = {}) {
  const trouble = h("span", { class: "problem", role: "alert", hidden: true });
  /** @param {string} words */
  const say = (words) => {
    trouble.textContent = words;
    trouble.hidden = !words;
  };
  const button = h("button", { class: `button ${kind}`, type: "button", "aria-label": name }, icon("download"), label);
  button.addEventListener("click", async () => (await import("./receipt.js")).download(ask, button, say));
  return h("span", { class: "receipt-button" }, button, trouble);
}
