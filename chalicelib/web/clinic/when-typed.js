/**
 * Does something once typing has paused: each further call begins the pause anew.
 *
 * @param {number} pause_ms
 * @param {() => unknown} act
 */
export function whenTyped(pause_ms, act) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = window.setTimeout(act, pause_ms);
  };
}
