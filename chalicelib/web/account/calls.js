import { api, query } from "../api.js";

export const getCredit = () => api("GET", "me/credit");
export const getHistory = (cursor) => api("GET", `me/credit/history${query({ cursor })}`);
export const getCards = async () => (await api("GET", "me/cards")).items;
export const removeCard = (id) => api("DELETE", `me/cards/${id}`);
export const getTopUps = (limit, cursor) => api("GET", `me/top-ups${query({ limit, cursor })}`);
export const getTopUp = (id) => api("GET", `me/top-ups/${id}`);
export const settle = (id) => api("POST", `me/top-ups/${id}/settle`);
export const startTopUp = (key, amount, location_id) =>
  api("POST", "me/top-ups", { key, body: { amount, location_id } });
export const getReceipt = (id) => api("GET", `me/top-ups/${id}/receipt`);
