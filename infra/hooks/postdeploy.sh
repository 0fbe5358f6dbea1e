#!/bin/sh
# Subscribes the service to the vault's events, so that a changed secret is read at once and not at the next
# refresh. Without it the service works all the same: the refresh interval is enough.
set -eu

hook=postdeploy
here=$(dirname "$0")
. "$here/lib.sh"

usage() {
  cat <<'TEXT'
usage: postdeploy.sh [--dry-run] [--force]
  --dry-run  says what would be done, and changes nothing
  --force    subscribes again, for example after the function's key was renewed
TEXT
}

dry_run=
force=
while [ $# -gt 0 ]; do
  case $1 in
  --dry-run) dry_run=yes ;;
  --force) force=yes ;;
  -h | --help)
    usage
    exit 0
    ;;
  *) fail "unknown option '$1'; --help shows the known ones." ;;
  esac
  shift
done

function_name=VaultEvents
subscription_name=vault-to-service
web_api=2025-03-01
event_api=2025-02-15
# A new front takes minutes until every edge knows it, and a new function some seconds until it is listed.
attempts=${HOOK_ATTEMPTS:-20}
delay=${HOOK_DELAY:-30}

private_folder
app=$(required AZURE_FUNCTION_APP_ID)
topic=$(required AZURE_EVENT_TOPIC_ID)
endpoint=$(required SERVICE_PUBLIC_ORIGIN)/api/events/vault
subscription="$topic/eventSubscriptions/$subscription_name?api-version=$event_api"

# On Flex Consumption the list is often the old one until an instance has started with the new code and somebody
# asks for the triggers to be read again.
attempt=1
while :; do
  azure --method get --url "$app/functions?api-version=$web_api" --output tsv \
    --query "value[?ends_with(name, '/$function_name')].name" >"$work/function" ||
    fail "could not list the functions of the app."
  [ ! -s "$work/function" ] || break
  if [ -n "$dry_run" ] || [ "$attempt" -ge "$attempts" ]; then
    say "skipped: the deployed version has no function $function_name (or Azure does not list it yet)."
    say "secrets are renewed at the refresh interval. To try again: $0"
    exit 0
  fi
  say "$function_name is not listed yet (attempt $attempt of $attempts); asking Azure to read the functions again."
  azure --method post --url "$app/host/default/sync?api-version=$web_api" --output none ||
    say "Azure could not read them; the app may still be starting."
  sleep "$delay"
  attempt=$((attempt + 1))
done

azure --method get --url "$topic/eventSubscriptions?api-version=$event_api" --output tsv \
  --query "value[?name=='$subscription_name' && properties.provisioningState=='Succeeded'].properties.destination.properties.endpointBaseUrl" \
  >"$work/subscribed" || fail "could not list the event subscriptions of the vault."
if [ -z "$force" ] && [ "$(tr -d '\r\n' <"$work/subscribed")" = "$endpoint" ]; then
  say "the vault's events already go to $endpoint."
  exit 0
fi

if [ -n "$dry_run" ]; then
  say "would subscribe $endpoint to the vault's events."
  exit 0
fi

azure --method post --url "$app/functions/$function_name/listkeys?api-version=$web_api" \
  --query default --output tsv >"$work/key" || fail "could not read the key of $function_name."
[ -s "$work/key" ] || fail "the function $function_name has no key named 'default'."

encoded_key() {
  tr -d '\r\n' <"$work/key" | sed -e 's/%/%25/g' -e 's/+/%2B/g' -e 's|/|%2F|g' -e 's/&/%26/g' -e 's/=/%3D/g' -e 's/#/%23/g' -e 's/ /%20/g'
}

# The key is part of the address Event Grid calls; Azure treats that address as a secret and never shows it.
# In Event Grid's own schema the handshake is a POST like every event, which every front lets through.
{
  printf '{"properties":{"eventDeliverySchema":"EventGridSchema","filter":{"includedEventTypes":['
  printf '"Microsoft.KeyVault.SecretNewVersionCreated","Microsoft.KeyVault.SecretNearExpiry","Microsoft.KeyVault.SecretExpired"'
  printf ']},"destination":{"endpointType":"WebHook","properties":{"minimumTlsVersionAllowed":"1.2","endpointUrl":"%s?code=' "$endpoint"
  encoded_key
  printf '"}}}}'
} >"$work/body"
{
  cat "$work/key"
  encoded_key
} >"$work/needles"
rm -f "$work/key"

attempt=1
state=absent
while [ "$attempt" -le "$attempts" ]; do
  # While Azure is at it, a second request would only disturb the first.
  case $state in
  Creating | Updating) ;;
  *)
    azure --method put --url "$subscription" --body "@$work/body" --output none ||
      say "Azure refused the subscription; the endpoint may not answer yet."
    ;;
  esac
  sleep "$delay"
  state=absent
  if azure --method get --url "$subscription" --query properties.provisioningState --output tsv >"$work/state"; then
    state=$(tr -d '\r\n' <"$work/state")
  fi
  if [ "$state" = Succeeded ]; then
    say "subscribed $endpoint to the vault's events."
    exit 0
  fi
  say "not subscribed yet ($state, attempt $attempt of $attempts); a new front takes minutes to spread."
  attempt=$((attempt + 1))
done
fail "the handshake with $endpoint did not succeed. The service works without; to try again: $0"
