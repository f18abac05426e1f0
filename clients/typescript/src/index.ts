export { Client } from "./api.ts";
export type * from "./schemas.ts";
export { every } from "./pages.ts";
export { clientCredentials } from "./tokens.ts";
export { newKey, NoResponse, Problem } from "./transport.ts";
export type { FieldProblem as ProblemField, Options, Token } from "./transport.ts";
export { InvalidWebhook, verify } from "./webhooks.ts";
export type { WebhookEvent } from "./webhooks.ts";
