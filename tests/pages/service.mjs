/** A service for the pages' calls, as far as they are tried here: it keeps what it was asked and gives what it is told to. */

export const asked = [];
export const responses = [];
export const waits = [];
export let patience = { giveUp: () => {}, ended: 0 };

const given = (status, content, headers = {}) =>
  new Response(status === 204 ? null : typeof content === "string" ? content : JSON.stringify(content), {
    status,
    headers,
  });

/** The next responses; without any, each is an empty success. */
export const willRespond = (...next) =>
  responses.splice(0, responses.length, ...next.map((each) => () => given(...each)));

export function forget() {
  for (const list of [asked, responses, waits]) list.length = 0;
}

globalThis.fetch = async (address, { signal, ...request }) => {
  asked.push({ address, ...request });
  const answer = responses.shift() ?? (() => given(200, {}));
  return answer(signal);
};

/** Pauses are over at once, and their lengths are kept; a request's patience ends when a test ends it. */
const longest_pause_ms = 10_000;
const later = globalThis.setTimeout;
globalThis.setTimeout = (act, ms = 0) => {
  if (ms < longest_pause_ms) {
    waits.push(ms);
    return later(act, 0);
  }
  patience = { giveUp: act, ms, ended: 0 };
  return patience;
};
const stop = globalThis.clearTimeout;
globalThis.clearTimeout = (timer) => {
  if (timer === patience) patience.ended += 1;
  else stop(timer);
};
