import { api, query } from "../api.js";

/** @returns {Promise<Api.Credit>} */
export const getCredit = () => api("GET", "me/credit");
/**
 * @param {string} [cursor]
 * @param {number} [limit]
 * @returns {Promise<Api.History>}
 */
export const getHistory = (cursor, limit) => api("GET", `me/credit/history${query({ cursor, limit })}`);
/**
 * @param {string} [cursor]
 * @returns {Promise<Api.Listing<Api.MyInvoice>>}
 */
export const getInvoices = (cursor) => api("GET", `me/invoices${query({ cursor })}`);
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
 * @param {number} limit
 * @param {string} [cursor]
 * @returns {Promise<Api.Listing<Api.TopUp>>}
 */
export const getTopUps = (limit, cursor) => api("GET", `me/top-ups${query({ limit, cursor })}`);
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
 * @param {string} id
 * @returns {Promise<Api.Receipt>}
 */
export const getReceipt = (id) => api("GET", `me/top-ups/${id}/receipt`);
/**
 * @param {string} payment
 * @param {string} id
 * @returns {Promise<Api.Receipt>}
 */
export const getRefundReceipt = (payment, id) => api("GET", `me/top-ups/${payment}/refunds/${id}/receipt`);
/**
 * @param {Page.Days} days
 * @param {string} format
 * @returns {Promise<Api.Statement>}
 */
export const getStatement = (days, format) => api("GET", `me/credit/statement${query({ ...days, format })}`);
