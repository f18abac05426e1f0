import { api, query } from "../api.js";

/** @param {string} id */
export const patientAt = (id) => `clinic/patients/${id}`;
/**
 * @param {string} patient
 * @param {string} id
 */
export const paymentAt = (patient, id) => `${patientAt(patient)}/payments/${id}`;

/** @returns {Promise<Api.Settings>} */
export const getSettings = () => api("GET", "clinic/billing-settings");
/**
 * @param {Api.SettingsChange} changes
 * @param {string | null} seen
 * @returns {Promise<Api.Settings>}
 */
export const changeSettings = (changes, seen) => api("PATCH", "clinic/billing-settings", { body: changes, seen });
/** @returns {Promise<Api.Account[]>} */
export const getAccounts = async () => (await api("GET", "clinic/payment-accounts?limit=100")).items;
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
