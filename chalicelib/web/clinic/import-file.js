import { api } from "../api.js";

const address = "clinic/imports/opening-balances";

/** A file as it was when it was chosen: what is imported is what was checked, whatever becomes of the file meanwhile. */
export class ImportFile {
  /**
   * @param {string} name
   * @param {ArrayBuffer} bytes
   */
  constructor(name, bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  /** @param {File} file */
  static async of(file) {
    return new ImportFile(file.name, await file.arrayBuffer());
  }

  get #body() {
    return new Blob([this.bytes], { type: "text/csv" });
  }

  /** @returns {Promise<Api.Import>} What an import would do; nothing is written. */
  check() {
    return api("POST", `${address}?dry_run=true`, { body: this.#body });
  }

  /**
   * Imports the file. Its key is that of its content: the same file again is the same request, after a lost answer and
   * in a page that was loaded again as well.
   *
   * @returns {Promise<Api.Import>}
   */
  async send() {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", this.bytes));
    const key = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return api("POST", address, { body: this.#body, key: `file-${key}` });
  }
}
