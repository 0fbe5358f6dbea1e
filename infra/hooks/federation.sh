# What postprovision does with the application registration: the app's identity as its credential (Entra ID).
# Nothing in it is a secret. Whoever deploys may have no right to change the registration, or even to look at
# it; then the one command that is missing is printed, and the deployment goes on.

federation_audience=api://AzureADTokenExchange

federate() {
  environment_name=$(required AZURE_ENV_NAME)
  client_id=$(required SERVICE_CLIENT_ID)
  issuer=$(required SERVICE_FEDERATION_ISSUER)
  subject=$(required SERVICE_IDENTITY_PRINCIPAL_ID)
  credential=token-exchange-$environment_name
  say "no client secret is needed: the app's identity is the credential."

  if ! az ad app federated-credential list --id "$client_id" --only-show-errors --output tsv \
    --query '[].[name, issuer, subject, audiences[0]]' >"$work/credentials" 2>"$work/az-error"; then
    complain
    by_hand create "could not look at the application $client_id."
    return
  fi
  # Entra ID compares these letter by letter, and so does this.
  case $(tr -d '\r' <"$work/credentials" | awk -F '\t' -v name="$credential" -v issuer="$issuer" -v subject="$subject" -v audience="$federation_audience" '
    $2 == issuer && $3 == subject && $4 == audience { there = 1 }
    $1 == name { taken = 1 }
    END { print there ? "there" : taken ? "taken" : "absent" }') in
  there)
    say "the application $client_id knows it."
    return
    ;;
  taken)
    # Another deployment may live by it, so it is not for a hook to change.
    by_hand update "the application $client_id has a credential '$credential' of another identity. If that identity is gone, replace it."
    return
    ;;
  esac
  if [ -n "$dry_run" ]; then
    say "would register it as '$credential' at the application $client_id."
    return
  fi
  parameters >"$work/credential"
  if ! az ad app federated-credential create --id "$client_id" --only-show-errors --output none \
    --parameters "@$work/credential" 2>"$work/az-error"; then
    complain
    by_hand create "could not register it at the application $client_id."
    return
  fi
  say "registered it as '$credential' at the application $client_id."
}

parameters() {
  printf '{"name":"%s","issuer":"%s","subject":"%s","audiences":["%s"]}' "$credential" "$issuer" "$subject" "$federation_audience"
}

# What is to be done ($1: create or update) by somebody else, and why ($2).
by_hand() {
  say "$2"
  say "until somebody who may change that registration runs this, every login fails:"
  case $1 in
  create) which= ;;
  *) which=" --federated-credential-id $credential" ;;
  esac
  printf '\n%s\n\n' "az ad app federated-credential $1 --id $client_id$which --parameters '$(parameters)'"
}
