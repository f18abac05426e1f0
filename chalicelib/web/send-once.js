import { Problem } from "./api.js";

/** @type {Map<string, string>} */
const unanswered = new Map();

/**
 * Sends a request with an Idempotency-Key. The same request keeps its key until the service has answered it, in a
 * dialog that was closed and opened again as well: a lost answer never has anything done twice.
 *
 * @template Body, Made
 * @param {string} what
 * @param {Body} body
 * @param {(key: string, body: Body) => Promise<Made>} send
 * @returns {Promise<Made>}
 */
export async function sendOnce(what, body, send) {
  const request = `${what} ${JSON.stringify(body)}`;
  const key = unanswered.get(request) ?? crypto.randomUUID();
  unanswered.set(request, key);
  try {
    const made = await send(key, body);
    unanswered.delete(request);
    return made;
  } catch (problem) {
    if (problem instanceof Problem && !problem.passing) unanswered.delete(request);
    throw problem;
  }
}
