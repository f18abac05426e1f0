/** Webhooks: the addresses of the clinic's own software, and what staff do with them. */
import {
  clipboard,
  focus,
  gives,
  holdClinic,
  holdPaths,
  key,
  loses,
  openClinic,
  press,
  refuses,
  type,
} from "./clinic.mjs";
import { asIs } from "./page.mjs";
import { at, reads, sam } from "./stories.mjs";
import { tells } from "./visit.mjs";

await openClinic();
const send = press("dialog [type=submit]");
const cancel = press("dialog .actions [type=button]");
const kim = { kind: "staff", id: "usr_kim", name: "Kim" };
const endpoints = (...changes) =>
  reads({
    "webhook-endpoints": ({ items: [one] }) => ({
      items: changes.map((more, index) => ({ ...one, id: `we_${index}`, url: `https://${index}.example/`, ...more })),
    }),
  });
const delivery = (status, http_status, error) => ({
  event_id: "evt_1",
  type: "refund.failed",
  at,
  attempt: 1,
  status,
  http_status,
  error,
  duration_ms: 12,
  next_attempt_at: null,
});
const deliveries = (...items) => reads({ deliveries: { items, next_cursor: null } });
const earlier = "2026-11-20T08:00:00Z";
const ahead = "2026-11-24T15:01:30Z";
const later = "2026-11-25T08:00:00Z";

holdClinic({
  "endpoints are in every state": {
    views: ["webhooks"],
    told: endpoints(
      { created_by: sam, previous_secret_valid_until: later },
      { failing_since: earlier, next_attempt_at: later, created_by: kim, previous_secret_valid_until: earlier },
      { disabled_at: at, previous_secret_valid_until: "2026-11-24T15:00:00Z" },
      { disabled_at: at, failing_since: earlier },
    ),
  },
  "there is no endpoint": { views: ["webhooks"], told: endpoints() },
  "nothing was sent yet": { views: ["webhooks"], told: deliveries() },
  "deliveries went every way": {
    views: ["webhooks"],
    told: deliveries(
      delivery("delivered", 204, null),
      delivery("failed", null, "timeout"),
      delivery("failed", null, "of_a_later_release"),
      delivery("failed", null, null),
      delivery("failed", 500, null),
    ),
  },
  "the last delivery got no response": {
    views: ["webhooks"],
    told: deliveries(delivery("failed", null, "connection_failed")),
  },
  "staff are thorough with an endpoint that is off": {
    views: ["webhooks"],
    told: endpoints({ disabled_at: at }),
    presses: /Turn on/,
    thoroughly: true,
  },
});

const set = (name, value) => type(`#${name}`, value);
holdPaths([
  [
    "test an endpoint, and it fails",
    "webhooks",
    gives("POST", "/test", { delivered: false, http_status: null, error: "timeout" }),
    ["Send a test", "Send a test"],
  ],
  [
    "can't test an endpoint",
    "webhooks",
    refuses(503, "temporarily_unavailable"),
    ["Send a test", tells(asIs), "Send a test"],
  ],
  ["send again what an endpoint missed", "webhooks", endpoints({ failing_since: earlier }), ["Send again", send]],
  ["send again what an endpoint that is off missed", "webhooks", endpoints({ disabled_at: at }), ["Send again", send]],
  [
    "send again what an endpoint that was just switched off misses, by a device's slow clock",
    "webhooks",
    endpoints({ disabled_at: ahead }),
    ["Send again", send],
  ],
  ["send again, and there is more", "webhooks", gives("POST", "/resend", { next_after: "c2" }), ["Send again", send]],
  [
    "send again from a time that can't be",
    "webhooks",
    undefined,
    ["Send again", set("webhook-since", ""), send, set("webhook-since", "2026-11-20T08:00"), send],
  ],
  ["can't send again", "webhooks", refuses(409, "x"), ["Send again", send, cancel]],
  [
    "add an endpoint",
    "webhooks",
    undefined,
    [
      "Add an endpoint",
      send,
      set("webhook-url", " https://a.example "),
      press("dialog [value=refund.failed]"),
      press("dialog [value=dispute.closed]"),
      send,
      send,
    ],
  ],
  [
    "add an endpoint, and close its secret",
    "webhooks",
    undefined,
    ["Add an endpoint", set("webhook-url", "https://a.example"), send, cancel],
  ],
  [
    "think better of an endpoint",
    "webhooks",
    undefined,
    ["Add an endpoint", cancel, "New secret", cancel, "Turn off", cancel, "Remove", cancel],
  ],
  [
    "add an endpoint where nothing can be copied",
    "webhooks",
    undefined,
    ["Add an endpoint", set("webhook-url", "https://a.example"), send, clipboard(false), send, clipboard(true), send],
  ],
  [
    "hit Enter where an endpoint is added",
    "webhooks",
    undefined,
    ["Add an endpoint", focus("#webhook-url"), key("Enter")],
  ],
  ["lose the answer to a new secret", "webhooks", loses, ["New secret", send]],
]);
