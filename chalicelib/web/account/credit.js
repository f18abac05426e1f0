import { getCredit } from "./calls.js";
import { showClinic } from "../brand.js";
import { standing } from "../format.js";

/** @type {Api.Credit | null} */
let latest = null;

/** Asks for the patient's credit, and shows it in the sidebar. */
export async function refreshCredit() {
  const credit = await getCredit();
  latest = credit;
  showClinic(credit.clinic);
  showInSidebar();
  return credit;
}

export function showInSidebar() {
  const figure = document.getElementById("sidebar-credit");
  if (figure && latest) figure.textContent = standing(latest.available);
}
