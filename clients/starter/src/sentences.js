// The message that the user sees for each error code. Text from a URL or a response is never shown, because anyone could have written it.
const sentences = new Map(Object.entries({
  login_cancelled: "The sign-in was cancelled, or you do not have access to this application.",
  login_required: "The provider requires you to sign in there. Please sign in again.",
  provider_denied: "The provider rejected the sign-in request. The operator of this site has to check its registration at the provider.",
  transaction_missing: "No sign-in in progress was found in this browser. Please sign in again.",
  transaction_expired: "The sign-in took too long. Please sign in again.",
  code_rejected: "The provider's response has expired or was already used. Please sign in again.",
  issuer_mismatch: "The response came from a different provider than expected. Please sign in again.",
  id_token_invalid: "The provider's response could not be verified. Please sign in again.",
  not_authenticated: "You are signed out. Please sign in again.",
  session_expired: "Your session has expired. Please sign in again.",
  session_revoked: "Your session has been revoked. Please sign in again.",
  stepup_required: "This needs a new sign-in at the provider. Please sign in again.",
  csrf_failed: "The service refused the request. Check that the address in the address bar is the one that the service is configured with.",
  rate_limited: "Too many requests.",
  provider_unavailable: "The sign-in provider is not available at the moment.",
  credential_rejected: "The provider rejected the credential of this service. Its operator has to register or renew the credential.",
  misconfigured: "The configuration of the service or its registration at the provider is not complete. Its operator has to correct it.",
  vault_unavailable: "The service cannot read its secrets at the moment.",
  network_error: "There was no response. Check your network connection.",
  unexpected_response: "There is no sign-in service at this address. Open the address that serves both the pages and the service; a new deployment takes some minutes to become available.",
}));

const byAction = {
  login: "The request failed. Please sign in again.",
  stepup: "This needs a new sign-in at the provider. Please sign in again.",
  retry: "The service is not available at the moment.",
  none: "The request failed. Trying again is unlikely to help.",
};

/** The message for an error. A newer service may send codes that this page does not know. */
export function sentenceOf({ code, action }) {
  const isOutageOfFront = code === "unexpected_response" && action === "retry";
  return (isOutageOfFront ? undefined : sentences.get(code)) ?? byAction[action] ?? byAction.none;
}
