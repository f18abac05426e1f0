import { getCredit } from "./api.js";

const watchers = new Set();
let latest = null;

/** Asks for the patient's credit, and tells those who show it. */
export async function refreshCredit() {
  latest = await getCredit();
  for (const tell of watchers) tell(latest);
  return latest;
}

export const latestCredit = () => latest;

export function watchCredit(tell) {
  watchers.clear();
  watchers.add(tell);
  if (latest) tell(latest);
}
