/** A new account of AWS runs ten functions at once for everyone: one page takes no more than three of them. */
const most = 3;
let running = 0;
/** @type {Array<() => void>} */
const waiting = [];

/**
 * Does something when fewer than three others are under way.
 *
 * @template T
 * @param {() => Promise<T>} act
 * @returns {Promise<T>}
 */
export async function inTurn(act) {
  if (running < most) running += 1;
  else await new Promise((go) => waiting.push(() => go(null)));
  try {
    return await act();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}
