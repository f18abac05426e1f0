import { api, query } from "../api.js";

/** @param {string} id */
const patientAt = (id) => `clinic/patients/${id}`;
/**
 * @param {string} patient
 * @param {string} id
 */
const paymentAt = (patient, id) => `${patientAt(patient)}/payments/${id}`;
/**
 * @param {string} id
 * @returns {Promise<Api.Patient>}
 */
export const getPerson = (id) => api("GET", patientAt(id));
/**
 * @param {string} id
 * @returns {Promise<Api.PatientCredit>}
 */
export const getPatient = (id) => api("GET", `${patientAt(id)}/credit`);
/**
 * @param {string} id
 * @param {string} [cursor]
 * @returns {Promise<Api.Listing<Api.PaymentSummary>>}
 */
export const getPatientsPayments = (id, cursor) => api("GET", `${patientAt(id)}/payments${query({ cursor })}`);
/**
 * @param {string} id
 * @param {string} [at]
 * @param {string} [cursor]
 * @returns {Promise<Api.History>}
 */
export const getHistory = (id, at, cursor) => api("GET", `${patientAt(id)}/credit/history${query({ at, cursor })}`);
/**
 * @param {string} patient
 * @param {string} id
 * @returns {Promise<Api.Payment>}
 */
export const getPayment = (patient, id) => api("GET", paymentAt(patient, id));
/**
 * @param {string} patient
 * @param {string} id
 * @returns {Promise<Api.Receipt>}
 */
export const getDuplicate = (patient, id) => api("GET", `${paymentAt(patient, id)}/receipt`);
/**
 * @param {string} id
 * @param {string} [cursor]
 * @returns {Promise<Api.Listing<Api.Invoice>>}
 */
export const getInvoices = (id, cursor) => api("GET", `${patientAt(id)}/invoices${query({ limit: 10, cursor })}`);
/**
 * @param {string} patient
 * @param {string} id
 * @returns {Promise<Api.InvoiceDetail>}
 */
export const getInvoice = (patient, id) => api("GET", `${patientAt(patient)}/invoices/${id}`);
/**
 * @param {string} id
 * @param {string} [q]
 * @returns {Promise<Api.Listing<Api.Invoice>>}
 */
export const getOpenInvoices = (id, q) =>
  api("GET", `${patientAt(id)}/invoices${query({ open: "true", limit: 100, q })}`);
/**
 * @param {string} patient
 * @param {string} id
 * @param {string} key
 * @param {Api.NewApplication} body
 * @returns {Promise<unknown>}
 */
export const applyFrom = (patient, id, key, body) =>
  api("POST", `${paymentAt(patient, id)}/applications`, { key, body });
/**
 * @param {string} patient
 * @param {string} key
 * @param {Api.NewApplication} body
 * @returns {Promise<unknown>}
 */
export const applyOldest = (patient, key, body) => api("POST", `${patientAt(patient)}/applications`, { key, body });
/**
 * @param {string} patient
 * @param {string} id
 * @param {string} application
 * @returns {Promise<unknown>}
 */
export const unapply = (patient, id, application) =>
  api("DELETE", `${paymentAt(patient, id)}/applications/${application}`);
/**
 * @param {string} patient
 * @param {string} id
 * @param {string} key
 * @param {Api.NewRefund} body
 * @returns {Promise<Api.Refund>}
 */
export const refund = (patient, id, key, body) => api("POST", `${paymentAt(patient, id)}/refunds`, { key, body });
/**
 * @param {string} patient
 * @param {string} id
 * @returns {Promise<Api.PaymentSummary>}
 */
export const releaseHold = (patient, id) => api("POST", `${paymentAt(patient, id)}/release-hold`);
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
/**
 * @param {string} key
 * @param {Api.NewMerge} body
 * @returns {Promise<Api.Merge>}
 */
export const mergePatients = (key, body) => api("POST", "clinic/patient-merges", { key, body });
/**
 * @param {string} patient
 * @param {string} payment
 * @param {string} id
 * @returns {Promise<Api.Receipt>}
 */
export const getRefundReceipt = (patient, payment, id) =>
  api("GET", `${paymentAt(patient, payment)}/refunds/${id}/receipt`);
/**
 * @param {string} patient
 * @param {Page.Days} days
 * @param {string} format
 * @returns {Promise<Api.Statement>}
 */
export const getStatement = (patient, days, format) =>
  api("GET", `${patientAt(patient)}/credit/statement${query({ ...days, format })}`);
