import { h } from "../dom.js";
import { standing } from "../format.js";

/**
 * Amounts as a list whose bars compare them: the figures are its text.
 *
 * @param {Array<{ name: string, amount: Api.Money, href?: string }>} lines
 */
export function bars(lines) {
  const most = Math.max(1, ...lines.map(({ amount }) => amount.amount));
  return h(
    "dl",
    { class: "bars" },
    lines.map(({ name, amount, href }) => {
      const words = h("bdi", {}, name);
      const bar = h("span", { class: "bar-line", "aria-hidden": "true", hidden: amount.amount <= 0 });
      bar.style.width = `${(Math.max(0, amount.amount) / most) * 100}%`;
      return h(
        "div",
        {},
        h("dt", {}, href ? h("a", { href }, words) : words),
        h("dd", {}, h("span", { class: "amount" }, standing(amount)), bar),
      );
    }),
  );
}
