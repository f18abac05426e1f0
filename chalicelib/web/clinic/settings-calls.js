import { api, query } from "../api.js";

/**
 * @param {Api.SettingsChange} changes
 * @param {string | null} seen
 * @returns {Promise<Api.Settings>}
 */
export const changeSettings = (changes, seen) => api("PATCH", "clinic/billing-settings", { body: changes, seen });
/**
 * @param {string} [cursor]
 * @returns {Promise<Api.Listing<Api.PastChange>>}
 */
export const getPastChanges = (cursor) => api("GET", `clinic/billing-settings/changes${query({ limit: 10, cursor })}`);
/**
 * @param {Api.Location} location
 * @returns {Promise<Api.Location>}
 */
export const saveLocation = ({ id, name, active }) => api("PUT", `clinic/locations/${id}`, { body: { name, active } });
/**
 * @param {string} id
 * @returns {Promise<string>}
 */
export const linkAccount = async (id) => (await api("POST", `clinic/payment-accounts/${id}/link`)).url;
/**
 * @param {string} id
 * @returns {Promise<Api.Account>}
 */
export const makePrimary = (id) => api("POST", `clinic/payment-accounts/${id}/make-primary`);
/**
 * @param {string} [cursor]
 * @returns {Promise<Api.Listing<Api.Proof>>}
 */
export const getProofs = (cursor) => api("GET", `clinic/proofs${query({ cursor })}`);
/**
 * @param {string} date
 * @returns {Promise<Api.Proof>}
 */
export const getProof = (date) => api("GET", `clinic/proofs/${date}`);
