/** A browser may refuse storage, to a page in a frame above all: then things last as long as the page does. */
function open(name) {
  try {
    window[name].getItem("");
    return window[name];
  } catch {
    const memory = new Map();
    return {
      getItem: (key) => memory.get(key) ?? null,
      setItem: (key, text) => memory.set(key, text),
      removeItem: (key) => memory.delete(key),
      clear: () => memory.clear(),
    };
  }
}

function keeper(storage) {
  return {
    read(name) {
      try {
        return JSON.parse(storage.getItem(name));
      } catch {
        return null;
      }
    },
    write(name, value) {
      storage.setItem(name, JSON.stringify(value));
      return value;
    },
    remove: (name) => storage.removeItem(name),
    clear: () => storage.clear(),
  };
}

/** What this tab keeps until it is closed. */
export const tab = keeper(open("sessionStorage"));

/** What this browser keeps: never a token, a client secret or a name. */
export const device = keeper(open("localStorage"));
