import { getSettings } from "./calls.js";

/**
 * Whether the operator closed this clinic: then it takes no more credit, from whatever source. While that can't be
 * known, no: the service decides.
 */
export const isClosed = () =>
  getSettings()
    .then(({ top_ups: { reason } }) => reason === "clinic_closed")
    .catch(() => false);
