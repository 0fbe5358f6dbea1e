# Shared by the hooks: values of the azd environment, a private folder for secrets on their way, messages.
# Meant to be read with `.` by a script that has set -eu.

say() { printf '%s\n' "$hook: $*"; }
fail() {
  printf '%s\n' "$hook: error: $*" >&2
  exit 1
}

# azd gives a hook the environment's values as variables; a hook started by hand asks azd for them.
value() {
  eval "found=\${$1-} known=\${$1+yes}"
  if [ -z "$known" ] && command -v azd >/dev/null 2>&1; then
    found=$(azd env get-value "$1" 2>/dev/null) || found=
  fi
  printf '%s' "$found"
}

required() {
  found=$(value "$1")
  [ -n "$found" ] || fail "$1 is not known; run 'azd provision' first, or select the environment with 'azd env select'."
  printf '%s' "$found"
}

# Whatever holds a secret stands in a folder that only this user can open, and that goes when the hook ends,
# however it ends.
private_folder() {
  umask 077
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

# The text on the standard input as the inside of a JSON string. It holds no control characters but these three.
json_text() {
  tab=$(printf '\t')
  carriage=$(printf '\r')
  sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e "s/$tab/\\\\t/g" -e "s/$carriage/\\\\r/g" |
    awk 'NR > 1 { printf "\\n" } { printf "%s", $0 }'
}

# Where its configuration says so, az writes every request with its body into a log file. Not from here.
AZURE_LOGGING_ENABLE_LOG_FILE=false
export AZURE_LOGGING_ENABLE_LOG_FILE

# az rest, with Azure's own words on failure. Addresses without a host mean the resource manager of the
# cloud that az is signed in to.
azure() {
  if ! az rest --only-show-errors "$@" 2>"$work/az-error"; then
    complain
    return 1
  fi
}

# What az said last. A message that repeats what stands in $work/needles is held back.
complain() {
  if [ -s "$work/needles" ] && grep -qF -f "$work/needles" "$work/az-error"; then
    printf '%s\n' "$hook: (Azure's message is held back: it repeats a secret.)" >&2
  else
    cat "$work/az-error" >&2
  fi
}
