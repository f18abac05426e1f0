import { inClinicZone, zoneLetters } from "./zone.js";

/**
 * A day and the time of it, which no line's end tears apart: "18 h 49", "6:49 p.m."; with the zone's letters where the
 * clinic's clock isn't the device's.
 *
 * @param {string} time
 */
export function moment(time) {
  const at = new Date(time);
  const text = inClinicZone({ dateStyle: "long", timeStyle: "short" }).format(at);
  return text.replace(/ (?=h |[ap]\.m)|(?<= h) /g, "\u00a0") + zoneLetters(at);
}
