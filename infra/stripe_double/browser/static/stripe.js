/* Stripe.js as far as this product needs it: https://docs.stripe.com/js. A page can't tell it from the real one there.
   Card data is typed into a frame of this origin and goes from there to the API: the page around it never sees it. */
(function () {
  "use strict";

  const ORIGIN = new URL(document.currentScript.src).origin;
  const FRENCH = {
    card_declined: "Votre carte a été refusée.",
    expired_card: "Votre carte a expiré.",
    incorrect_cvc: "Le code de sécurité de votre carte est incorrect.",
    incorrect_number: "Le numéro de votre carte est incorrect.",
    insufficient_funds: "Votre carte ne dispose pas de fonds suffisants.",
    payment_intent_authentication_failure:
      "Nous ne pouvons pas authentifier votre moyen de paiement. Choisissez-en un autre et réessayez.",
    processing_error: "Une erreur s'est produite lors du traitement de votre carte. Réessayez dans quelques instants.",
  };
  const UNAUTHENTICATED =
    "We are unable to authenticate your payment method. Please choose a different payment method and try again.";
  let lastId = 0;

  class IntegrationError extends Error {
    constructor(message) {
      super(message);
      this.name = "IntegrationError";
    }
  }

  function language(locale) {
    const chosen = !locale || locale === "auto" ? navigator.language : locale;
    return chosen.toLowerCase().startsWith("fr") ? "fr" : "en";
  }

  function localized(error, locale) {
    const text = language(locale) === "fr" && (FRENCH[error.decline_code] || FRENCH[error.code]);
    return text ? { ...error, message: text } : error;
  }

  /** Encodes nested parameters as Stripe's API reads them. */
  function encode(params, prefix, into) {
    for (const [name, value] of Object.entries(params)) {
      const key = prefix ? `${prefix}[${name}]` : name;
      if (value === undefined || value === null) continue;
      if (typeof value === "object") encode(value, key, into);
      else into.append(key, String(value));
    }
    return into;
  }

  /** Calls the API with the publishable key; returns `{body}` or `{error}`. */
  async function call(key, method, path, params) {
    const encoded = encode(params, "", new URLSearchParams());
    const url = `${ORIGIN}${path}${method === "GET" ? `?${encoded}` : ""}`;
    const headers = { Authorization: `Bearer ${key}` };
    try {
      const response = await fetch(url, { method, headers, body: method === "GET" ? undefined : encoded });
      const body = await response.json();
      return response.ok ? { body } : { error: body.error };
    } catch {
      return { error: { type: "api_connection_error", message: "We could not reach Stripe. Check your connection." } };
    }
  }

  function intentId(clientSecret) {
    const id = typeof clientSecret === "string" ? clientSecret.split("_secret_")[0] : "";
    if (!id.startsWith("pi_")) throw new IntegrationError("Invalid value for clientSecret: it should be pi_..._secret_...");
    return id;
  }

  /** One element: a frame of this origin, which is spoken to by messages whose origin and window are both checked. */
  class Element {
    constructor(type, elements, options) {
      this.type = type;
      this.options = options;
      this.elements = elements;
      this.id = `element-${(lastId += 1)}`;
      this.listeners = {};
      this.waiting = new Map();
      this.loaded = new Promise((resolve) => (this.setLoaded = resolve));
      this.receive = this.receive.bind(this);
    }

    mount(target) {
      const node = typeof target === "string" ? document.querySelector(target) : target;
      if (!node) throw new IntegrationError(`The selector you specified (${target}) applies to no DOM elements.`);
      this.node = node;
      this.frame = document.createElement("iframe");
      this.frame.title = language(this.elements.locale) === "fr" ? "Cadre de saisie sécurisé" : "Secure payment input frame";
      this.frame.name = `__privateStripeFrame-${this.id}`;
      this.frame.src = `${ORIGIN}/v3/element?parent=${encodeURIComponent(location.origin)}`;
      this.frame.allow = "payment *";
      Object.assign(this.frame.style, { border: "0", width: "100%", display: "block", height: "240px" });
      window.addEventListener("message", this.receive);
      node.classList.add("StripeElement", "StripeElement--empty");
      node.replaceChildren(this.frame);
      return this;
    }

    receive(event) {
      if (event.origin !== ORIGIN || !this.frame || event.source !== this.frame.contentWindow) return;
      const { kind, ...data } = event.data;
      if (kind === "loaded") {
        this.frameLoaded = true;
        this.begin();
      } else if (kind === "ready") this.emit("ready", { elementType: this.type });
      else if (kind === "height") this.frame.style.height = `${data.height}px`;
      else if (kind === "answer") this.settle(data);
      else this.note(kind, data);
    }

    /** Tells the frame how it looks. Until it has loaded there is no one to tell; it asks when it has. */
    begin() {
      const { locale, appearance } = this.elements;
      this.tell({ kind: "begin", language: language(locale), appearance: appearance || {} });
      this.setLoaded();
    }

    note(kind, data) {
      if (kind === "change") {
        this.chosen = data.value?.type;
        this.node.classList.toggle("StripeElement--complete", data.complete);
        this.node.classList.toggle("StripeElement--empty", data.empty);
      } else this.node.classList.toggle("StripeElement--focus", kind === "focus");
      this.emit(kind, { elementType: this.type, collapsed: false, value: { type: "card" }, ...data });
    }

    tell(message) {
      this.frame.contentWindow.postMessage(message, ORIGIN);
    }

    async ask(message) {
      if (!this.frame) throw new IntegrationError("The element is not mounted.");
      await this.loaded;
      const number = (lastId += 1);
      return new Promise((resolve) => {
        this.waiting.set(number, resolve);
        this.tell({ ...message, number });
      });
    }

    settle({ number, answer }) {
      this.waiting.get(number)?.(answer);
      this.waiting.delete(number);
    }

    emit(name, event) {
      for (const handler of this.listeners[name] || []) handler(event);
    }

    on(name, handler) {
      (this.listeners[name] ||= []).push(handler);
      return this;
    }

    once(name, handler) {
      const first = (event) => (this.off(name, first), handler(event));
      return this.on(name, first);
    }

    off(name, handler) {
      this.listeners[name] = (this.listeners[name] || []).filter((each) => handler && each !== handler);
      return this;
    }

    update(options) {
      Object.assign(this.options, options);
    }

    focus() {
      this.tell({ kind: "focus" });
    }

    blur() {
      this.frame.blur();
    }

    clear() {
      this.tell({ kind: "clear" });
    }

    unmount() {
      window.removeEventListener("message", this.receive);
      this.frame?.remove();
      this.frame = undefined;
    }

    destroy() {
      this.unmount();
      this.elements.forget(this);
    }
  }

  class Elements {
    constructor(options) {
      Object.assign(this, { locale: options.locale, appearance: options.appearance, clientSecret: options.clientSecret });
      this.made = [];
    }

    create(type, options = {}) {
      if (!["payment", "card"].includes(type)) throw new IntegrationError(`This double has no ${type} element.`);
      if (this.getElement(type)) throw new IntegrationError(`Can only create one Element of type ${type}.`);
      const element = new Element(type, this, options);
      this.made.push(element);
      return element;
    }

    getElement(type) {
      return this.made.find((element) => element.type === type) || null;
    }

    forget(element) {
      this.made = this.made.filter((each) => each !== element);
    }

    update(options) {
      Object.assign(this, options);
      for (const element of this.made) if (element.frameLoaded) element.begin();
    }

    async fetchUpdates() {
      return {};
    }

    async submit() {
      const element = this.made[0];
      if (!element) throw new IntegrationError("elements.submit() needs a mounted Payment Element.");
      return element.ask({ kind: "validate" });
    }
  }

  /** Shows the bank's page over everything else and resolves when the cardholder has answered. */
  function challenge(url, locale) {
    const overlay = document.createElement("dialog");
    overlay.setAttribute("aria-label", "3D Secure");
    overlay.addEventListener("cancel", (event) => event.preventDefault());
    const frame = document.createElement("iframe");
    frame.title = "3D Secure";
    frame.name = "__privateStripeFrame-challenge";
    frame.src = `${url}?parent=${encodeURIComponent(location.origin)}&locale=${language(locale)}`;
    Object.assign(overlay.style, {
      boxSizing: "border-box", width: "100vw", height: "100vh", maxWidth: "none", maxHeight: "none", margin: "0",
      border: "0", padding: "16px", display: "grid", placeItems: "center", background: "rgba(12, 18, 34, 0.55)",
    });
    Object.assign(frame.style, {
      border: "0", borderRadius: "12px", width: "min(440px, 100%)", height: "min(440px, 100%)", background: "#fff",
      boxShadow: "0 24px 64px rgba(0, 0, 0, 0.35)",
    });
    overlay.append(frame);
    const before = document.activeElement;
    document.body.append(overlay);
    overlay.showModal();
    frame.addEventListener("load", () => frame.focus());
    return new Promise((resolve) => {
      window.addEventListener("message", function answered(event) {
        if (event.origin !== ORIGIN || event.source !== frame.contentWindow) return;
        window.removeEventListener("message", answered);
        overlay.remove();
        before?.focus?.();
        resolve();
      });
    });
  }

  class StripeDouble {
    constructor(key, options) {
      if (typeof key !== "string" || !key.startsWith("pk_")) {
        throw new IntegrationError("Invalid API key: pass a publishable key, which starts with pk_.");
      }
      this.key = key;
      this.options = options;
    }

    elements(options = {}) {
      return new Elements({ locale: this.options.locale, ...options });
    }

    async retrievePaymentIntent(clientSecret) {
      const path = `/v1/payment_intents/${intentId(clientSecret)}`;
      return this.told(await call(this.key, "GET", path, { client_secret: clientSecret }));
    }

    async confirmPayment({ elements, clientSecret, confirmParams = {}, redirect = "always" }) {
      const secret = clientSecret || elements?.clientSecret;
      if (redirect !== "if_required" && !confirmParams.return_url) {
        throw new IntegrationError("confirmPayment needs confirmParams.return_url unless redirect is 'if_required'.");
      }
      const params = { ...confirmParams, client_secret: secret, use_stripe_sdk: true };
      const answer = elements
        ? await this.viaFrame(elements.made[0], secret, params, elements.locale)
        : await this.confirm(secret, params, this.options.locale);
      if (answer.error || redirect === "if_required") return answer;
      return this.leave(confirmParams.return_url, secret, answer.paymentIntent);
    }

    async confirmCardPayment(clientSecret, data = {}, { handleActions = true } = {}) {
      const { payment_method: method, ...rest } = data;
      const params = { ...rest, client_secret: clientSecret, use_stripe_sdk: true };
      if (typeof method === "object" && method.card) {
        const { card, ...others } = method;
        return this.viaFrame(card, clientSecret, { ...params, payment_method_data: others }, card.elements.locale);
      }
      if (method !== undefined) params.payment_method = method;
      return this.confirm(clientSecret, params, this.options.locale, handleActions);
    }

    async handleNextAction({ clientSecret }) {
      const found = await this.retrievePaymentIntent(clientSecret);
      return found.error ? found : this.act(clientSecret, found.paymentIntent, this.options.locale);
    }

    async handleCardAction(clientSecret) {
      return this.handleNextAction({ clientSecret });
    }

    async createPaymentMethod({ type = "card", card, element, elements, ...rest }) {
      const source = card || element || elements.made[0];
      const { params, billing_details: billing } = rest;
      const answer = await source.ask({ kind: "create", key: this.key, params: { type, billing_details: billing, ...params } });
      return answer.error ? { error: localized(answer.error, this.options.locale) } : { paymentMethod: answer.body };
    }

    /** Confirms with a new card: the frame, which knows the card, calls the API. */
    async viaFrame(element, secret, params, locale) {
      if (!element) throw new IntegrationError("No element is mounted to take the card from.");
      if (element.chosen && !navigator.userActivation.isActive) {
        throw new IntegrationError("A wallet can be opened only while the browser still counts the person's press.");
      }
      const path = `/v1/payment_intents/${intentId(secret)}/confirm`;
      return this.continued(secret, await element.ask({ kind: "confirm", key: this.key, path, params }), locale, true);
    }

    async confirm(secret, params, locale, handleActions = true) {
      const path = `/v1/payment_intents/${intentId(secret)}/confirm`;
      return this.continued(secret, await call(this.key, "POST", path, params), locale, handleActions);
    }

    async continued(secret, answer, locale, handleActions) {
      const waits = answer.body?.status === "requires_action";
      return waits && handleActions ? this.act(secret, answer.body, locale) : this.told(answer, locale);
    }

    async act(secret, intent, locale) {
      if (intent.next_action?.type !== "use_stripe_sdk") return { paymentIntent: intent };
      await challenge(intent.next_action.use_stripe_sdk.stripe_js, locale);
      const after = await this.retrievePaymentIntent(secret);
      const failure = after.paymentIntent?.last_payment_error;
      if (!failure) return after;
      const text = failure.code === "payment_intent_authentication_failure" ? { message: UNAUTHENTICATED } : {};
      return { error: localized({ ...failure, ...text, payment_intent: after.paymentIntent }, locale) };
    }

    told(answer, locale) {
      return answer.error ? { error: localized(answer.error, locale) } : { paymentIntent: answer.body };
    }

    leave(returnUrl, secret, intent) {
      const url = new URL(returnUrl);
      const redirected = intent.status === "succeeded" || intent.status === "processing" ? "succeeded" : "failed";
      url.searchParams.set("payment_intent", intent.id);
      url.searchParams.set("payment_intent_client_secret", secret);
      url.searchParams.set("redirect_status", redirected);
      location.assign(url);
      return new Promise(() => {});
    }
  }

  window.Stripe = (key, options = {}) => new StripeDouble(key, options);
  window.Stripe.version = 3;
})();
