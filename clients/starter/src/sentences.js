// What a person is told, by the code of the error. Texts of others are never shown: whoever writes a link could write them.
const sentences = new Map(Object.entries({
  provider_denied: "The sign-in was cancelled, or you may not use this application.",
  transaction_missing: "That sign-in was begun in another browser, or too many were begun at once. Please sign in again.",
  transaction_expired: "That sign-in took too long. Please sign in again.",
  code_rejected: "The provider's answer was too old, or was used before. Please sign in again.",
  issuer_mismatch: "The answer came from another provider than the one that was asked. Please sign in again.",
  id_token_invalid: "The provider's answer could not be verified. Please sign in again.",
  not_authenticated: "Nobody is signed in any more. Please sign in again.",
  session_expired: "Your session has ended. Please sign in again.",
  session_revoked: "Your session was ended. Please sign in again.",
  stepup_required: "The provider wants to see you again. Please sign in again.",
  csrf_failed: "The service did not take the request. Is the address in the address bar the one it was configured with?",
  rate_limited: "There were too many requests at once.",
  provider_unavailable: "The sign-in provider does not answer at the moment.",
  credential_rejected: "The provider does not accept this service. Whoever runs it has to register or renew its credential.",
  misconfigured: "The service or its registration at the provider is not complete. Whoever runs it has to look.",
  vault_unavailable: "The service cannot read its keys at the moment.",
  network_error: "No answer came. Are you online?",
  unexpected_response: "No sign-in service answers at this address. Open the site where pages and service are one; a new one takes some minutes.",
}));

const byAction = {
  login: "That did not work. Please sign in again.",
  stepup: "The provider wants to see you again. Please sign in again.",
  retry: "The service cannot answer at the moment.",
  none: "That did not work, and trying again will hardly help.",
};

/** One sentence or two for an error; a newer service may know codes that this page does not. */
export function sentenceOf({ code, action }) {
  const isFrontsOutage = code === "unexpected_response" && action === "retry";
  return (isFrontsOutage ? undefined : sentences.get(code)) ?? byAction[action] ?? byAction.none;
}
