import { getCredit } from "./calls.js";
import { showClinic } from "../brand.js";
import { money } from "../format.js";

let latest = null;

/** Asks for the patient's credit, and shows it in the sidebar. */
export async function refreshCredit() {
  latest = await getCredit();
  showClinic(latest.clinic);
  showInSidebar();
  return latest;
}

export function showInSidebar() {
  const figure = document.getElementById("sidebar-credit");
  if (figure && latest) figure.textContent = money(latest.available);
}
