/**
 * A browser may refuse storage, to a page in a frame above all.
 *
 * @param {"sessionStorage" | "localStorage"} name
 */
function open(name) {
  try {
    window[name].getItem("");
    return window[name];
  } catch {
    return null;
  }
}

/** Keeps values in the browser's storage. What it refuses, or has no room for, lasts as long as the page does. */
class Keeper {
  /** @type {Map<string, string>} */
  #memory = new Map();

  /** @param {Storage | null} storage */
  constructor(storage) {
    this.storage = storage;
  }

  /**
   * @param {string} name
   * @returns {any}
   */
  read(name) {
    try {
      return JSON.parse(this.#memory.get(name) ?? this.storage?.getItem(name) ?? "null");
    } catch {
      return null;
    }
  }

  /**
   * @template T
   * @param {string} name
   * @param {T} value
   */
  write(name, value) {
    const text = JSON.stringify(value);
    this.remove(name);
    try {
      if (!this.storage) throw new Error("no storage");
      this.storage.setItem(name, text);
    } catch {
      this.#memory.set(name, text);
    }
    return value;
  }

  /**
   * Whether the value will be there after another page was visited.
   *
   * @param {string} name
   */
  keeps(name) {
    return Boolean(this.storage) && !this.#memory.has(name);
  }

  /** @param {string} name */
  remove(name) {
    this.#memory.delete(name);
    try {
      this.storage?.removeItem(name);
    } catch {
      // Storage that was taken away while the page is open.
    }
  }

  clear() {
    this.#memory.clear();
    this.storage?.clear();
  }
}

/** What this tab keeps until it is closed. */
export const tab = new Keeper(open("sessionStorage"));

/** What this browser keeps: never a token, a client secret or a name. */
export const device = new Keeper(open("localStorage"));
