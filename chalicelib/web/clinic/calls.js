import { api, query } from "../api.js";

const patientAt = (id) => `clinic/patients/${id}`;
const paymentAt = (patient, id) => `${patientAt(patient)}/payments/${id}`;

export const getSettings = () => api("GET", "clinic/billing-settings");
export const changeSettings = (changes, seen) => api("PATCH", "clinic/billing-settings", { body: changes, seen });
export const getAccounts = async () => (await api("GET", "clinic/payment-accounts?limit=100")).items;
export const makePrimary = (id) => api("POST", `clinic/payment-accounts/${id}/make-primary`);
export const getLocations = async () => (await api("GET", "clinic/locations?limit=100")).items;
export const getPayments = (filter, cursor) => api("GET", `clinic/payments${query({ ...filter, cursor })}`);
export const getPatient = (id) => api("GET", `${patientAt(id)}/credit`);
export const getPatientsPayments = (id, cursor) => api("GET", `${patientAt(id)}/payments${query({ cursor })}`);
export const getHistory = (id, at, cursor) => api("GET", `${patientAt(id)}/credit/history${query({ at, cursor })}`);
export const getPayment = (patient, id) => api("GET", paymentAt(patient, id));
export const getDuplicate = (patient, id) => api("GET", `${paymentAt(patient, id)}/receipt`);
export const applyFrom = (patient, id, key, body) =>
  api("POST", `${paymentAt(patient, id)}/applications`, { key, body });
export const applyOldest = (patient, key, body) => api("POST", `${patientAt(patient)}/applications`, { key, body });
export const unapply = (patient, id, application) =>
  api("DELETE", `${paymentAt(patient, id)}/applications/${application}`);
export const refund = (patient, id, key, body) => api("POST", `${paymentAt(patient, id)}/refunds`, { key, body });
