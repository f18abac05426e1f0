import { api, query } from "../api.js";

/** @returns {Promise<Api.Credit>} */
export const getCredit = () => api("GET", "me/credit");
/**
 * @param {string} [cursor]
 * @returns {Promise<Api.Listing<Api.MyInvoice>>}
 */
export const getInvoices = (cursor) => api("GET", `me/invoices${query({ cursor })}`);
/**
 * @param {number} limit
 * @param {string} [cursor]
 * @returns {Promise<Api.Listing<Api.TopUp>>}
 */
export const getTopUps = (limit, cursor) => api("GET", `me/top-ups${query({ limit, cursor })}`);
/**
 * @param {string} id
 * @returns {Promise<Api.Receipt>}
 */
export const getReceipt = (id) => api("GET", `me/top-ups/${id}/receipt`);
/**
 * @param {Page.Days} days
 * @param {string} format
 * @returns {Promise<Api.Statement>}
 */
export const getStatement = (days, format) => api("GET", `me/credit/statement${query({ ...days, format })}`);
