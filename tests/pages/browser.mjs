/** What the pages' modules find in a browser, as far as they are tried here: before them, import this. */

/** Keeps texts, as a browser's storage does; with `full`, it reads and doesn't write. */
class Storage {
  #kept = new Map();
  full = false;

  getItem(name) {
    return this.#kept.get(name) ?? null;
  }

  setItem(name, text) {
    if (this.full) throw new Error("QuotaExceededError");
    this.#kept.set(name, text);
  }

  removeItem(name) {
    this.#kept.delete(name);
  }

  clear() {
    this.#kept.clear();
  }
}

const config = {
  client_id: "pages",
  roles: { patient: "patient", staff: "staff", Reception: "staff", full_access: "full_access" },
  claims: { clinic: "clinic", role: "realm.roles", patient: "patient", name: "name" },
};

globalThis.window = globalThis;
globalThis.parent = globalThis;
for (const name of ["sessionStorage", "localStorage"])
  Object.defineProperty(globalThis, name, { value: new Storage(), configurable: true });
globalThis.went = [];
globalThis.location = {
  assign: (address) => void globalThis.went.push(String(address)),
  reload: () => {},
  search: "",
  origin: "https://credit.example",
  pathname: "/account",
};
globalThis.document = {
  documentElement: { lang: "" },
  getElementById: () => ({ textContent: JSON.stringify(config) }),
};
Object.defineProperty(globalThis, "navigator", { value: { languages: ["en-CA"] }, configurable: true });
process.env.TZ = "America/Toronto";
