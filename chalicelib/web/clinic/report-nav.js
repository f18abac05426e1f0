import { h } from "../dom.js";
import { heading } from "../router.js";
import { t } from "../words.js";

const reports = ["reports", "unapplied-credit", "credit-movement", "takings"];

/**
 * A report's heading, with the way to the others.
 *
 * @param {string} shown
 */
export function reportHead(shown) {
  const links = reports.map((name) =>
    h("a", { href: `#/${name}`, "aria-current": name === shown ? "page" : null }, t(`report.${name}`)),
  );
  const title = shown === "reports" ? t("nav.reports") : t(`report.${shown}`);
  return [heading(title), h("nav", { class: "tabs", "aria-label": t("nav.reports") }, links)];
}
