import { t } from "../words.js";
import { choice } from "./payment-filters.js";

/** What the lines of a report can be grouped by. */
export const groupings = ["location", "account", "source"];

/**
 * @param {string} chosen
 * @param {(value: string) => void} changed
 */
export function groupChoice(chosen, changed) {
  const options = groupings.map((name) => [name, t(`report.by-${name}`)]);
  return choice("group_by", t("report.group_by"), options, chosen, changed);
}

/**
 * @param {{ id: string | null, name: string | null }} group
 * @param {string} by
 */
export const groupName = ({ id, name }, by) =>
  name ?? (id ? (by === "source" ? t(`source.${id}`) : id) : t("report.no-account"));
