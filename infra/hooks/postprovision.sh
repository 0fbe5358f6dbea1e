#!/bin/sh
# Gives the service its credential after the template made the vault and the identity: fills the vault's slots, or
# registers the identity at the application. A secret goes from the environment or the keyboard
# into a private file and from there to Azure: it is in no argument, no output and no file that stays.
set -eu

hook=postprovision
here=$(dirname "$0")
. "$here/lib.sh"
. "$here/vault.sh"
. "$here/federation.sh"

usage() {
  cat <<'TEXT'
usage: postprovision.sh [--dry-run] [--expires YYYY-MM-DD] [--set-secret NAME | --rotate-session-key]
  (nothing)             checks the session key; sets the client secret if its slot is empty, or registers the
                        app's identity as the credential of the application
  --set-secret NAME     sets a new version of that secret; the value is asked for or taken from SECRET_VALUE
  --rotate-session-key  adds a new version of the session key: 48 bytes from this machine's random source
  --expires YYYY-MM-DD  the day (UTC) at whose end the new version expires, or SECRET_EXPIRES; 30 days before, an
                        alert says so. Without it nothing warns
  --dry-run             says what would be done, and changes nothing
The client secret is asked for, or taken from CLIENT_SECRET.
TEXT
}

dry_run=
expires=${SECRET_EXPIRES-}
set_name=
rotate=
while [ $# -gt 0 ]; do
  case $1 in
  --dry-run) dry_run=yes ;;
  --set-secret)
    [ $# -gt 1 ] && [ -n "$2" ] || fail "--set-secret needs the name of a secret."
    set_name=$2
    shift
    ;;
  --expires)
    [ $# -gt 1 ] && [ -n "$2" ] || fail "--expires needs a date."
    expires=$2
    shift
    ;;
  --rotate-session-key) rotate=yes ;;
  -h | --help)
    usage
    exit 0
    ;;
  *) fail "unknown option '$1'; --help shows the known ones." ;;
  esac
  shift
done

# Taken out of the environment at once, so that no program started from here inherits them.
given_client_secret=${CLIENT_SECRET-}
given_value=${SECRET_VALUE-}
unset CLIENT_SECRET SECRET_VALUE

private_folder
vault=$(required AZURE_KEY_VAULT_ID)
vault_name=$(required AZURE_KEY_VAULT_NAME)

if [ -n "$rotate" ]; then
  check_expiry
  if [ -z "$dry_run" ]; then
    head -c 48 /dev/urandom | base64 | tr -d '\n' >"$work/secret"
  fi
  store session-key
  say "sessions sealed with older versions go on until those are disabled."
  exit 0
fi

refuse_stored CLIENT_SECRET
refuse_stored SECRET_VALUE

if [ -n "$set_name" ]; then
  check_name "$set_name"
  [ "$set_name" != session-key ] || fail "use --rotate-session-key for the session key."
  look_up "$set_name"
  [ "$state" != absent ] ||
    fail "'$set_name' has no slot; add it to ADDITIONAL_SECRET_NAMES and run 'azd provision', which also lets the service read it."
  check_expiry
  obtain "$set_name" "$given_value" SECRET_VALUE
  store "$set_name"
  exit 0
fi

look_up session-key
case $state in
true) say "the session key is there." ;;
false) fail "the newest version of 'session-key' is disabled; run with --rotate-session-key to add one." ;;
*) fail "'session-key' is missing; run 'azd provision --no-state', which creates it. Without the option azd skips a template that did not change." ;;
esac

kind=$(required SERVICE_CLIENT_AUTHENTICATION)
case $kind in
managed-identity) federate ;;
client-secret | private-key-jwt)
  slot=$(required SERVICE_CLIENT_SLOT)
  check_name "$slot"
  look_up "$slot"
  if [ "$state" = true ]; then
    say "'$slot' is set; it is left as it is. (--set-secret $slot sets a new version.)"
  else
    check_expiry
    obtain "$slot" "$given_client_secret" CLIENT_SECRET
    store "$slot"
  fi
  ;;
*) fail "the credential kind '$kind' is not known." ;;
esac

for slot in $(value SERVICE_FURTHER_SLOTS | tr ',' ' '); do
  check_name "$slot"
  look_up "$slot"
  [ "$state" = true ] ||
    say "'$slot' has no value yet; set it with: $0 --set-secret $slot"
done
say "done."
