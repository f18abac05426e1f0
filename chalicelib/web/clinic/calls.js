import { api, query } from "../api.js";

/** @returns {Promise<Api.Settings>} */
export const getSettings = () => api("GET", "clinic/billing-settings");
/** @returns {Promise<Api.Account[]>} */
export const getAccounts = async () => (await api("GET", "clinic/payment-accounts?limit=100")).items;
/**
 * @param {boolean} openOnly
 * @param {string} [cursor]
 * @param {number} [limit]
 * @returns {Promise<Api.Listing<Api.ListedDispute>>}
 */
export const getDisputes = (openOnly, cursor, limit) =>
  api("GET", `clinic/disputes${query({ open: openOnly ? "true" : null, cursor, limit })}`);
/**
 * The movement of credit from a day until now.
 *
 * @param {string} by
 * @param {string} from
 * @returns {Promise<Api.Movement>}
 */
export const getMovement = (by, from) => api("GET", `clinic/reports/credit-movement${query({ group_by: by, from })}`);
/** @returns {Promise<Api.Overview>} */
export const getOverview = () => api("GET", "clinic/overview");
/** @returns {Promise<Api.Location[]>} */
export const getLocations = async () => (await api("GET", "clinic/locations?limit=100")).items;
/**
 * @param {Record<string, string>} filter
 * @param {{ cursor?: string | null, limit?: number, totals?: string }} page
 * @returns {Promise<Api.Payments>}
 */
export const getPayments = (filter, page = {}) => api("GET", `clinic/payments${query({ ...filter, ...page })}`);
/**
 * @param {string} q
 * @returns {Promise<Api.Listing<Api.ListedPatient>>}
 */
export const findPatients = (q) => api("GET", `clinic/patients${query({ q, limit: 10 })}`);
