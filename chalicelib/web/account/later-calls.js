// What is called by views that come after the first: it needn't come with the page.
import { api, query } from "../api.js";

/**
 * @param {string} [cursor]
 * @param {number} [limit]
 * @returns {Promise<Api.History>}
 */
export const getHistory = (cursor, limit) => api("GET", `me/credit/history${query({ cursor, limit })}`);
/**
 * @param {string} id
 * @param {string} key
 * @param {number} amount
 * @returns {Promise<unknown>}
 */
export const applyToInvoice = (id, key, amount) =>
  api("POST", `me/invoices/${id}/applications`, { key, body: { amount } });
/** @returns {Promise<Api.Card[]>} */
export const getCards = async () => (await api("GET", "me/cards")).items;
/**
 * @param {string} id
 * @returns {Promise<null>}
 */
export const removeCard = (id) => api("DELETE", `me/cards/${id}`);
/** @returns {Promise<Api.Notices>} */
export const getNotices = () => api("GET", "me/notices");
/**
 * @param {Api.NoticeChoices} choices
 * @returns {Promise<Api.Notices>}
 */
export const chooseNotices = (choices) => api("PUT", "me/notices", { body: choices });
/**
 * @param {string} id
 * @returns {Promise<Api.TopUpDetail>}
 */
export const getTopUp = (id) => api("GET", `me/top-ups/${id}`);
/**
 * @param {string} id
 * @returns {Promise<Api.TopUp>}
 */
export const settle = (id) => api("POST", `me/top-ups/${id}/settle`);
/**
 * @param {string} key
 * @param {number} amount
 * @param {string} location_id
 * @param {number} [terms_version]
 * @returns {Promise<Api.StartedTopUp>}
 */
export const startTopUp = (key, amount, location_id, terms_version) =>
  api("POST", "me/top-ups", { key, body: { amount, location_id, terms_version } });
/**
 * @param {string} payment
 * @param {string} id
 * @returns {Promise<Api.Receipt>}
 */
export const getRefundReceipt = (payment, id) => api("GET", `me/top-ups/${payment}/refunds/${id}/receipt`);
