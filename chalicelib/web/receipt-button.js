import { h, icon } from "./dom.js";

/** A button that downloads the receipt that `ask` asks for, with a line below for when that doesn't work. */
export function receiptButton(ask, label, { name = null, kind = "" } = {}) {
  const trouble = h("span", { class: "problem", role: "alert", hidden: true });
  const say = (words) => {
    trouble.textContent = words;
    trouble.hidden = !words;
  };
  const onclick = async () => (await import("./receipt.js")).download(ask, button, say);
  const button = h(
    "button",
    { class: `button ${kind}`, type: "button", "aria-label": name, onclick },
    icon("download"),
    label,
  );
  return h("span", { class: "receipt-button" }, button, trouble);
}
