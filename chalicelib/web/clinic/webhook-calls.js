import { api, query } from "../api.js";

const endpoints = "clinic/webhook-endpoints";

/** @returns {Promise<Api.Endpoint[]>} */
export const getEndpoints = async () => (await api("GET", endpoints)).items;
/**
 * Asked once: what makes a secret has no key, and a second attempt would make another.
 *
 * @param {{ url: string, types: string[] }} body
 * @returns {Promise<Api.EndpointWithSecret>}
 */
export const addEndpoint = (body) => api("POST", endpoints, { body, once: true });
/**
 * @param {string} id
 * @returns {Promise<Api.EndpointWithSecret>}
 */
export const rotateSecret = (id) => api("POST", `${endpoints}/${id}/secret`, { once: true });
/**
 * @param {string} id
 * @param {boolean} enabled
 * @returns {Promise<Api.Endpoint>}
 */
export const switchEndpoint = (id, enabled) => api("PATCH", `${endpoints}/${id}`, { body: { enabled } });
/** @param {string} id */
export const removeEndpoint = (id) => api("DELETE", `${endpoints}/${id}`);
/**
 * @param {string} id
 * @returns {Promise<Api.WebhookTest>}
 */
export const sendTest = (id) => api("POST", `${endpoints}/${id}/test`, { once: true });
/**
 * @param {string} id
 * @param {string} since
 * @returns {Promise<Api.WebhookResent>}
 */
export const resend = (id, since) => api("POST", `${endpoints}/${id}/resend`, { body: { since } });
/**
 * @param {string} id
 * @param {string} [cursor]
 * @returns {Promise<Api.Listing<Api.WebhookDelivery>>}
 */
export const getDeliveries = (id, cursor) => api("GET", `${endpoints}/${id}/deliveries${query({ limit: 5, cursor })}`);
