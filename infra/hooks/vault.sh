# What postprovision does with the vault. Everything through the resource manager, so that nobody needs a right
# to read secrets, and a vault without public access can be filled from here.

vault_api=2026-02-01
carriage_return=$(printf '\r')
line_feed='
'

# Sets $state to true (enabled), false or absent. Asks for the one secret: a list comes in pages, and a secret
# on a later page would look absent. The resource manager tells about it without giving its value away.
look_up() {
  state=
  if az rest --only-show-errors --method get --url "$vault/secrets/$1?api-version=$vault_api" --output tsv \
    --query properties.attributes.enabled >"$work/state" 2>"$work/az-error"; then
    state=$(tr -d '\r\n ' <"$work/state" | tr 'TF' 'tf')
  elif not_found; then
    state=absent
  else
    complain
  fi
  case $state in
  true | false | absent) ;;
  *) fail "could not read the state of '$1' in $vault_name; nothing was changed." ;;
  esac
}

# az rest ends with 1 whatever the status was; only its words tell. Without a subscription, a group or a vault
# to look in, nothing is known of the secret.
not_found() {
  tr -d '\r\n' <"$work/az-error" | grep -Eq 'Not Found\(.*"code": *"(Secret|Resource)?NotFound"'
}

# The last second of the day $1 (YYYY-MM-DD, UTC) in seconds since 1970; nothing if the calendar has no such day.
# Reckoned here, because GNU's date, BSD's and busybox's each want it in their own way.
end_of_day() {
  printf '%s\n' "$1" | awk -F - '{
    year = $1; month = $2 + 0; day = $3 + 0
    split("31 28 31 30 31 30 31 31 30 31 30 31", days, " ")
    if (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)) days[2] = 29
    if (month < 1 || month > 12 || day < 1 || day > days[month]) exit
    # Years that begin in March have the leap day at their end.
    if (month < 3) { year -= 1; month += 12 }
    since = 365 * year + int(year / 4) - int(year / 100) + int(year / 400) + int((153 * (month - 3) + 2) / 5) + day - 719469
    printf "%.0f\n", (since + 1) * 86400 - 1
  }'
}

# Sets $expiry from $expires, which may be empty. The whole day counts: the service stops using a version when it
# expires, and an hour too early would be an outage.
check_expiry() {
  expiry=
  case $expires in
  '') return ;;
  [0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]) expiry=$(end_of_day "$expires") ;;
  esac
  [ -n "$expiry" ] || fail "'$expires' is no date; write the day on which the secret expires as YYYY-MM-DD."
  [ "$expiry" -gt "$(end_of_day "$(date -u +%Y-%m-%d)")" ] || fail "'$expires' is not in the future; nothing was changed."
}

# Writes $work/secret as a new version of the secret $1.
store() {
  if [ -n "$dry_run" ]; then
    say "would set a new version of '$1' in $vault_name${expiry:+, which expires at the end of $expires (UTC)}."
    return
  fi
  {
    printf '{"properties":{"attributes":{"enabled":true%s},"value":"' "${expiry:+,\"exp\":$expiry}"
    json_text <"$work/secret"
    printf '"}}'
  } >"$work/body"
  {
    cat "$work/secret"
    printf '\n'
    json_text <"$work/secret"
  } >"$work/needles"
  rm -f "$work/secret"
  azure --method put --url "$vault/secrets/$1?api-version=$vault_api" --body "@$work/body" --output none ||
    fail "could not set '$1' in $vault_name; nothing was changed."
  rm -f "$work/body" "$work/needles"
  say "set a new version of '$1' in $vault_name${expiry:+, which expires at the end of $expires (UTC)}."
  [ -n "$expiry" ] || [ "$1" = session-key ] ||
    say "'$1' has no expiry date (--expires YYYY-MM-DD): nothing warns before it expires at the provider."
}

# Puts the value into $work/secret: $2 if there is one, else what is typed. $3 names the variable.
obtain() {
  if [ -n "$dry_run" ]; then
    return
  fi
  if [ -n "$2" ]; then
    keep "$1" "$2"
    return
  fi
  [ -t 0 ] || fail "'$1' has no value yet. Run this in a terminal, or set $3 in the environment."
  printf '%s' "$hook: value of '$1' (not shown): " >&2
  trap 'stty echo; exit 130' INT
  stty -echo
  IFS= read -r typed || typed=
  stty echo
  trap 'exit 130' INT
  printf '\n' >&2
  keep "$1" "$typed"
  typed=
}

# Writes the value $2 of the secret $1 to $work/secret. A line break at its end is of the file that it came from.
# Control characters, other than those of a text of several lines, are in no secret: a terminal puts them around
# what is pasted.
keep() {
  kept=${2%"$line_feed"}
  kept=${kept%"$carriage_return"}
  [ -n "$kept" ] || fail "an empty value was given for '$1'; nothing was changed."
  printf '%s' "$kept" >"$work/secret"
  kept=
  [ -z "$(LC_ALL=C tr -dc '\001-\010\013\014\016-\037\177' <"$work/secret")" ] ||
    fail "the value for '$1' holds a control character; nothing was changed. Give it without what a terminal adds."
}

# azd keeps its environment in a file, as plain text, and hands it to every hook.
refuse_stored() {
  command -v azd >/dev/null 2>&1 || return 0
  stored=$(azd env get-value "$1" 2>/dev/null) || stored=
  [ -n "$stored" ] || return 0
  stored=
  environment_name=$(value AZURE_ENV_NAME)
  fail "$1 stands in the azd environment: .azure/${environment_name:-<environment>}/.env holds it as plain text. Delete its line there, renew the secret at the provider, and type the new one when asked, or set $1 for one command only."
}

check_name() {
  case $1 in
  '' | *[!A-Za-z0-9-]*) fail "'$1' is no name of a secret: letters, digits and hyphens." ;;
  esac
}
