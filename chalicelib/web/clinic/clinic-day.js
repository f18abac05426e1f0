import { inClinicZone } from "../zone.js";

/**
 * A day by the clinic's calendar, so many days before today: 2026-11-27.
 *
 * @param {number} ago
 */
export function clinicDay(ago = 0) {
  const parts = inClinicZone({ year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(
    new Date(Date.now() - ago * 86_400_000),
  );
  return ["year", "month", "day"].map((type) => parts.find((part) => part.type === type)?.value).join("-");
}
