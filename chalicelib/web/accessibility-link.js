import { h } from "./dom.js";
import { t } from "./words.js";

/** The way to the accessibility conformance report of these pages, which is in English. */
export const accessibilityLink = () =>
  h("p", { class: "small" }, h("a", { href: "accessibility", hreflang: "en" }, t("accessibility")));
