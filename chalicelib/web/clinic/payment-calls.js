import { api } from "../api.js";
import { paymentAt, patientAt } from "./calls.js";

/**
 * @param {string} patient
 * @param {string} key
 * @param {Api.NewPayment} body
 * @returns {Promise<Api.Payment>}
 */
export const createPayment = (patient, key, body) => api("POST", `${patientAt(patient)}/payments`, { key, body });
/**
 * @param {string} patient
 * @param {string} id
 * @param {string} key
 * @param {{ reason: string }} body
 * @returns {Promise<Api.Payment>}
 */
export const voidPayment = (patient, id, key, body) => api("POST", `${paymentAt(patient, id)}/void`, { key, body });
/**
 * @param {string} patient
 * @param {string} id
 * @param {string} key
 * @param {Api.NewTransfer} body
 * @returns {Promise<Api.Transfer>}
 */
export const transferCredit = (patient, id, key, body) =>
  api("POST", `${paymentAt(patient, id)}/transfers`, { key, body });
